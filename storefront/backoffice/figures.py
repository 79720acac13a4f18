"""Figures of the start page, counted from the latest attempts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from statistics import median_low

from sqlalchemy import case, func, select
from sqlalchemy.sql.elements import ColumnElement

from nequi_plugin import Nequi, Payment, State
from storefront.dates import BOGOTA, bogota_today
from storefront.db import db
from storefront.debts.means import Means
from storefront.debts.models import Allocation, Booking, Debt
from storefront.invoices.models import Invoice
from storefront.money import Cents

DAYS = timedelta(days=7)
PAGE = 200
MOST = 2000
"""A busy week is counted from its latest attempts only: the start page stays quick."""


@dataclass(frozen=True)
class Received:
    """Whole pesos captured and in how many payments."""

    pesos: int
    count: int


@dataclass(frozen=True)
class Month:
    """What came in by Nequi and by every other way that a person wrote down."""

    nequi: Cents
    others: Cents


def received_today(nequi: Nequi) -> Received:
    """What was approved on today's Colombian day and was not given back."""
    today = bogota_today(nequi.now())
    paid = [
        payment.net
        for payment in _since(nequi, nequi.now() - DAYS, (State.APPROVED,))
        if payment.approved_at and bogota_today(payment.approved_at) == today
    ]
    return Received(sum(paid), len(paid))


def approval_rate(nequi: Nequi) -> tuple[int, int]:
    """(approved, ended) of the attempts of the last seven days."""
    ended = [p for p in _since(nequi, nequi.now() - DAYS, None) if not p.live]
    return sum(payment.state is State.APPROVED for payment in ended), len(ended)


def receivable(now: datetime) -> tuple[Cents, Cents]:
    """(payable of all issued documents, of it past its due date), in centavos."""
    return _payable(Debt.balance_cents > 0), _payable(Invoice.due_on < bogota_today(now))


def month_received(now: datetime) -> Month:
    """Booked since the first of this Colombian month and not given back."""
    first = datetime.combine(bogota_today(now).replace(day=1), time.min, BOGOTA)
    query = (
        select(Booking.means, func.sum(Booking.cents))
        .where(Booking.approved_at >= first, Booking.reversed_at.is_(None))
        .group_by(Booking.means)
    )
    sums = {means: int(total) for means, total in db.session.execute(query)}
    by_nequi = sums.pop(Means.NEQUI, 0)
    return Month(Cents(by_nequi), Cents(sum(sums.values())))


def time_to_approve(nequi: Nequi) -> timedelta | None:
    """The median from sending to approval, of the last seven days; None without any."""
    took = [
        payment.approved_at - payment.sent_at
        for payment in _since(nequi, nequi.now() - DAYS, (State.APPROVED,))
        if payment.approved_at and payment.sent_at
    ]
    return median_low(took) if took else None


def ageing(now: datetime) -> list[Cents]:
    """Payable of issued documents: not due, 1 to 30 days late, 31 to 60, 61 to 90, more."""
    today = bogota_today(now)
    edges = [today, *(today - timedelta(days=days) for days in (30, 60, 90))]
    bucket = case(
        *((Invoice.due_on >= edge, at) for at, edge in enumerate(edges)), else_=len(edges)
    )
    sums = [0] * (len(edges) + 1)
    owed = select(bucket, func.sum(Debt.balance_cents)).join(
        Invoice, Invoice.id == Debt.invoice_id
    )
    paid = (
        select(bucket, -func.sum(Allocation.lowers))
        .join(Debt, Debt.id == Allocation.debt_id)
        .join(Invoice, Invoice.id == Debt.invoice_id)
        .where(Allocation.receipt_id.is_(None), Allocation.taken_back_at.is_(None))
    )
    for query in (owed, paid):
        for at, amount in db.session.execute(query.group_by(bucket)):
            sums[at] += int(amount or 0)
    return [Cents(amount) for amount in sums]


def _payable(wanted: ColumnElement[bool]) -> Cents:
    """Balances less what is approved and still without its receipt."""
    owed = select(func.sum(Debt.balance_cents)).join(Invoice, Invoice.id == Debt.invoice_id)
    paid = (
        select(func.sum(Allocation.lowers))
        .join(Debt, Debt.id == Allocation.debt_id)
        .join(Invoice, Invoice.id == Debt.invoice_id)
        .where(Allocation.receipt_id.is_(None), Allocation.taken_back_at.is_(None))
    )
    both = [int(db.session.scalar(query.where(wanted)) or 0) for query in (owed, paid)]
    return Cents(both[0] - both[1])


def _since(nequi: Nequi, start: datetime, states: tuple[State, ...] | None) -> Iterator[Payment]:
    before: int | None = None
    for _round in range(MOST // PAGE):
        page = nequi.payments(states=states, before=before, limit=PAGE)
        for payment in page:
            if payment.created_at < start:
                return
            yield payment
        if len(page) < PAGE:
            return
        before = page[-1].id
