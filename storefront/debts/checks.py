"""What must hold about debts and booked money: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, ScalarSelect, case, func, or_, select
from sqlalchemy.orm import Session

from nequi_plugin import State
from storefront.debts.models import Adjustment, Allocation, Booking, Credit, Debt
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.money import cents

PAGE = 200


@nequi.check
def balances_are_explained(s: Session) -> Iterator[str]:
    """Balance = total − receipted allocations − adjustments, never below zero or pending."""
    receipted = _sum(Allocation, Allocation.receipt_id.is_not(None))
    waiting = _sum(Allocation, Allocation.receipt_id.is_(None))
    adjusted = _sum(Adjustment)
    expected = Debt.total_cents - receipted - adjusted
    query = select(Debt.id, Debt.balance_cents, expected, waiting).where(
        (Debt.balance_cents != expected) | (Debt.balance_cents < waiting)
    )
    for debt_id, balance, wanted, pending in s.execute(query):
        yield f"debt {debt_id}: balance {balance}, its rows say {wanted}, {pending} unreceipted"


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


def _sum(model: type[Allocation | Adjustment], *where: ColumnElement[bool]) -> ScalarSelect[int]:
    total = func.coalesce(func.sum(model.cents), 0)
    live = (model.debt_id == Debt.id, model.taken_back_at.is_(None), *where)
    return select(total).where(*live).correlate(Debt).scalar_subquery()
