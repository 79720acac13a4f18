"""When Nequi is asked, walked through a whole week of turns."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from nequi_plugin import schedule

SENT = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
EXPIRES = SENT + timedelta(minutes=15)
Turn = Callable[[datetime, datetime, datetime], datetime | None]


def _turns(turn: Turn) -> list[timedelta]:
    """Every turn of an attempt that never gets a verdict, counted from its sending."""
    now, turns = SENT, []
    while (at := turn(SENT, EXPIRES, now)) is not None:
        assert at > now
        now = at
        turns.append(at - SENT)
    return turns


def _steps(turns: list[timedelta], start: timedelta, end: timedelta) -> set[timedelta]:
    inside = [turn for turn in turns if start <= turn <= end]
    return {later - earlier for earlier, later in itertools.pairwise(inside)}


def test_an_open_attempt_is_asked_as_the_architecture_says() -> None:
    turns = _turns(schedule.next_ask)
    minute, hour = timedelta(minutes=1), timedelta(hours=1)

    assert turns[0] == timedelta(seconds=3)
    assert _steps(turns, turns[0], 2 * minute) == {timedelta(seconds=4)}
    assert _steps(turns, 3 * minute, 20 * minute) == {timedelta(seconds=15)}
    assert _steps(turns, 21 * minute, 75 * minute) == {5 * minute}
    assert _steps(turns, 2 * hour, 23 * hour) == {hour}
    assert _steps(turns, 30 * hour, 24 * 6 * hour) == {timedelta(days=1)}
    assert turns[-1] == timedelta(days=7)


def test_an_attempt_without_an_id_is_looked_for_in_the_report() -> None:
    turns = _turns(schedule.next_report)

    assert turns[0] == timedelta(minutes=1)
    assert _steps(turns, turns[0], timedelta(minutes=10)) == {timedelta(minutes=1)}
    assert turns[-1] == timedelta(days=7)


def test_an_ended_attempt_is_looked_at_slowly_for_a_week() -> None:
    turns = _turns(schedule.next_look_at_ended)

    assert turns[0] == timedelta(minutes=20)
    assert turns[-1] == timedelta(days=7)
    assert len(turns) < 60


@pytest.mark.parametrize(
    ("expiry", "qr", "minutes"), [(15, 45, 75), (15, 30, 75), (60, 45, 90), (10, 120, 150)]
)
def test_an_unknown_is_released_after_the_longest_possible_life(
    expiry: int, qr: int, minutes: int
) -> None:
    assert schedule.release_at(SENT, expiry, qr) == SENT + timedelta(minutes=minutes)


def test_the_payer_may_declare_five_minutes_after_expiry() -> None:
    assert schedule.declare_at(SENT, 15) == SENT + timedelta(minutes=20)
