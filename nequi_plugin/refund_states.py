"""The life of a refund, as data (``money.md``: *Refunds*). Pure.

Every change of state goes through ``TABLE``; what has no place in it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from nequi_plugin.money import Pesos


class RefundState(StrEnum):
    """Where money on its way back stands."""

    ASKED = "asked"
    SENDING = "sending"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    MANUAL = "manual"
    CANCELLED = "cancelled"


class RefundEvent(StrEnum):
    """What may move a refund: a worker, the reverse's own reply, a status, a person."""

    TAKEN = "taken"  # a worker takes it and commits before it calls
    REVERSED = "reversed"  # the reverse's own reply says done, late or not
    REFUSED = "refused"  # the reverse's own reply is a clear refusal
    NOT_SENT = "not_sent"  # certain: Nequi never saw it
    UNCLEAR = "unclear"  # a lost reply: it may have been done
    WORKER_DIED = "worker_died"  # or 90 s in ``sending``, whoever holds it
    SEEN = "seen"  # body 71 after its reverse was called
    RETURNED_ELSEWHERE = "returned_elsewhere"  # body 71, and no reverse of ours was called
    CANCELLED = "cancelled"  # a person takes back what was only asked
    BY_HAND = "by_hand"  # a person goes on by hand after a refusal
    PROVEN = "proven"  # a person: reference and proof of the transfer
    DENIED = "denied"  # a person, with Nequi's proof: the money did not go back
    PAID_AGAIN = "paid_again"  # a person, after an answer that says paid: it was not reversed


S, E = RefundState, RefundEvent

TABLE: dict[RefundState, dict[RefundEvent, RefundState]] = {
    S.ASKED: {
        E.TAKEN: S.SENDING,
        E.CANCELLED: S.CANCELLED,
        E.RETURNED_ELSEWHERE: S.REFUSED,
    },
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

POSSIBLE = frozenset({S.ASKED, S.SENDING, S.UNKNOWN, S.MANUAL, S.DONE})
"""States whose money went back or still may: their sum never passes the capture."""

FOR_A_PERSON = frozenset({S.UNKNOWN, S.MANUAL})
"""States that stand in *Dinero por resolver* at once; ``asked`` does after ten minutes."""


def after(state: RefundState, event: RefundEvent) -> RefundState | None:
    """Where ``event`` leads from ``state``; None when it changes nothing."""
    return TABLE[state].get(event)


def room(captured: Pesos, rows: Iterable[tuple[RefundState, int]]) -> Pesos:
    """What may still be asked of a capture, given its refunds as (state, pesos)."""
    return Pesos(captured - sum(pesos for state, pesos in rows if state in POSSIBLE))
