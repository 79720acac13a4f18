"""One attempt changes state, and the others on its debts end with it.

``move`` carries out the table of ``money.md``; it and ``give_up`` call each other, because what
is paid ends what else asks for the same money.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.crash import crash_point
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import EventRow, PaymentRow
from nequi_plugin.service import effects, refund_evidence, succession, turns
from nequi_plugin.service.news import News
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


@dataclass(frozen=True)
class Change:
    """What one piece of news did; ``after == before`` when it was an event only.

    ``refunds`` is what it proves about them, for ``apply`` to act on.
    """

    message_id: str
    before: State
    after: State
    refunds: refund_evidence.Meaning


_FRESH = (
    select(PaymentRow)
    .where(PaymentRow.message_id == bindparam("message_id"))
    .execution_options(populate_existing=True)
)


def locked(s: Session, message_id: str, names: Iterable[str] = ()) -> PaymentRow | None:
    """The attempt with its debts' names (and ``names``) locked first, then itself, fresh."""
    if debts.all_locked(s):  # there is nothing to wait for, so one question is enough
        debts.lock(s, names)
        return s.scalars(_FRESH, {"message_id": message_id}).one_or_none()
    known = s.scalar(select(PaymentRow.id).where(PaymentRow.message_id == message_id))
    if known is None:
        return None
    debts.lock_around(s, {known}, names)
    return s.get_one(PaymentRow, known, with_for_update=True, populate_existing=True)


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
    elif event in (Event.PAID, Event.PAID_DIFFERS) and effects.another_value(desk, row, news):
        end_others(desk, s, debts.names_of(s, row.id), but=row.id)
        effects.tell_changed(desk, s, row)
    if decision.queue:
        effects.queue(desk, row, words or decision.queue)
    row.wake_at = turns.wake_at(desk, row)
    s.flush()
    return Change(row.message_id, before, State(row.state), refunds)


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
    effects.let_go(s, row, news)
    if after in (State.APPROVED, State.REVIEW):
        effects.keep_capture(row, news)
        end_others(desk, s, debts.names_of(s, row.id), but=row.id)
    effects.after_change(desk, s, row, before, news)
    told = succession.follow(desk, s, row, by_person=news.by_person)
    if told is not None:
        record(desk, s, row, told[0], news, detail=told[1])
    crash_point(f"{after}-uncommitted")


def _reason(after: State, news: News) -> str:
    if after is State.FAILED:
        return news.answer.reason or "gateway"
    return ""


def give_up(
    desk: Desk, s: Session, row: PaymentRow, source: str, *, keep_next: bool = False
) -> None:
    """The payer, the host or another payment ends this: at once if created, else by a cancel.

    A plain cancel drops the successor that was asked for; ``keep_next`` is for the wish itself.
    """
    if not keep_next:
        succession.drop(row)
    if row.state == State.CREATED:
        move(desk, s, row, Event.GAVE_UP, word(source))
        return
    if row.way == Way.QR and source == "payer":
        return  # a code cannot be withdrawn; where its debt is paid, its page hides it
    if row.state in (State.SENDING, State.WAITING, State.UNKNOWN) and not row.cancel_asked_at:
        row.cancel_asked_at = desk.now()
        record(desk, s, row, "cancel_asked", word(source))
        if row.state != State.SENDING:
            row.wake_at = desk.now()
        s.flush()
        s.info.setdefault("nequi_after", []).append(desk.ring)


def end_others(desk: Desk, s: Session, names: set[str], *, but: int) -> None:
    """End the created attempts on these debts, and ask to cancel the sent ones."""
    for other in debts.live_attempts(s, names):
        if other.id != but:
            give_up(desk, s, other, "other_payment")


def word(source: str) -> News:
    """Somebody's word, where no answer of Nequi is behind it."""
    return News(Answer(Verdict.UNCLEAR), source)
