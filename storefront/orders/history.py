"""What happened to an order: one row per event, written in the change's transaction."""

from __future__ import annotations

from storefront.extensions import nequi
from storefront.orders.models import EventKind, Order, OrderEvent


def note(order: Order, kind: EventKind, detail: str = "") -> None:
    """Add one event to the order of the open unit of work."""
    order.events.append(OrderEvent(at=nequi.now(), kind=kind, detail=detail[:200]))
