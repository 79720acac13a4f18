"""What happened to an order: one row per event, written in the change's transaction."""

from __future__ import annotations

from storefront.extensions import nequi
from storefront.orders.models import EventKind, Order, OrderEvent


def note(order: Order, kind: EventKind, detail: str = "") -> OrderEvent:
    """Add one event to the order of the open unit of work; it has its id once flushed."""
    event = OrderEvent(at=nequi.now(), kind=kind, detail=detail[:200])
    order.events.append(event)
    return event
