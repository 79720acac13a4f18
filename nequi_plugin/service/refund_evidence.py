"""What Nequi's answers about a payment mean for its refunds (``money.md``: *Refunds*)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nequi_plugin.gateway.codes import TAKEN_BACK
from nequi_plugin.models import EventRow, PaymentRow, RefundRow
from nequi_plugin.money import Pesos
from nequi_plugin.refund_ledger import rows_of, states_of
from nequi_plugin.refund_states import RefundEvent, RefundState, after, room
from nequi_plugin.service.news import News
from nequi_plugin.states import Event, State

CAPTURED = (State.APPROVED, State.REVIEW, State.REVERSED)
PAID = (Event.PAID, Event.PAID_DIFFERS)


@dataclass(frozen=True)
class Meaning:
    """``expected``: nobody need be asked. ``done``: the row whose reverse shows up.
    ``ended``: rows that can no longer be, because the money went back by itself."""

    expected: bool = False
    done: RefundRow | None = None
    ended: tuple[RefundRow, ...] = ()


def meaning(s: Session, row: PaymentRow, event: Event, news: News) -> Meaning:
    """Read what ``event`` says about the refunds of a captured attempt; the row is locked."""
    state = State(row.state)
    if state is State.REVERSED and event in PAID:
        return Meaning(expected=not reversed_by_nequi(s, row))
    if state in CAPTURED and event is Event.FAILED and news.answer.code == TAKEN_BACK:
        return _taken_back(s, row)
    return Meaning(expected=state is State.REVERSED and event is Event.FAILED)


def _taken_back(s: Session, row: PaymentRow) -> Meaning:
    rows = rows_of(s, row.id)
    if any(_done_by_reverse(one) for one in rows):
        return Meaning(expected=True)
    for one in reversed(rows):
        if one.sent_at is not None and after(RefundState(one.state), RefundEvent.SEEN):
            others = [other for other in rows if other is not one]
            if room(Pesos(row.captured or 0), states_of(others)) >= one.pesos:
                return Meaning(expected=True, done=one)
    ended = tuple(
        one for one in rows if after(RefundState(one.state), RefundEvent.RETURNED_ELSEWHERE)
    )
    return Meaning(expected=_judged(s, row), ended=ended)


def reversed_by_nequi(s: Session, row: PaymentRow) -> bool:
    """Whether a reverse, and no transfer by hand, gave this money back."""
    return any(_done_by_reverse(one) for one in rows_of(s, row.id))


def returned_by_itself(s: Session, row: PaymentRow) -> bool:
    """Whether a 71 that no reverse of ours explains stands in the queue."""
    return row.queued_at is not None and _last(s, row, Event.FAILED) > _last(s, row, "noted")


def _judged(s: Session, row: PaymentRow) -> bool:
    """Whether a person has noted such an answer since it first came."""
    return 0 < _last(s, row, Event.FAILED) < _last(s, row, "noted")


def _done_by_reverse(one: RefundRow) -> bool:
    return one.state == RefundState.DONE and not one.by_hand


def _last(s: Session, row: PaymentRow, event: str) -> int:
    """The id of the newest such event of a captured attempt, 0 when there is none."""
    query = select(func.max(EventRow.id)).where(
        EventRow.payment_id == row.id,
        EventRow.event == str(event),
        EventRow.before.in_(CAPTURED),
    )
    return s.scalar(query) or 0
