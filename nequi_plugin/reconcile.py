"""Nequi's report joins attempts by MessageID: the way to those whose id we never learned."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.bogota import bogota_date
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
from nequi_plugin.service.apply import apply, locked
from nequi_plugin.service.endings import watch_deadlines
from nequi_plugin.service.news import News
from nequi_plugin.service.turns import wake_at
from nequi_plugin.sessions import assert_outside
from nequi_plugin.states import State
from nequi_plugin.times import aware

log = logging.getLogger("nequi")


def ask_report(desk: Desk, message_ids: Sequence[str]) -> int:
    """Put off these attempts' turns, fetch the days they were sent on, apply what is paid.

    Gives how many report lines met an attempt of ours.
    """
    assert_outside()
    sent = [day for mid in message_ids if (day := _put_off(desk, mid)) is not None]
    if not sent:
        return 0
    return read_days(desk, min(sent), desk.now())


def read_days(desk: Desk, start: datetime, end: datetime) -> int:
    """Apply the report from ``start``'s to ``end``'s Bogota day; what cannot be had is logged."""
    assert_outside()
    credentials = desk.credentials()
    if credentials is None:
        return 0
    report = _fetch(desk, credentials, start, end)
    if report is None:
        return 0
    return sum(_apply_line(desk, line) for line in report.lines)


def _fetch(
    desk: Desk, credentials: Credentials, start: datetime, end: datetime
) -> Report | None:
    try:
        return desk.gateway.report(credentials, start=_day(start), end=_day(end))
    except (GatewayUnavailable, CodeRefused) as error:
        log.warning("the report could not be had: %s", error)
        return None


def _put_off(desk: Desk, message_id: str) -> datetime | None:
    def work(s: Session) -> datetime | None:
        row = locked(s, message_id)
        if row is None or row.transaction_id is not None or row.wake_at is None:
            return None
        watch_deadlines(desk, s, row)
        row.wake_at = wake_at(desk, row)
        return aware(row.sent_at)

    return desk.in_work(work)


def _apply_line(desk: Desk, line: ReportLine) -> int:
    """A line that says what we know already costs a read; news enters by the one door."""

    def work(s: Session) -> int:
        row = s.scalars(
            select(PaymentRow).where(PaymentRow.message_id == line.message_id)
        ).one_or_none()
        if row is None:
            return 0
        known = row.state == State.APPROVED and row.capture_told and row.captured == line.value
        if not known:
            apply(desk, s, line.message_id, News(_answer(line), "report"))
        return 1

    return desk.in_work(work)


def _answer(line: ReportLine) -> Answer:
    verdict = Verdict.UNREADABLE if line.value is None else Verdict.PAID
    return Answer(verdict, transaction_id=line.transaction_id or None, value=line.value)


def _day(moment: datetime) -> str:
    return bogota_date(moment).isoformat()
