"""Money that went back, in our rows and in the simulator's own book (I1, I6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nequi_plugin.models import EventRow, PaymentRow, RefundRow
from nequi_plugin.refund_states import RefundEvent, RefundState
from nequi_plugin.states import State

P, R = PaymentRow, RefundRow


def returned(s: Session, book: Mapping[str, Any]) -> Iterator[str]:
    """Breaches between the refunds of both sides."""
    gone = {line["message_id"] for line in book["captures"] if line["reversed_at"]}
    yield from _known(s, gone)
    yield from _true(s, gone)
    yield from _called_once(s, book)


def _known(s: Session, gone: set[str]) -> Iterator[str]:
    """What Nequi gave back is reversed here, a refund that may have done it, or a person's."""
    unclear = select(R.payment_id).where(R.state.in_((RefundState.SENDING, RefundState.UNKNOWN)))
    query = (
        select(P.message_id, P.state)
        .where(P.state != State.REVERSED, P.queued_at.is_(None), P.id.not_in(unclear))
        .order_by(P.id)
    )
    for message_id, state in s.execute(query):
        if message_id in gone:
            yield f"Nequi gave {message_id} back, which is {state} here"


def _true(s: Session, gone: set[str]) -> Iterator[str]:
    """A reverse that is done here was done there; what a person proved stands on their word."""
    query = (
        select(R.message_id, P.message_id)
        .join(P, P.id == R.payment_id)
        .where(R.state == RefundState.DONE, R.by_hand.is_(False), R.proof == "")
        .order_by(R.id)
    )
    for reference, message_id in s.execute(query):
        if message_id not in gone:
            yield f"refund {reference} is done, but Nequi did not give {message_id} back"


def _called_once(s: Session, book: Mapping[str, Any]) -> Iterator[str]:
    """Each reverse was called for a refund that a worker had taken, and once."""
    taken = func.count().filter(EventRow.event == f"refund_{RefundEvent.TAKEN}")
    takes = s.scalar(select(taken)) or 0
    calls = int(book["calls"].get("reverse", 0))
    if calls > takes:
        yield f"Nequi was asked {calls} times to give money back, for {takes} refunds taken"
