"""Replaying the history: every change of an attempt's state has its event row (I11)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.models import EventRow, PaymentRow
from nequi_plugin.states import TABLE, State

BATCH = 500
_TAKEN = (State.CREATED, State.SENDING)
"""A worker takes a row by this one step, which no answer makes."""

Line = tuple[str, str, str | None, str | None]


def broken_histories(s: Session) -> Iterator[str]:
    """One sentence per attempt whose events do not lead from ``created`` to its state."""
    query = (
        select(PaymentRow.message_id, PaymentRow.state, EventRow.before, EventRow.after)
        .outerjoin(EventRow, EventRow.payment_id == PaymentRow.id)
        .order_by(PaymentRow.id, EventRow.id)
        .execution_options(yield_per=BATCH)
    )
    for message_id, rows in groupby(s.execute(query), key=lambda row: row[0]):
        trouble = _replay([(row[0], row[1], row[2], row[3]) for row in rows])
        if trouble:
            yield f"payment {message_id}: {trouble}"


def _replay(lines: list[Line]) -> str:
    at = State.CREATED
    for _message_id, _state, before, after in lines:
        if before is None or after is None:
            return "has no history"
        if not _leads(at, State(before)):
            return f"its history jumps from {at} to {before}"
        if before != after and not _in_table(State(before), State(after)):
            return f"went from {before} to {after}, which no rule allows"
        at = State(after)
    state = State(lines[-1][1])
    return "" if _leads(at, state) else f"its history ends at {at}, its row says {state}"


def _leads(one: State, other: State) -> bool:
    return one is other


def _in_table(before: State, after: State) -> bool:
    return (before, after) == _TAKEN or after in TABLE[before].values()
