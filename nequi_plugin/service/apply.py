"""The one door: whatever is learned about an attempt enters here (``money.md`` is the law).

One transaction holds the UPDATE, the claims, the event row, the host's callback (in a
savepoint) and the job rows of the mails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.crash import crash_point
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Verdict
from nequi_plugin.models import EventRow, PaymentRow
from nequi_plugin.money import Pesos
from nequi_plugin.service import effects, refund_evidence, succession, turns
from nequi_plugin.service.news import Frozen, News, event_of, same_name
from nequi_plugin.states import ENDED, Event, State, Way, decide

_VERDICTS = frozenset(Event) - {
    Event.ACCEPTED,
    Event.PENDING,
    Event.UNCLEAR,
    Event.WORKER_DIED,
    Event.GAVE_UP,
    Event.REFUNDED,
}
_NO_VERDICTS = frozenset({Event.PENDING, Event.UNCLEAR, Event.WORKER_DIED})
_REPEATS = frozenset(
    {
        (State.WAITING, Event.PENDING),
        (State.APPROVED, Event.PAID),
        (State.REJECTED, Event.REJECTED),
        (State.CANCELLED, Event.CANCELLED),
        (State.EXPIRED, Event.EXPIRED),
        (State.FAILED, Event.FAILED),
    }
)
"""Answers that say again what the row says already: asking often must not fill the history."""

LONGEST_ID = 64
"""What the column of Nequi's own id holds; the ids seen are half as long."""


@dataclass(frozen=True)
class Change:
    """What one piece of news did; ``after == before`` when it was an event only."""

    message_id: str
    before: State
    after: State


def apply(desk: Desk, s: Session, message_id: str, news: News) -> Change | None:
    """Lock, decide, move; None when we know no such MessageID.

    Raises ``debts.Restart`` when an attempt on the same debts turned up after the lock.
    """
    row = locked(s, message_id)
    if row is None:
        return None
    before = State(row.state)
    frozen = Frozen(
        Pesos(row.pesos), row.phone, row.merchant_name, row.cancel_sent_at is not None
    )
    event, words = event_of(news, frozen)
    if event is Event.PAID_DIFFERS and _judged(s, row, news):
        event, words = Event.PAID, ""
    late_id = learn(desk, s, row, news) and before is not State.SENDING
    if news.create and before is State.SENDING:
        row.qr_text = _whole_code(row, news)
    change = move(desk, s, row, event, news, words)
    if late_id and row.wake_at is not None:
        row.wake_at = desk.now()  # nobody could ask about it until now: ask at once
    return change


def _whole_code(row: PaymentRow, news: News) -> str | None:
    """The text of a code that came with an id of its own; anything else cannot be watched."""
    answer = news.answer
    own = answer.transaction_id is not None and answer.transaction_id == row.transaction_id
    return answer.payload or None if own else None


def locked(s: Session, message_id: str, names: Iterable[str] = ()) -> PaymentRow | None:
    """The attempt with its debts' names (and ``names``) locked first, then itself, fresh."""
    known = s.scalar(select(PaymentRow.id).where(PaymentRow.message_id == message_id))
    if known is None:
        return None
    debts.lock_around(s, {known}, names)
    return s.get_one(PaymentRow, known, with_for_update=True, populate_existing=True)


def _judged(s: Session, row: PaymentRow, news: News) -> bool:
    """Whether a person approved just this difference: value as booked, payee as told before."""
    answer = news.answer
    if row.state != State.APPROVED or not row.capture_told or answer.value != row.captured:
        return False
    told = row.answered_name or row.merchant_name
    if answer.name and told and not same_name(answer.name, told):
        return False
    query = select(EventRow.id).where(
        EventRow.payment_id == row.id, EventRow.event == Event.PERSON_APPROVED
    )
    return s.scalars(query.limit(1)).first() is not None


def learn(desk: Desk, s: Session, row: PaymentRow, news: News) -> bool:
    """Keep an id once and for all, and what a paid answer tells; True for a new id."""
    answer = news.answer
    learned = False
    if answer.transaction_id and len(answer.transaction_id) > LONGEST_ID:
        record(desk, s, row, "unusable_id", news, alert=True)
    elif answer.transaction_id and row.transaction_id is None:
        taken = s.scalars(
            select(PaymentRow.id).where(PaymentRow.transaction_id == answer.transaction_id)
        ).one_or_none()
        if taken is None:
            row.transaction_id = answer.transaction_id
            learned = True
        else:
            record(desk, s, row, "duplicate_id", news, alert=True)
    elif answer.transaction_id and row.transaction_id != answer.transaction_id:
        record(desk, s, row, "another_id", news, alert=True)
    if answer.name:
        row.answered_name = answer.name[:200]
    if answer.verdict is Verdict.PAID and news.source == "status":
        row.stood_at = desk.now()
    return learned


