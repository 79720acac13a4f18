"""Every (state, event) pair of money.md's table, as data."""

from __future__ import annotations

import pytest

from nequi_plugin.states import TABLE, Event, State, Way, decide

E, S = Event, State
VERDICTS = {
    E.PAID: S.APPROVED,
    E.PAID_DIFFERS: S.REVIEW,
    E.REJECTED: S.REJECTED,
    E.CANCELLED: S.CANCELLED,
    E.EXPIRED: S.EXPIRED,
    E.FAILED: S.FAILED,
}
EXPECTED = {
    S.CREATED: VERDICTS
    | {E.ACCEPTED: S.WAITING, E.PENDING: S.WAITING, E.GAVE_UP: S.CANCELLED, E.GREW_OLD: S.FAILED},
    S.SENDING: VERDICTS
    | {
        E.ACCEPTED: S.WAITING,
        E.PENDING: S.WAITING,
        E.REFUSED: S.FAILED,
        E.NOT_SENT: S.FAILED,
        E.NOT_CALLED: S.FAILED,
        E.UNCLEAR: S.UNKNOWN,
        E.WORKER_DIED: S.UNKNOWN,
    },
    S.WAITING: VERDICTS | {E.PERSON_APPROVED: S.APPROVED, E.PERSON_CANCELLED: S.CANCELLED},
    S.UNKNOWN: VERDICTS
    | {
        E.PENDING: S.WAITING,
        E.REFUSED: S.FAILED,
        E.NOT_SENT: S.FAILED,
        E.NOT_CALLED: S.FAILED,
        E.PERSON_APPROVED: S.APPROVED,
        E.PERSON_CANCELLED: S.CANCELLED,
    },
    S.REVIEW: {E.PERSON_APPROVED: S.APPROVED, E.REFUNDED: S.REVERSED},
    S.APPROVED: {
        E.PERSON_REJECTED: S.REJECTED,
        E.PERSON_EXPIRED: S.EXPIRED,
        E.PERSON_CANCELLED: S.CANCELLED,
        E.PERSON_FAILED: S.FAILED,
        E.REFUNDED: S.REVERSED,
    },
    S.REVERSED: {E.PERSON_APPROVED: S.APPROVED},
} | {
    ended: {E.PAID: S.APPROVED, E.PAID_DIFFERS: S.REVIEW}
    for ended in (S.REJECTED, S.EXPIRED, S.CANCELLED, S.FAILED)
}


QR_INSTEAD = {
    (S.SENDING, E.UNCLEAR): S.FAILED,
    (S.SENDING, E.WORKER_DIED): S.FAILED,
    (S.CREATED, E.CANCELLED): S.REJECTED,
    (S.SENDING, E.CANCELLED): S.REJECTED,
    (S.WAITING, E.CANCELLED): S.REJECTED,
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("way", Way)
def test_every_pair_moves_as_the_law_says(way: Way, state: State, event: Event) -> None:
    decision = decide(way, state, event, holds=True, queued=True)

    expected = EXPECTED[state].get(event)
    if way is Way.QR:
        expected = QR_INSTEAD.get((state, event), expected)
        assert decision.to is not S.UNKNOWN
    assert decision.to == expected


@pytest.mark.parametrize("event", [E.UNCLEAR, E.WORKER_DIED])
def test_a_code_that_nobody_saw_was_not_sent(event: Event) -> None:
    assert decide(Way.QR, S.SENDING, event, holds=True).reason == "not_sent"


def test_every_state_stands_in_the_table() -> None:
    assert set(TABLE) == set(State)


def test_pending_after_a_release_is_an_event_and_a_cancel() -> None:
    decision = decide(Way.PUSH, S.UNKNOWN, E.PENDING, holds=False)

    assert (decision.to, decision.queue, decision.cancel) == (None, "pending_after_release", True)


@pytest.mark.parametrize("event", [E.PERSON_APPROVED, E.PERSON_CANCELLED])
@pytest.mark.parametrize("state", [S.WAITING, S.UNKNOWN])
def test_a_person_decides_only_in_the_queue(state: State, event: Event) -> None:
    assert decide(Way.PUSH, state, event, holds=True, queued=False).to is None


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (S.WAITING, E.PAID_DIFFERS),
        (S.EXPIRED, E.PAID_DIFFERS),
        (S.APPROVED, E.PAID_DIFFERS),
        (S.APPROVED, E.FAILED),
        (S.REVERSED, E.PAID),
        (S.REVERSED, E.FAILED),
    ],
)
def test_what_contradicts_the_books_enters_the_queue(state: State, event: Event) -> None:
    assert decide(Way.PUSH, state, event, holds=False).queue
