"""A part of a payment that went back, and credit that takes the place of what went back.

Callers are in a unit of work and hold the debts' names (``debts/service.py``).
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from nequi_plugin import Payment
from storefront.db import AnySession
from storefront.debts.models import Allocation, Credit, Debt
from storefront.debts.reading import payable
from storefront.debts.service import lock_booking, raise_balance
from storefront.extensions import nequi
from storefront.money import ZERO, Cents, cents


def take_back_part(s: AnySession, payment: Payment) -> Cents:
    """Lessen what is booked to ``payment.net``: saldo a favor first, then the last debts.

    The part that went back stays in the history with the moment at which it did. Returns it.
    """
    booking = lock_booking(s, payment.message_id)
    if booking is None or booking.reversed_at is not None:
        return ZERO
    left = gone = Cents(max(0, booking.cents - cents(payment.net)))
    mine = {"message_id": payment.message_id, "taken_back_at": None}
    for credit in s.scalars(select(Credit).filter_by(**mine).order_by(Credit.id.desc())).all():
        left = Cents(left - _split_credit(s, credit, left))
    shares = select(Allocation).filter_by(**mine).order_by(Allocation.id.desc())
    for share in s.scalars(shares).all():
        left = Cents(left - _split_share(s, share, left))
    booking.cents = Cents(booking.cents - (gone - left))
    s.flush()
    return Cents(gone - left)


def parts_gone(s: AnySession, message_ids: Collection[str]) -> dict[str, Cents]:
    """Reference → what went back of it, for payments that a part went back of."""
    touched: set[str] = set()
    for model in (Allocation, Credit):
        touched.update(s.scalars(select(model.message_id).where(
            model.message_id.in_(message_ids), model.taken_back_at.is_not(None)
        )))  # fmt: skip
    payments = [nequi.payment(message_id) for message_id in sorted(touched)]
    return {p.message_id: cents(p.refunded) for p in payments if p is not None and p.refunded}


def _split_credit(s: AnySession, credit: Credit, most: Cents) -> Cents:
    part = Cents(min(credit.cents, most))
    if part == credit.cents:
        credit.taken_back_at = nequi.now()
    elif part:
        credit.cents = Cents(credit.cents - part)
        s.add(
            Credit(
                customer_id=credit.customer_id, order_id=credit.order_id,
                payment_id=credit.payment_id, message_id=credit.message_id, cents=part,
                reason=credit.reason, created_at=credit.created_at,
                receipt_id=credit.receipt_id, taken_back_at=nequi.now(),
                restored_id=credit.restored_id, note_id=credit.note_id,
            )
        )  # fmt: skip
    return part


def _split_share(s: AnySession, share: Allocation, most: Cents) -> Cents:
    part = Cents(min(share.cents, most))
    if part and share.receipt_id is not None:
        whole = part == share.cents  # what was withheld goes when all of its money went
        raise_balance(s, share.debt_id, share.lowers if whole else part)
    if part == share.cents:
        share.taken_back_at = nequi.now()
    elif part:
        share.cents = Cents(share.cents - part)
        s.add(_share(share, part, share.debt_id, share.receipt_id, gone=True))
    return part


def use_credit(s: AnySession, order_id: int, debt_id: int) -> list[str]:
    """What other payments left over on this order pays it, now that its own money is gone.

    Returns the references of the payments whose saldo a favor was spent so.
    """
    spent: list[str] = []
    mine = {"order_id": order_id, "taken_back_at": None}
    for message_id in sorted(set(s.scalars(select(Credit.message_id).filter_by(**mine)))):
        lock_booking(s, message_id)  # its recibo may be made, or voided, just now
    credits = select(Credit).filter_by(**mine).order_by(Credit.id)
    for credit in s.scalars(credits.execution_options(populate_existing=True)).all():
        part = Cents(min(credit.cents, payable(s, [debt_id])[debt_id]))
        if not part:
            break
        spent.append(credit.message_id)
        if part == credit.cents:
            s.delete(credit)
        else:
            credit.cents = Cents(credit.cents - part)
        s.add(_share(credit, part, debt_id, credit.receipt_id))
        if credit.receipt_id is not None:
            debt = s.get_one(Debt, debt_id, populate_existing=True)
            debt.balance_cents = Cents(debt.balance_cents - part)
        s.flush()
    return spent


def _share(
    of: Allocation | Credit,
    part: Cents,
    debt_id: int,
    receipt_id: int | None,
    *,
    gone: bool = False,
) -> Allocation:
    at = of.approved_at if isinstance(of, Allocation) else of.created_at
    return Allocation(
        payment_id=of.payment_id, message_id=of.message_id, debt_id=debt_id, cents=part,
        approved_at=at, receipt_id=receipt_id, taken_back_at=nequi.now() if gone else None,
        use_id=of.use_id if isinstance(of, Allocation) else None,
        again_id=of.again_id if isinstance(of, Allocation) else None,
    )  # fmt: skip
