"""One more try for calls that change nothing: the token, a status, a report."""

from __future__ import annotations

from collections.abc import Callable

from nequi_plugin.gateway.exchange import NoReply, Outcome

PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 2.0


def once_more(call: Callable[[], Outcome], sleep: Callable[[float], None]) -> Outcome:
    """``call()``, and a second time after a lost connection, 429 or 5xx.

    A timeout is not repeated, nor is a wait asked for that is longer than a worker should
    sleep: the row's own next turn comes soon enough.
    """
    outcome = call()
    pause = _pause(outcome)
    if pause is None:
        return outcome
    sleep(pause)
    return call()


def _pause(outcome: Outcome) -> float | None:
    if isinstance(outcome, NoReply):
        return None if outcome.timed_out else PAUSE_SECONDS
    if outcome.status != 429 and outcome.status < 500:
        return None
    asked = outcome.retry_after.strip()
    if not (asked.isascii() and asked.isdigit()):
        return PAUSE_SECONDS
    seconds = float(asked)
    return seconds if seconds <= LONGEST_PAUSE_SECONDS else None
