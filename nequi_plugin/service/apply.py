"""The one door: whatever is learned about an attempt enters here (``money.md`` is the law).

One transaction holds the UPDATE, the claims, the event row, the host's callback (in a
savepoint) and the job rows of the mails.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Verdict
from nequi_plugin.models import EventRow, PaymentRow
from nequi_plugin.money import Pesos
from nequi_plugin.service.moving import Change, locked, move, record
from nequi_plugin.service.news import Frozen, News, event_of, same_name
from nequi_plugin.service.refund_settling import act_on
from nequi_plugin.states import Event, State

LONGEST_ID = 64
"""What the column of Nequi's own id holds; the ids seen are half as long."""


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
    act_on(desk, s, row, change.refunds, news)
    if late_id and row.wake_at is not None:
        row.wake_at = desk.now()  # nobody could ask about it until now: ask at once
    return replace(change, after=State(row.state))


def _whole_code(row: PaymentRow, news: News) -> str | None:
    """The text of a code that came with an id of its own; anything else cannot be watched."""
    answer = news.answer
    own = answer.transaction_id is not None and answer.transaction_id == row.transaction_id
    return answer.payload or None if own else None


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
