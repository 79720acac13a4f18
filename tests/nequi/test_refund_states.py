"""Every (state, event) pair of a refund's life, and the sum that never passes the capture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nequi_plugin import Pesos
from nequi_plugin.refund_states import (
    POSSIBLE,
    TABLE,
    RefundEvent,
    RefundState,
    after,
    room,
)

E, S = RefundEvent, RefundState
EXPECTED = {
    S.ASKED: {E.TAKEN: S.SENDING, E.CANCELLED: S.CANCELLED, E.RETURNED_ELSEWHERE: S.REFUSED},
    S.SENDING: {
        E.REVERSED: S.DONE,
        E.REFUSED: S.REFUSED,
        E.NOT_SENT: S.ASKED,
        E.UNCLEAR: S.UNKNOWN,
        E.WORKER_DIED: S.UNKNOWN,
        E.SEEN: S.DONE,
    },
    S.UNKNOWN: {
        E.REVERSED: S.DONE,
        E.REFUSED: S.REFUSED,
        E.NOT_SENT: S.ASKED,
        E.SEEN: S.DONE,
        E.PROVEN: S.DONE,
        E.DENIED: S.REFUSED,
    },
    S.REFUSED: {E.BY_HAND: S.MANUAL, E.SEEN: S.DONE},
    S.MANUAL: {
        E.PROVEN: S.DONE,
        E.DENIED: S.REFUSED,
        E.SEEN: S.DONE,
        E.RETURNED_ELSEWHERE: S.REFUSED,
    },
    S.DONE: {E.PAID_AGAIN: S.REFUSED},
    S.CANCELLED: {},
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("event", E)
def test_every_pair_moves_as_the_law_says(state: RefundState, event: RefundEvent) -> None:
    assert after(state, event) == EXPECTED[state].get(event)


def test_every_state_stands_in_the_table() -> None:
    assert set(TABLE) == set(S)


def test_only_a_worker_sends_and_nothing_is_sent_twice() -> None:
    """No way leads back to ``sending`` but through what certainly was not sent."""
    assert [state for state in S if S.SENDING in TABLE[state].values()] == [S.ASKED]
    back = {event for state in S for event, to in TABLE[state].items() if to is S.ASKED}
    assert back == {E.NOT_SENT}


@given(st.integers(1, 10**9), st.lists(st.tuples(st.sampled_from(S), st.integers(1, 10**9))))
def test_room_is_what_no_possible_refund_takes(
    captured: int, rows: list[tuple[RefundState, int]]
) -> None:
    left = room(Pesos(captured), rows)
    assert left == captured - sum(pesos for state, pesos in rows if state in POSSIBLE)
