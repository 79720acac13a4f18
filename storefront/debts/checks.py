"""What must hold about debts and booked money: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, case, func, or_, select
from sqlalchemy.orm import Session

from nequi_plugin import State
from storefront.debts.models import Adjustment, Allocation, Booking, Credit, Debt
from storefront.debts.withheld import columns
from storefront.debts.withholding import NOTHING
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.money import Cents, cents
from storefront.notes.models import CreditNote

PAGE = 200


@nequi.check
def balances_are_explained(s: Session) -> Iterator[str]:
    """Balance = total − receipted money and retentions − adjustments − notas crédito, never
    below zero or what waits for its receipt."""
    receipted = _sum(Allocation, Allocation.lowers, Allocation.receipt_id.is_not(None))
    waiting = _sum(Allocation, Allocation.lowers, Allocation.receipt_id.is_(None))
    adjusted = _sum(Adjustment, Adjustment.cents)
    noted = select(func.coalesce(func.sum(CreditNote.cents), 0)).where(
        CreditNote.debt_id == Debt.id, CreditNote.voided_at.is_(None)
    )
    less = noted.correlate(Debt).scalar_subquery()
    expected = Debt.total_cents - receipted - adjusted - less
    query = select(Debt.id, Debt.balance_cents, expected, waiting).where(
        (Debt.balance_cents != expected) | (Debt.balance_cents < waiting)
    )
    for debt_id, balance, wanted, pending in s.execute(query):
        yield f"debt {debt_id}: balance {balance}, its rows say {wanted}, {pending} unreceipted"


@nequi.check
def retentions_are_declared_once(s: Session) -> Iterator[str]:
    """Of one document: at most one live retention, beside money, no part of it below zero."""
    alive = (Allocation.withheld_cents != 0, Allocation.taken_back_at.is_(None))
    twice = select(Allocation.debt_id, func.count()).where(*alive).group_by(Allocation.debt_id)
    for debt_id, count in s.execute(twice.having(func.count() > 1)):
        yield f"debt {debt_id}: {count} payments declare a retention"
    parts = [getattr(Allocation, name) for name in columns(NOTHING)]
    wrong = or_(Allocation.cents <= 0, *(part < 0 for part in parts))
    for share in s.scalars(select(Allocation).where(*alive, wrong)):
        yield f"payment {share.message_id}: a retention of {share.withheld} beside {share.cents}"


@nequi.check
def captures_are_divided(s: Session) -> Iterator[str]:
    """Every applied approval has a booking, and allocations + credit = capture − refunds."""
    before = None
    while True:
        page = nequi.payments(states=[State.APPROVED], before=before, limit=PAGE)
        for payment in page:
            if payment.applied:
                yield from _divided(s, payment.message_id, payment.net)
        if len(page) < PAGE:
            return
        before = page[-1].id


@nequi.check
def documents_own_their_debts(s: Session) -> Iterator[str]:
    """A debt of kind "invoice" has one, with its number and customer; no other debt has."""
    differs = or_(
        Debt.kind != "invoice",
        Debt.label != Invoice.number,
        Debt.customer_id.is_distinct_from(Invoice.customer_id),
    )
    query = (
        select(Debt.id, Debt.label, Invoice.number)
        .outerjoin(Invoice, Invoice.id == Debt.invoice_id)
        .where(case((Debt.invoice_id.is_(None), Debt.kind == "invoice"), else_=differs))
    )
    for debt_id, label, number in s.execute(query):
        yield f"debt {debt_id} ({label}) differs from its document {number}"


def _divided(s: Session, message_id: str, pesos: int) -> Iterator[str]:
    booking = s.scalar(select(Booking).filter_by(message_id=message_id, reversed_at=None))
    if booking is None:
        yield f"payment {message_id} is approved and applied but not booked"
        return
    given = 0
    for model in (Allocation, Credit):
        live = (model.message_id == message_id, model.taken_back_at.is_(None))
        given += int(s.scalar(select(func.coalesce(func.sum(model.cents), 0)).where(*live)) or 0)
    if given != cents(pesos) or booking.cents != given:
        yield f"payment {message_id}: {cents(pesos)} still here, {given} divided"


def _sum(
    model: type[Allocation | Adjustment],
    what: SQLColumnExpression[Cents],
    *where: ColumnElement[bool],
) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(what), 0)
    live = (model.debt_id == Debt.id, model.taken_back_at.is_(None), *where)
    return select(total).where(*live).correlate(Debt).scalar_subquery()
