"""When Nequi is asked about an attempt (architecture.md: *When Nequi is asked*). Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST = timedelta(seconds=3)
WATCH = timedelta(days=7)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
RELEASE_FLOOR_MINUTES = 45
RELEASE_MARGIN = timedelta(minutes=30)
NO_VERDICT_MARGIN = timedelta(minutes=30)
DECLARE_MARGIN = timedelta(minutes=5)
CREATED_LIMIT = timedelta(minutes=10)


def next_ask(sent: datetime, expires: datetime, now: datetime) -> datetime | None:
    """The next turn of an attempt whose id is known, or None once its watch is over.

    3 s after sending, every 4 s for 2 minutes, every 15 s to expiry + 5 min, every 5 min to
    + 60, hourly for a day, daily to the 7th.
    """
    if now < sent + FIRST:
        return sent + FIRST
    if now < sent + 2 * MINUTE:
        return now + timedelta(seconds=4)
    if now < expires + 5 * MINUTE:
        return now + timedelta(seconds=15)
    return _slow(sent, expires, now)


def next_look_at_ended(sent: datetime, expires: datetime, now: datetime) -> datetime | None:
    """The next turn of an attempt that has its verdict: late money is looked for, slowly."""
    if now < expires + 5 * MINUTE:
        return expires + 5 * MINUTE
    return _slow(sent, expires, now)


def next_report(sent: datetime, expires: datetime, now: datetime) -> datetime | None:
    """The next turn of an attempt without an id: the report joins it by MessageID."""
    if now < sent + 10 * MINUTE:
        return now + MINUTE
    return _slow(sent, max(expires, sent + 10 * MINUTE), now)


def _slow(sent: datetime, expires: datetime, now: datetime) -> datetime | None:
    if now < expires + HOUR:
        step = 5 * MINUTE
    elif now < sent + timedelta(days=1):
        step = HOUR
    else:
        step = timedelta(days=1)
    turn = now + step
    end = sent + WATCH
    if now >= end:
        return None
    return min(turn, end)


def release_at(sent: datetime, expiry_minutes: int, qr_expiry_minutes: int) -> datetime:
    """When an unknown attempt enters the queue and gives its debts back."""
    longest = max(expiry_minutes, qr_expiry_minutes, RELEASE_FLOOR_MINUTES)
    return sent + timedelta(minutes=longest) + RELEASE_MARGIN


def declare_at(sent: datetime, expiry_minutes: int) -> datetime:
    """From when the payer may declare that no request arrived."""
    return sent + timedelta(minutes=expiry_minutes) + DECLARE_MARGIN
