"""Part of ``flask nequi check``: nothing is forgotten (I9), nobody thanks for nothing (I8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, literal, or_, select
from sqlalchemy.orm import Session

from nequi_plugin.models import EventRow, JobRow, PaymentRow
from nequi_plugin.states import ENDED, State, Way

P = PaymentRow
CANCEL_LEAVES = timedelta(hours=1)


def forgotten(s: Session) -> Iterator[str]:
    """Every live attempt has a next turn, a worker, or a person in front of it."""
    asked = P.state.in_((State.CREATED, State.WAITING, State.UNKNOWN))
    lost = or_(
        and_(asked, P.wake_at.is_(None)),
        and_(P.state == State.SENDING, P.worker.is_(None)),
    )
    query = select(P.message_id, P.state).where(lost, P.queued_at.is_(None)).order_by(P.id)
    for message_id, state in s.execute(query):
        yield f"payment {message_id} is {state} and nobody will look at it again"


def cancels_never_sent(s: Session, now: datetime) -> Iterator[str]:
    """A cancel leaves within the hour once its id is known, whatever the weather (I9)."""
    query = (
        select(P.message_id, P.cancel_asked_at)
        .where(
            P.state.in_((State.WAITING, State.UNKNOWN)),
            P.way == Way.PUSH,
            P.transaction_id.is_not(None),
            P.cancel_asked_at < now - CANCEL_LEAVES,
            P.cancel_sent_at.is_(None),
        )
        .order_by(P.id)
    )
    for message_id, asked in s.execute(query):
        yield f"payment {message_id}: a cancel was asked at {asked} and never sent"


def undone(s: Session) -> Iterator[str]:
    """Paid stays paid: only a person takes an approval back, a reverse makes it reversed (I4)."""
    query = (
        select(P.message_id, EventRow.after)
        .join(EventRow, EventRow.payment_id == P.id)
        .where(
            EventRow.before == State.APPROVED,
            EventRow.after.in_(ENDED),
            EventRow.source.not_like("person:%"),
        )
    )
    for message_id, after in s.execute(query):
        yield f"payment {message_id} went from approved to {after} without a person"


def thanked_for_nothing(s: Session) -> Iterator[str]:
    """A receipt's mail belongs to money that came, whatever became of it later; or to what a
    person approved and another took back."""
    taken_back = exists().where(
        EventRow.payment_id == P.id,
        EventRow.before == State.APPROVED,
        EventRow.after.in_(ENDED),
    )
    receipt = literal("mail:receipt:") + P.message_id
    query = (
        select(P.message_id, P.state)
        .join(JobRow, JobRow.unique_key == receipt)
        .where(P.state.not_in((State.APPROVED, State.REVERSED)), ~taken_back)
    )
    for message_id, state in s.execute(query):
        yield f"payment {message_id} is {state}, but its receipt was mailed"
