"""A report in its three piles: matched, missing here, missing there (contract 3.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.bogota import BOGOTA
from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.gateway.protocol import Report, ReportLine
from nequi_plugin.gateway.report_file import Dropped, read_file, same_merchant
from nequi_plugin.models import PaymentRow
from nequi_plugin.reconcile import reporting
from nequi_plugin.service.adopt import is_ours
from nequi_plugin.states import State
from nequi_plugin.times import aware

SETTLING = timedelta(minutes=5)
"""What was approved just now may not be in a report yet."""

CHUNK = 500


@dataclass(frozen=True)
class PileLine:
    """One movement. ``note``: ``confirmed`` just now, ``review`` needs a person, ``returned``
    here, ``by_hand`` on a person's word only, ``other`` not sent by us; else empty."""

    message_id: str
    transaction_id: str
    pesos: int
    date: str
    note: str = ""


@dataclass(frozen=True)
class Piles:
    """What both books say of the Bogota days ``start`` to ``end``; sums are whole pesos."""

    start: date | None
    end: date | None
    matched: tuple[PileLine, ...]
    missing_here: tuple[PileLine, ...]
    missing_there: tuple[PileLine, ...]


def of_file(desk: Desk, data: bytes) -> Piles:
    """Sort a dropped file and apply its news; raises Refused with a sentence."""
    dropped = read_file(data)
    credentials = desk.credentials()
    if credentials is None:
        raise Refused("Primero configura Nequi: sin tu código no sabemos si el reporte es tuyo.")
    if not same_merchant(dropped.report.nit, credentials.code):
        raise Refused(f"Este reporte es de otro comercio (NIT {dropped.report.nit}).")
    return _sorted(desk, dropped, credentials.code)


def of_days(desk: Desk, start: date, end: date) -> Piles:
    """Fetch the report of these Bogota days, sort and apply it; only from a job.

    Raises GatewayUnavailable or CodeRefused.
    """
    assert_outside()
    credentials = desk.credentials()
    if credentials is None:
        raise Refused("Primero configura Nequi.")
    report = desk.gateway.report(
        credentials, start=start.isoformat(), end=end.isoformat()
    )
    return _sorted(desk, Dropped(report, start, end), credentials.code)


def _sorted(desk: Desk, dropped: Dropped, code: str) -> Piles:
    report = dropped.report
    before = desk.in_read(lambda s: _states(s, report))
    for line in report.lines:
        reporting.apply_line(desk, line, code)
    after = desk.in_read(lambda s: _states(s, report))
    lines = [(line, _note(before.get(line.message_id), after.get(line.message_id), line))
             for line in report.lines]  # fmt: skip
    here = [_line(line, note) for line, note in lines if line.message_id in before]
    new = [_line(line, note) for line, note in lines if line.message_id not in before]
    there = desk.in_read(lambda s: _unreported(desk, s, dropped))
    return Piles(dropped.start, dropped.end, tuple(here), tuple(new), tuple(there))


def _states(s: Session, report: Report) -> dict[str, State]:
    ids = [line.message_id for line in report.lines]
    found: dict[str, State] = {}
    for at in range(0, len(ids), CHUNK):
        query = select(PaymentRow.message_id, PaymentRow.state).where(
            PaymentRow.message_id.in_(ids[at : at + CHUNK])
        )
        found.update((mid, State(state)) for mid, state in s.execute(query))
    return found


def _note(before: State | None, after: State | None, line: ReportLine) -> str:
    if after is None:
        return "other" if not is_ours(line) else ""
    if after is State.REVIEW:
        return "review"
    if after is State.REVERSED:
        return "returned"
    return "confirmed" if before is not after and after is State.APPROVED else ""


def _line(line: ReportLine, note: str) -> PileLine:
    return PileLine(line.message_id, line.transaction_id, line.value or 0, line.date, note)


def _unreported(desk: Desk, s: Session, dropped: Dropped) -> list[PileLine]:
    """Approved here, sent and closed within these days, and not one word of it there."""
    if dropped.start is None or dropped.end is None:
        return []
    begin, over = _midnight(dropped.start), _midnight(dropped.end + timedelta(days=1))
    told = {line.message_id for line in dropped.report.lines}
    query = (
        select(PaymentRow)
        .where(
            PaymentRow.created_at.between(begin - timedelta(days=1), over),
            PaymentRow.state == State.APPROVED,
            PaymentRow.sent_at >= begin,
            PaymentRow.expires_at < over,
            PaymentRow.approved_at <= desk.now() - SETTLING,
        )
        .order_by(PaymentRow.id)
        .limit(CHUNK * 10)
    )
    return [_ours(row) for row in s.scalars(query) if row.message_id not in told]


def _ours(row: PaymentRow) -> PileLine:
    at = aware(row.approved_at)
    return PileLine(
        message_id=row.message_id,
        transaction_id=row.transaction_id or row.reference,
        pesos=row.captured or 0,
        date=f"{at.astimezone(BOGOTA):%Y-%m-%d %H:%M:%S}" if at else "",
        note="" if row.capture_told else "by_hand",
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, BOGOTA).astimezone(UTC)