def move(
    desk: Desk, s: Session, row: PaymentRow, event: Event, news: News, words: str = ""
) -> Change:
    """Carry out what the table says about ``event``; the row is locked."""
    before = State(row.state)
    event = _whole(row, event, news)
    way = Way.QR if row.way == Way.QR else Way.PUSH  # what a report found asked by neither
    decision = decide(way, before, event, holds=row.holds_debts, queued=row.queued_at is not None)
    refunds = refund_evidence.meaning(s, row, event, news)
    if refunds.expected:
        decision = replace(decision, queue="")
    after = before if decision.to is None else decision.to
    alert = news.answer.alert or bool(decision.queue)
    if alert or not (refunds.expected or (before, event) in _REPEATS):
        record(desk, s, row, event, news, after=after, detail=words, alert=alert)
    if event in _VERDICTS:
        row.last_verdict_at = desk.now()
    elif event in _NO_VERDICTS:
        row.last_verdict_at = None
    if decision.cancel:
        row.cancel_asked_at = row.cancel_asked_at or desk.now()
    if decision.to is not None:
        _turn(desk, s, row, before, after, news, decision.reason)
    elif event in (Event.PAID, Event.PAID_DIFFERS):
        effects.tell_capture(desk, s, row, news)
    if refunds.done is not None or refunds.ended:
        _settle_refunds(desk, s, row, refunds, news)
    if decision.queue:
        effects.queue(desk, row, words or decision.queue)
    row.wake_at = turns.wake_at(desk, row)
    s.flush()
    return Change(row.message_id, before, State(row.state))


def _settle_refunds(
    desk: Desk, s: Session, row: PaymentRow, found: refund_evidence.Meaning, news: News
) -> None:
    from nequi_plugin.service.refund_settling import act_on  # it moves attempts through here

    act_on(desk, s, row, found, news)


def record(
    desk: Desk,
    s: Session,
    row: PaymentRow,
    event: str,
    news: News,
    *,
    after: State | None = None,
    detail: str = "",
    alert: bool = False,
) -> None:
    """One history row; what an answer said is in it, secrets are not."""
    answer = news.answer
    trace = f"[{answer.request_id}]" if answer.request_id else ""
    s.add(
        EventRow(
            payment_id=row.id,
            at=desk.now(),
            source=news.source,
            event=str(event),
            before=row.state,
            after=after or row.state,
            code=answer.code[:24],
            detail=" ".join(part for part in (detail, answer.description, trace) if part),
            alert=alert,
        )
    )


def _whole(row: PaymentRow, event: Event, news: News) -> Event:
    """Accepted without an id of its own, or without the code to draw, is not accepted: nobody
    could ask about it, or scan it."""
    if event is not Event.ACCEPTED or not news.create:
        return event
    codeless = row.way == Way.QR and not row.qr_text
    return Event.UNCLEAR if row.transaction_id is None or codeless else event


def _turn(
    desk: Desk,
    s: Session,
    row: PaymentRow,
    before: State,
    after: State,
    news: News,
    reason: str,
) -> None:
    """The one conditional UPDATE; only its winner tells anybody."""
    now = desk.now()
    values: dict[str, str | datetime] = {"state": after, "reason": reason or _reason(after, news)}
    if after in ENDED:
        values["ended_at"] = now
    if after is State.APPROVED:
        values["approved_at"] = now
    s.flush()
    result = s.execute(
        update(PaymentRow)
        .where(PaymentRow.id == row.id, PaymentRow.state == before)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if debts.rows_of(result) != 1:
        raise debts.Restart
    s.refresh(row)
    effects.after_change(desk, s, row, before, news)
    told = succession.follow(desk, s, row, by_person=news.by_person)
    if told is not None:
        record(desk, s, row, told[0], news, detail=told[1])
    crash_point(f"{after}-uncommitted")


def _reason(after: State, news: News) -> str:
    if after is State.FAILED:
        return news.answer.reason or "gateway"
    return ""
