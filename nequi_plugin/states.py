"""The life of an attempt, as data (``money.md``: *The life of an attempt*).

Every change of state goes through ``TABLE``; what has no place in it is an event and
changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where an attempt stands."""

    CREATED = "created"
    SENDING = "sending"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REVERSED = "reversed"
    REVIEW = "review"


class Way(StrEnum):
    """How an attempt asks for money: a request on a phone, or a code to scan."""

    PUSH = "push"
    QR = "qr"


class Event(StrEnum):
    """What may move an attempt: an answer, a worker's fate, a payer, a person."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    NOT_CALLED = "not_called"
    UNCLEAR = "unclear"
    WORKER_DIED = "worker_died"
    PENDING = "pending"
    PAID = "paid"
    PAID_DIFFERS = "paid_differs"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"
    GAVE_UP = "gave_up"
    GREW_OLD = "grew_old"
    PERSON_APPROVED = "person_approved"
    PERSON_CANCELLED = "person_cancelled"
    PERSON_REJECTED = "person_rejected"
    PERSON_EXPIRED = "person_expired"
    PERSON_FAILED = "person_failed"
    REFUNDED = "refunded"


LIVE = frozenset({State.CREATED, State.SENDING, State.WAITING, State.UNKNOWN})
"""States in which the payer may still be asked for this money (unknown: while it holds)."""

PHONE_HELD = frozenset({State.CREATED, State.SENDING, State.WAITING})
ENDED = frozenset({State.REJECTED, State.EXPIRED, State.CANCELLED, State.FAILED})

_VERDICTS = {
    Event.PAID: State.APPROVED,
    Event.PAID_DIFFERS: State.REVIEW,
    Event.REJECTED: State.REJECTED,
    Event.CANCELLED: State.CANCELLED,
    Event.EXPIRED: State.EXPIRED,
    Event.FAILED: State.FAILED,
}
_LATE_MONEY = {Event.PAID: State.APPROVED, Event.PAID_DIFFERS: State.REVIEW}
_TAKEN_BACK = {
    Event.PERSON_REJECTED: State.REJECTED,
    Event.PERSON_EXPIRED: State.EXPIRED,
    Event.PERSON_CANCELLED: State.CANCELLED,
    Event.PERSON_FAILED: State.FAILED,
}
"""How a person takes back what a person approved and no capture was told for."""

BY_PERSON = frozenset({*_TAKEN_BACK, Event.PERSON_APPROVED})

TABLE: dict[State, dict[Event, State]] = {
    State.CREATED: {
        **_VERDICTS,
        Event.ACCEPTED: State.WAITING,
        Event.PENDING: State.WAITING,
        Event.GAVE_UP: State.CANCELLED,
        Event.GREW_OLD: State.FAILED,
    },
    State.SENDING: {
        **_VERDICTS,
        Event.ACCEPTED: State.WAITING,
        Event.PENDING: State.WAITING,
        Event.REFUSED: State.FAILED,
        Event.NOT_SENT: State.FAILED,
        Event.NOT_CALLED: State.FAILED,
        Event.UNCLEAR: State.UNKNOWN,
        Event.WORKER_DIED: State.UNKNOWN,
    },
    State.WAITING: {
        **_VERDICTS,
        Event.PERSON_APPROVED: State.APPROVED,
        Event.PERSON_CANCELLED: State.CANCELLED,
    },
    State.UNKNOWN: {
        **_VERDICTS,
        Event.PENDING: State.WAITING,
        Event.REFUSED: State.FAILED,
        Event.NOT_SENT: State.FAILED,
        Event.NOT_CALLED: State.FAILED,
        Event.PERSON_APPROVED: State.APPROVED,
        Event.PERSON_CANCELLED: State.CANCELLED,
    },
    State.REJECTED: _LATE_MONEY,
    State.EXPIRED: _LATE_MONEY,
    State.CANCELLED: _LATE_MONEY,
    State.FAILED: _LATE_MONEY,
    State.REVIEW: {Event.PERSON_APPROVED: State.APPROVED, Event.REFUNDED: State.REVERSED},
    State.APPROVED: {**_TAKEN_BACK, Event.REFUNDED: State.REVERSED},
    State.REVERSED: {Event.PERSON_APPROVED: State.APPROVED},
}

QR: dict[State, dict[Event, State]] = {
    State.CREATED: {Event.CANCELLED: State.REJECTED},
    State.SENDING: {
        Event.UNCLEAR: State.FAILED,
        Event.WORKER_DIED: State.FAILED,
        Event.CANCELLED: State.REJECTED,
    },
    State.WAITING: {Event.CANCELLED: State.REJECTED},
}
"""Where a QR goes instead. A code that we do not hold was seen by nobody, so an unclear create
was not sent; and nobody can withdraw a code, so no answer tells of a cancel of ours."""

_QUEUES = {
    (State.APPROVED, Event.PAID_DIFFERS): "differs",
    (State.APPROVED, Event.FAILED): "failed_after_approval",
    (State.REVERSED, Event.PAID): "paid_after_reversal",
    (State.REVERSED, Event.PAID_DIFFERS): "paid_after_reversal",
    (State.REVERSED, Event.FAILED): "returned_twice",
}
"""Events that leave the state alone, but need a person: (state, event) → queue reason."""


@dataclass(frozen=True)
class Decision:
    """``to`` is the new state or None (an event only); ``queue`` asks for a person;
    ``cancel`` asks to withdraw a request that was found pending after its release;
    ``reason`` is the word for a failure that the answer itself has none for."""

    to: State | None
    queue: str = ""
    cancel: bool = False
    reason: str = ""


def decide(
    way: Way, state: State, event: Event, *, holds: bool, queued: bool = False
) -> Decision:
    """What ``event`` does to an attempt that asks by ``way`` and is in ``state``.

    ``holds`` tells whether it still holds its debts, ``queued`` whether it stands in the
    queue (outside ``review`` a person decides only there).
    """
    if state is State.UNKNOWN and event is Event.PENDING and not holds:
        return Decision(None, queue="pending_after_release", cancel=True)
    if event in BY_PERSON and state is not State.REVIEW and not queued:
        return Decision(None)
    instead = QR.get(state, {}).get(event) if way is Way.QR else None
    to = instead or TABLE[state].get(event)
    if instead is State.FAILED:
        return Decision(to, reason="not_sent")
    if to is State.REVIEW:
        return Decision(to, queue="differs")
    return Decision(to, queue=_QUEUES.get((state, event), ""))
