"""What a document was paid becomes saldo a favor, where a nota crédito takes all of it off.

The accounting stays the payments' own, as with a cruce: what a payment gave the document is
saldo a favor of the same payment from now on, so that a refund of it takes that back.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import func, select

from storefront.db import AnySession
from storefront.debts.models import Adjustment, Allocation, Credit, Debt
from storefront.debts.service import raise_balance
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.notes.models import CreditNote


def paid(s: AnySession, debt_id: int) -> Cents:
    """What payments gave a document and was not taken back, in centavos."""
    live = select(func.sum(Allocation.cents)).filter_by(debt_id=debt_id, taken_back_at=None)
    return Cents(int(s.scalar(live) or 0))


def behind(s: AnySession, debt_id: int) -> set[str]:
    """The references of the payments that gave it something."""
    live = select(Allocation.message_id).filter_by(debt_id=debt_id, taken_back_at=None)
    return set(s.scalars(live))


def claims(message_ids: Iterable[str]) -> set[str]:
    """Every debt that these payments name: their own changes hold the same names."""
    payments = [nequi.payment(message_id) for message_id in sorted(message_ids)]
    return {name for payment in payments if payment is not None for name in payment.claims}


def free(s: AnySession, made: CreditNote, debt: Debt) -> None:
    """Turn all that was paid of ``debt`` into saldo a favor of who owed it.

    Its retentions and peso adjustments go as well: the note takes off the whole. Callers hold
    the names of ``claims`` and the rows of the payments.
    """
    live = {"debt_id": debt.id, "taken_back_at": None}
    for share in s.scalars(select(Allocation).filter_by(**live).order_by(Allocation.id)).all():
        share.taken_back_at, share.freed, share.note_id = made.made_at, True, made.id
        s.add(Credit(
            customer_id=debt.customer_id, order_id=debt.order_id, payment_id=share.payment_id,
            message_id=share.message_id, cents=share.cents, created_at=made.made_at,
            receipt_id=share.receipt_id, note_id=made.id,
            reason=_("Nota crédito %(note)s de %(number)s", note=made.number, number=debt.label),
        ))  # fmt: skip
        if share.receipt_id is not None:
            raise_balance(s, debt.id, share.lowers)
    for closed in s.scalars(select(Adjustment).filter_by(**live)).all():
        closed.taken_back_at, closed.note_id = made.made_at, made.id
        raise_balance(s, debt.id, closed.cents)
    s.flush()


def freed_by(s: AnySession, note_id: int) -> Cents:
    """What a nota crédito turned into saldo a favor, in centavos."""
    query = select(func.sum(Allocation.cents)).filter_by(note_id=note_id)
    return Cents(int(s.scalar(query) or 0))
