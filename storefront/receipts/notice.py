"""The table of the merchant's notice: all Nequi transactions of the day, and what is older."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storefront.dates import day_month, office_time
from storefront.db import db
from storefront.debts.models import Booking
from storefront.debts.returns import parts_gone
from storefront.extensions import nequi
from storefront.money import ZERO, Cents
from storefront.receipts import reading


@dataclass(frozen=True)
class Line:
    """One transaction: ``receipt`` is its number, else ``url`` leads to *Agregar recibo*.

    ``cents`` is what is left after ``gone`` of it went back.
    """

    time: str
    day: str
    who: str
    label: str
    reference: str
    transaction: str
    cents: Cents
    gone: Cents
    returned: bool
    receipt: str
    url: str


def table(now: datetime) -> dict[str, object]:
    """Facts: ``today``, ``older`` (lines), their sums, and what has no receipt in all."""
    today, older = reading.booked_on(now), reading.older_unreceipted(now)
    ids = {row.receipt_id for row in [*today, *older] if row.receipt_id is not None}
    numbers = reading.numbers(ids)
    gone = parts_gone(db.session, [row.message_id for row in [*today, *older]])
    count, missing = reading.waiting(of_nequi=True)
    return {
        "today": [_line(row, numbers, gone) for row in today],
        "today_cents": _sum(today),
        "older": [_line(row, numbers, gone) for row in older],
        "older_cents": _sum(older),
        "missing": count,
        "missing_cents": missing,
    }


def _sum(rows: Iterable[Booking]) -> Cents:
    return Cents(sum(row.cents for row in rows if row.reversed_at is None))


def _line(row: Booking, numbers: dict[int, str], gone: dict[str, Cents]) -> Line:
    receipt = numbers[row.receipt_id] if row.receipt_id is not None else ""
    part = ZERO if row.reversed_at else gone.get(row.message_id, ZERO)
    url = nequi.url_for("receipts_admin.new", message_id=row.message_id)
    return Line(
        office_time(row.approved_at), day_month(row.approved_at), row.payer_name, row.label,
        row.message_id, row.transaction_id, row.cents, part, row.reversed_at is not None, receipt,
        "" if receipt or row.reversed_at else url,
    )  # fmt: skip
