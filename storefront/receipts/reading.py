"""Payments without receipt, and receipts made."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import func, select

from storefront.dates import BOGOTA, bogota_today
from storefront.db import db
from storefront.debts.means import Means
from storefront.debts.models import Booking, Debt
from storefront.invoices.models import Invoice
from storefront.money import Cents
from storefront.receipts.models import Receipt

PAGE = 50
_WAITING = (Booking.receipt_id.is_(None), Booking.reversed_at.is_(None))
_NEQUI = Booking.means == Means.NEQUI


def unreceipted(*, after: int = 0, limit: int = PAGE) -> tuple[list[Booking], int | None]:
    """Approved payments without a live receipt, oldest first, and the next page's start."""
    query = select(Booking).where(*_WAITING).order_by(Booking.approved_at, Booking.id)
    last = db.session.get(Booking, after) if after else None
    if last is not None:
        later = (Booking.approved_at == last.approved_at) & (Booking.id > last.id)
        query = query.where((Booking.approved_at > last.approved_at) | later)
    rows = list(db.session.scalars(query.limit(limit + 1)))
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def waiting(*, of_nequi: bool = False) -> tuple[int, Cents]:
    """How many payments have no receipt, and their sum; of Nequi alone where asked."""
    query = select(func.count(), func.sum(Booking.cents)).where(*_WAITING)
    count, cents = db.session.execute(query.where(_NEQUI) if of_nequi else query).one()
    return int(count), Cents(int(cents or 0))


def waiting_since() -> datetime | None:
    """When the oldest payment without receipt was approved; None when all have one."""
    return db.session.scalar(select(func.min(Booking.approved_at)).where(*_WAITING))


def booked_on(now: datetime) -> list[Booking]:
    """Nequi's payments of the Bogota day of ``now``, newest first, returned ones included."""
    start = datetime.combine(bogota_today(now), time.min, BOGOTA)
    query = select(Booking).where(_NEQUI, Booking.approved_at >= start, Booking.approved_at <= now)
    return list(db.session.scalars(query.order_by(Booking.approved_at.desc(), Booking.id)))


def older_unreceipted(now: datetime) -> list[Booking]:
    """Nequi's payments of earlier days that still have no receipt, newest first."""
    start = datetime.combine(bogota_today(now), time.min, BOGOTA)
    query = select(Booking).where(*_WAITING, _NEQUI, Booking.approved_at < start)
    return list(db.session.scalars(query.order_by(Booking.approved_at.desc(), Booking.id)))


def numbers(receipt_ids: set[int]) -> dict[int, str]:
    """Receipt id → number."""
    query = select(Receipt.id, Receipt.number).where(Receipt.id.in_(receipt_ids))
    return {row.id: row.number for row in db.session.execute(query)}


def of_payments(message_ids: Collection[str]) -> list[Receipt]:
    """Every receipt of these payments, voided ones included."""
    query = select(Receipt).where(Receipt.message_id.in_(message_ids)).order_by(Receipt.id)
    return list(db.session.scalars(query))


def settled_later(receipt: Receipt) -> list[str]:
    """The documents that took over what this receipt had received as an advance."""
    advances = [line.debt_id for line in receipt.lines if line.issued_on is None and line.debt_id]
    query = select(Invoice.number).join(Debt, Debt.invoice_id == Invoice.id)
    return list(db.session.scalars(query.where(Debt.id.in_(advances)).order_by(Invoice.id)))


def made_on(now: datetime) -> list[Receipt]:
    """Receipts made on the Bogota day of ``now``, newest first."""
    start = datetime.combine(bogota_today(now), time.min, BOGOTA)
    query = select(Receipt).where(Receipt.made_at >= start)
    return list(db.session.scalars(query.order_by(Receipt.id.desc()).limit(PAGE)))


def page(*, after: int = 0) -> tuple[list[Receipt], int | None]:
    """Receipts, newest first, and the id where the next page starts."""
    query = select(Receipt).order_by(Receipt.id.desc()).limit(PAGE + 1)
    if after:
        query = query.where(Receipt.id < after)
    rows = list(db.session.scalars(query))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None
