"""When a row wants attention next: its ``wake_at``."""

from __future__ import annotations

from datetime import datetime, timedelta

from nequi_plugin import schedule
from nequi_plugin.desk import Desk
from nequi_plugin.models import PaymentRow
from nequi_plugin.states import State, Way
from nequi_plugin.times import aware


def wake_at(desk: Desk, row: PaymentRow) -> datetime | None:
    """The next turn of this row by its state, its id and its age; None when nobody asks."""
    now = desk.now()
    state = State(row.state)
    if state is State.CREATED:
        return now
    sent, expires = aware(row.sent_at), aware(row.expires_at)
    if state is State.SENDING or sent is None or expires is None:
        return None
    if row.cancel_asked_at and not row.cancel_sent_at and row.transaction_id and row_live(row):
        return now
    turn = _ask_turn(row, state, sent, expires, now)
    return _no_later_than(_deadline(desk, row, state, sent, expires), turn, now)


def row_live(row: PaymentRow) -> bool:
    """Whether a cancel still makes sense; a code cannot be withdrawn."""
    return row.way != Way.QR and row.state in (State.WAITING, State.UNKNOWN)


def _ask_turn(
    row: PaymentRow, state: State, sent: datetime, expires: datetime, now: datetime
) -> datetime | None:
    if row.transaction_id is None:
        if state is State.FAILED:
            return _after_refusal(row, sent, expires, now)
        return schedule.next_report(sent, expires, now)
    if state in (State.WAITING, State.UNKNOWN):
        return schedule.next_ask(sent, expires, now)
    return schedule.next_look_at_ended(sent, expires, now)


def _after_refusal(
    row: PaymentRow, sent: datetime, expires: datetime, now: datetime
) -> datetime | None:
    """A refused create was sent and is watched slowly; what never left cannot be found."""
    if row.reason == "not_sent":
        return None
    return schedule.next_look_at_ended(sent, expires, now)


def _deadline(
    desk: Desk, row: PaymentRow, state: State, sent: datetime, expires: datetime
) -> datetime | None:
    """When a row without a verdict enters the queue; None when nothing is left to come."""
    if state is State.UNKNOWN:
        due = schedule.release_at(sent, desk.expiry_minutes, desk.qr_expiry_minutes)
        return due if row.holds_debts or due > desk.now() else None
    if state is State.WAITING and row.queued_at is None:
        return expires + schedule.NO_VERDICT_MARGIN
    return None


def _no_later_than(
    due: datetime | None, turn: datetime | None, now: datetime
) -> datetime | None:
    """It enters the queue on time, whatever the asking rhythm or a late answer says."""
    if due is None:
        return turn
    if turn is None:
        return max(due, now + timedelta(seconds=1))
    return min(turn, due)
