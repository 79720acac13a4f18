"""One push request as the book holds it, and what time and polls make of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from nequi_plugin.simulator.clock import from_iso, iso
from nequi_plugin.simulator.phones import Ending, script_for

POLLS_BEFORE_SOON = 2


class State(StrEnum):
    """What became of a push; the words of the control API."""

    PENDING = "pending"
    PAID = "paid"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REVERSED = "reversed"
    REFUSED = "refused"


class Way(StrEnum):
    """How the payer is asked."""

    PUSH = "push"
    QR = "qr"


@dataclass(frozen=True, slots=True)
class Push:
    """A row of `push`; times are fixed-width UTC text, empty when there is none.

    A code (`way` QR) has no phone until somebody pays it with Nequi, and `payload` is the
    text in its image.
    """

    id: int
    message_id: str
    client_id: str
    transaction_id: str
    phone: str
    code: str
    merchant: str
    value: str
    reference1: str
    reference2: str
    reference3: str
    state: State
    reason: str
    created_at: str
    expires_at: str
    planned_state: str
    planned_at: str
    decided_at: str
    polls: int
    way: Way
    payload: str

    @property
    def created(self) -> datetime:
        return from_iso(self.created_at)

    @property
    def expires(self) -> datetime:
        return from_iso(self.expires_at)


COLUMNS = tuple(field.name for field in fields(Push))


def push_from(row: sqlite3.Row) -> Push:
    """The push of a row of `push`."""
    values = {name: row[name] for name in COLUMNS}
    values["state"] = State(row["state"])
    values["way"] = Way(row["way"])
    return Push(**values)


def end_of(push: Push, now: datetime) -> tuple[State, str] | None:
    """The state that a pending push has reached by `now` and since when; None while it waits.

    A planned decision comes at its time, one planned for "soon" also after two polls; without
    one the push expires.
    """
    if push.state is not State.PENDING:
        return None
    moment = iso(now)
    planned = bool(push.planned_state) and push.planned_at < push.expires_at
    if planned and moment >= push.planned_at:
        return State(push.planned_state), push.planned_at
    if moment >= push.expires_at:
        return State.EXPIRED, push.expires_at
    soon = script_for(push.phone).decides is Ending.SOON
    if planned and soon and push.polls > POLLS_BEFORE_SOON:
        return State(push.planned_state), moment
    return None
