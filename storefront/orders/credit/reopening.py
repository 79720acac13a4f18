"""An order whose nota crédito was undone: it owes again, also one that the note had annulled.

Callers are in a unit of work and hold the name of the order's debt.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from storefront.coupons import service as coupons
from storefront.debts.reading import payable
from storefront.orders import stock
from storefront.orders.credit.following import on_credit
from storefront.orders.history import note
from storefront.orders.models import EventKind, Order, OrderState
from storefront.orders.shelf import RESERVED_FOR


def unnoted(s: Session, debt_id: int, told: str, at: datetime) -> None:
    """What undoing the note does to the order of this debt, if it is one's.

    Raises ``stock.SoldOut`` and ``coupons.Gone`` where it cannot be handed over as before.
    """
    for order, debt in on_credit(s, [debt_id]):
        note(order, EventKind.NOTE_UNDONE, told)
        owes = payable(s, [debt.id])[debt.id] > 0
        if order.state is OrderState.CANCELLED:
            _hand_over(s, order, at)
        order.state = OrderState.CREDIT if owes else OrderState.PAID
        order.paid_at = None if owes else order.paid_at or at
    s.flush()


def _hand_over(s: Session, order: Order, at: datetime) -> None:
    """Its pieces are sold again, unless they never came back; its coupon counts again."""
    stock.reserve(s, order, at + RESERVED_FOR)
    stock.sell(order)
    if order.coupon_id is not None:
        coupons.use_again(s, order.coupon_id)
