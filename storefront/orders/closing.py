"""Cancelling an order that nobody has paid: by its buyer or by the merchant.

A request that still asks is withdrawn first, and the order closes only when its debt is
free: what a phone may still approve is never cut off from its order.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy.orm import Session

from nequi_plugin import Payment
from storefront import audit
from storefront.coupons import service as coupons
from storefront.db import db
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.debts.service import give_up
from storefront.extensions import nequi
from storefront.orders import stock
from storefront.orders.debts import debt_name, debt_of
from storefront.orders.history import note
from storefront.orders.models import (
    BUYER,
    OPEN,
    UNPAID,
    EventKind,
    Kept,
    Order,
    OrderState,
)
from storefront.orders.stages import has_left


class Cancelled(Enum):
    """How a wish to cancel ended."""

    DONE = "done"
    WITHDRAWING = "withdrawing"  # a request was out; Nequi has yet to say that it is dead
    MONEY = "money"  # money came, or may have come
    CLOSED = "closed"  # it was paid or cancelled before
    INVOICED = "invoiced"  # it was sold on credit: its invoice comes first
    LEFT = "left"  # its buyer has the pieces: only the merchant can give up their money


def still_open(order: Order) -> bool:
    """Whether it waits to be paid: neither paid nor cancelled, and no money kept for it."""
    return order.state in UNPAID and not order.kept_cents


def cancellable(order: Order, *, by: str) -> bool:
    """Whether its page may offer to cancel: open, and no money came for it, not even a part."""
    if order.state not in OPEN or order.kept_cents or _refused(order, by):
        return False
    return not _part_paid(db.session(), debt_of(db.session, order.id))


def cancel(order_id: int, *, by: str, reason: str = "") -> Cancelled:
    """Withdraw what still asks for the order's money, and close it when nothing does.

    ``by`` is ``BUYER`` or a member of staff; both it and the reason stand in the history.
    """
    refused = _refused(db.session.get_one(Order, order_id), by)
    if refused is not None:
        return refused
    holder = nequi.holders([debt_name(db.session, order_id)])
    for payment in holder.values():
        if payment.live:
            nequi.cancel(payment.message_id, "payer" if by == BUYER else f"person:{by}")
    with nequi.unit_of_work() as s:
        return _close(s, order_id, by, reason)


def _close(s: Session, order_id: int, by: str, reason: str) -> Cancelled:
    debt = debt_of(s, order_id)
    with nequi.hold([debt.name]):
        order = s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
        held: Payment | None = nequi.holders([debt.name]).get(debt.name)
        refused = _refused(order, by)
        if refused is not None:
            return refused
        if not still_open(order):
            return Cancelled.CLOSED
        if held is not None:
            return Cancelled.WITHDRAWING if held.live else Cancelled.MONEY
        if _part_paid(s, debt):
            return Cancelled.MONEY
        order.state = OrderState.CANCELLED
        stock.release(s, order, Kept.RESERVED)
        if order.coupon_id is not None:
            coupons.give_back(s, order.coupon_id)
        note(order, EventKind.CANCELLED, " · ".join(part for part in (by, reason) if part))
        if by != BUYER:
            audit.record(s, by, "order.cancelled", f"order:{order_id}", reason)
        nequi.enqueue("order-cancelled", ref=str(order_id), unique=f"order-cancelled:{order_id}")
        s.flush()
    give_up(s, debt.id)
    return Cancelled.DONE


def _refused(order: Order, by: str) -> Cancelled | None:
    """Why it is not hers to close, whatever its requests do."""
    if order.state is OrderState.CREDIT:
        return Cancelled.INVOICED
    return Cancelled.LEFT if by == BUYER and has_left(order) else None


def _part_paid(s: Session, debt: Debt) -> bool:
    return payable(s, [debt.id])[debt.id] < debt.total_cents


def write_note(order_id: int, *, by: str, text: str) -> None:
    """A note of the staff in the order's history; its buyer never sees it."""
    with nequi.unit_of_work() as s:
        order = s.get_one(Order, order_id)
        note(order, EventKind.NOTE, f"{by}: {text}")
