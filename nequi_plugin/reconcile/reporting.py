"""Nequi's report joins attempts by MessageID: the way to those whose id we never learned."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from nequi_plugin import schedule
from nequi_plugin.bogota import bogota_date
from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import (
    Answer,
    CodeRefused,
    Credentials,
    GatewayUnavailable,
    Report,
    ReportLine,
    Verdict,
)
from nequi_plugin.models import PaymentRow
from nequi_plugin.service.adopt import is_ours, take_in
from nequi_plugin.service.apply import apply
from nequi_plugin.service.elsewhere import leave_alone
from nequi_plugin.service.endings import watch_deadlines
from nequi_plugin.service.moving import locked
from nequi_plugin.service.news import News
from nequi_plugin.service.turns import wake_at
from nequi_plugin.states import State
from nequi_plugin.times import aware

log = logging.getLogger("nequi")


def ask_report(desk: Desk, message_ids: Sequence[str]) -> int:
    """Put off these attempts' turns, fetch the days they were sent on, apply what is paid.

    Gives how many report lines met an attempt of ours.
    """
    assert_outside()
    first: dict[str, datetime] = {}
    for code, sent in filter(None, (_put_off(desk, mid) for mid in message_ids)):
        first[code] = min(sent, first.get(code, sent))
    return sum(read_days(desk, start, desk.now(), code) for code, start in first.items())


def unsettled(desk: Desk, s: Session) -> tuple[frozenset[str], datetime | None]:
    """For start-up: MessageIDs not sent yet, and since when the report is to be asked.

    A restored backup does not know what it sent, so it asks before it sends.
    """
    unknown = and_(PaymentRow.state == State.UNKNOWN, PaymentRow.transaction_id.is_(None))
    query = select(PaymentRow.message_id, PaymentRow.state, PaymentRow.created_at).where(
        or_(PaymentRow.state == State.CREATED, unknown)
    )
    rows = s.execute(query).all()
    since = min((aware(created) for _, _, created in rows), default=None)
    if since is not None:
        since = max(since, desk.now() - schedule.WATCH)
    return frozenset(mid for mid, state, _ in rows if state == State.CREATED), since


def read_days(desk: Desk, start: datetime, end: datetime, code: str | None = None) -> int:
    """Apply the report from ``start``'s to ``end``'s Bogota day; what cannot be had is logged.

    ``code`` is the attempts' own frozen one, else today's.
    """
    assert_outside()
    credentials = desk.credentials()
    if credentials is None:
        return 0
    if code:
        credentials = replace(credentials, code=code)
    report = _fetch(desk, credentials, start, end)
    if report is None:
        return 0
    return sum(apply_line(desk, line, credentials.code) for line in report.lines)


def _fetch(
    desk: Desk, credentials: Credentials, start: datetime, end: datetime
) -> Report | None:
    try:
        return desk.gateway.report(credentials, start=_day(start), end=_day(end))
    except (GatewayUnavailable, CodeRefused) as error:
        log.warning("the report could not be had: %s", error)
        return None


def _put_off(desk: Desk, message_id: str) -> tuple[str, datetime] | None:
    def work(s: Session) -> tuple[str, datetime] | None:
        row = locked(s, message_id)
        if row is None or row.transaction_id is not None or row.wake_at is None:
            return None
        watch_deadlines(desk, s, row)
        row.wake_at = wake_at(desk, row)
        if leave_alone(desk, s, row):
            return None
        sent = aware(row.sent_at)
        return None if sent is None else (row.code, sent)

    return desk.in_work(work)


def apply_line(desk: Desk, line: ReportLine, code: str) -> int:
    """A line that says what we know already costs a read; news enters by the one door.

    Money of ours that we do not know becomes an attempt without a key, in review. A capture
    that was given back stays in its day's report: that is no news. Gives 1 for one of ours.
    """
    if desk.in_read(lambda s: _says_nothing_new(s, line)):
        return 1

    def work(s: Session) -> int:
        row = s.scalars(
            select(PaymentRow).where(PaymentRow.message_id == line.message_id)
        ).one_or_none()
        if row is not None:
            apply(desk, s, line.message_id, News(_answer(line), "report"))
        elif is_ours(line):
            take_in(desk, s, line, code)
        return int(row is not None)

    try:
        return desk.in_work(work)
    except Exception:  # one line that cannot be booked must not hide the money of the others
        log.exception("the report's line for %s could not be applied", line.message_id)
        return 0


def _says_nothing_new(s: Session, line: ReportLine) -> bool:
    row = s.scalars(
        select(PaymentRow).where(PaymentRow.message_id == line.message_id)
    ).one_or_none()
    if row is None or not row.capture_told or row.captured != line.value:
        return False
    return row.state in (State.APPROVED, State.REVIEW, State.REVERSED)


def _answer(line: ReportLine) -> Answer:
    verdict = Verdict.UNREADABLE if line.value is None else Verdict.PAID
    return Answer(verdict, transaction_id=line.transaction_id or None, value=line.value)


def _day(moment: datetime) -> str:
    return bogota_date(moment).isoformat()
