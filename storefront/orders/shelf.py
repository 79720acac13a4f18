"""How long pieces wait in the shop for their order's money, and those that come back to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storefront.extensions import nequi
from storefront.orders import stock
from storefront.orders.history import note
from storefront.orders.models import OPEN, EventKind, Kept, Order, OrderState
from storefront.orders.stages import OURS_TO_SEND

RESERVED_FOR = timedelta(minutes=30)


def release_later(order: Order, when: datetime) -> None:
    """Queue the release of the order's pieces; in the transaction that reserved them."""
    nequi.enqueue(
        "release-stock",
        ref=str(order.id),
        unique=f"release-stock:{order.id}:{when.isoformat()}",
        due=when,
    )


def keep(order: Order) -> None:
    """The order waits for its money: its pieces are kept as for a new one, and what lay ready
    at the shop's counter is not handed over."""
    order.dispatched_at = None
    until = nequi.now() + RESERVED_FOR
    stock.unsell(order, until)
    if order.state is OrderState.PLACED:
        note(order, EventKind.RESERVED, until.isoformat())
        release_later(order, until)


def take_in(s: Session, order: Order) -> None:
    """Its money is gone and it had not left: its pieces return to the shelf, none lies ready."""
    order.dispatched_at = None
    stock.release(s, order, Kept.SOLD)


def come_back(s: Session, order: Order) -> None:
    """They had not left after all: what is sold stays sold, what waits for its money is kept,
    and of an order that is closed they return to the shelf."""
    if order.state in OURS_TO_SEND:
        return
    if order.state in OPEN:
        keep(order)
    else:
        take_in(s, order)
