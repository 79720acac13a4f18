"""An order whose invoice gets a nota crédito: it owes less, is paid by that, or is annulled.

Callers are in a unit of work and hold the name of the order's debt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storefront import audit
from storefront.coupons import service as coupons
from storefront.db import AnySession
from storefront.debts.models import Allocation, Credit
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import Cents, format_cents
from storefront.orders import shelf, stock
from storefront.orders.credit.following import on_credit
from storefront.orders.history import note
from storefront.orders.models import EventKind, Kept, Order, OrderState
from storefront.orders.stages import has_left


@dataclass(frozen=True)
class Noted:
    """A nota crédito as its order tells it; ``returned``: pieces that had left are back."""

    note_id: int
    number: str
    cents: Cents
    at: datetime
    by: str
    reason: str
    returned: bool


def noted(s: Session, debt_id: int, made: Noted) -> None:
    """What the note does to the order of this debt, if it is one's.

    One that owes nothing any more is paid, as far as anything was paid; else it is annulled:
    its pieces go back to the shelf unless they are out of the house.
    """
    for order, debt in on_credit(s, [debt_id]):
        told = f"{made.by} · {made.number} · {format_cents(made.cents)}"
        note(order, EventKind.NOTED, told)
        if payable(s, [debt.id])[debt.id]:
            continue
        live = select(Allocation.id).filter_by(debt_id=debt.id, taken_back_at=None).limit(1)
        if s.scalar(live) is None:
            _annul(s, order, made)
        elif order.state is OrderState.CREDIT:
            order.state, order.paid_at = OrderState.PAID, made.at
    s.flush()


def _annul(s: Session, order: Order, made: Noted) -> None:
    order.state, order.paid_at = OrderState.CANCELLED, None
    if not has_left(order):
        shelf.take_in(s, order)
    elif made.returned:
        stock.release(s, order, Kept.SOLD)
    if order.coupon_id is not None:
        coupons.give_back(s, order.coupon_id)
    note(order, EventKind.CANCELLED, f"{made.by} · {made.reason}")
    audit.record(s, made.by, "order.cancelled", f"order:{order.id}", made.reason)
    nequi.enqueue("order-cancelled", ref=str(order.id),
                  unique=f"order-cancelled:{order.id}:{made.note_id}")  # fmt: skip


def freed(s: AnySession, order_id: int) -> Cents:
    """What its payer had paid, and has as saldo a favor since it was annulled, in centavos."""
    query = select(func.sum(Credit.cents)).where(
        Credit.order_id == order_id, Credit.note_id.is_not(None), Credit.taken_back_at.is_(None)
    )
    return Cents(int(s.scalar(query) or 0))
