"""A payment that was marked by hand did not come after all: the order owes its money again.

The opposite of ``paying``. The recibo de caja is voided first, by its own page: its number
stays, and a person says why.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront import audit
from storefront.debts import by_hand, returns
from storefront.debts.models import Booking, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import format_cents
from storefront.orders import shelf
from storefront.orders.debts import debt_name, debt_of
from storefront.orders.history import note
from storefront.orders.models import EventKind, Order, OrderState
from storefront.orders.stages import has_left

HOLDS_IT = (OrderState.PAID, OrderState.CREDIT)
"""It paid the order; or, sold on credit, another payment went back and this one paid its part."""


class Undone(Enum):
    """How undoing it ended."""

    DONE = "done"
    COVERED = "covered"  # what another payment left over pays the order: it stays paid
    RECEIPT = "receipt"  # its recibo de caja is voided first
    GONE = "gone"  # nothing of the kind is there any more


def marked(s: Session, order: Order) -> Booking | None:
    """The payment by hand that a person could undo now, or None."""
    if order.state not in HOLDS_IT:
        return None
    return by_hand.live(s, debt_of(s, order.id))


def undo(order_id: int, message_id: str, *, by: str, reason: str) -> Undone:
    """Take back the payment that the person saw, and open the order again.

    Pieces that are still in the shop are kept for it as for a new order; what left it stays
    sold. ``by`` is an owner.
    """
    with nequi.unit_of_work() as s, nequi.hold([debt_name(s, order_id)]):
        order = s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
        debt = debt_of(s, order_id)
        booking = by_hand.live(s, debt, lock=True)
        if order.state not in HOLDS_IT or booking is None:
            return Undone.GONE
        if booking.message_id != message_id:
            return Undone.GONE
        if booking.receipt_id is not None:
            return Undone.RECEIPT
        by_hand.take_back(s, booking)
        told = f"{by} · {format_cents(booking.cents)} · {reason}"
        note(order, EventKind.PAYMENT_UNDONE, told)
        audit.record(s, by, "order.payment_undone", f"order:{order_id}", told)
        ended = _reopen(s, order, debt)
        crash_point("payment-undone-uncommitted")
        return ended


def _reopen(s: Session, order: Order, debt: Debt) -> Undone:
    if debt.invoice_id is not None:  # it was handed over on credit: its invoice owes again
        order.state, order.paid_at = OrderState.CREDIT, None
        s.flush()
        return Undone.DONE
    for reference in returns.use_credit(s, order.id, debt.id):
        note(order, EventKind.CREDIT_USED, reference)
    if not payable(s, [debt.id])[debt.id]:
        return Undone.COVERED
    order.paid_at = None
    order.state = OrderState.PLACED if nequi.is_open() is None else OrderState.TO_ARRANGE
    if not has_left(order):
        shelf.keep(order)
    s.flush()
    return Undone.DONE
