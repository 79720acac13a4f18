"""Taking a refund to Nequi, hearing its reply, and what follows when the money went back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from nequi_plugin import schedule
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import PaymentRow, RefundRow
from nequi_plugin.refund_ledger import rows_of
from nequi_plugin.refund_states import RefundEvent, RefundState
from nequi_plugin.service import effects, refund_evidence
from nequi_plugin.service.elsewhere import leave_alone
from nequi_plugin.service.moving import move, word
from nequi_plugin.service.news import News
from nequi_plugin.service.refund_rows import change, locked_refund
from nequi_plugin.snapshots import Payment, snapshot
from nequi_plugin.states import Event, State
from nequi_plugin.times import aware

AGAIN, SELDOM = timedelta(seconds=15), timedelta(hours=1)
"""The first and the longest pause before what certainly was not sent is tried again."""

ELSEWHERE = timedelta(minutes=10)
"""When one is looked at again whose payment was made by another address of Nequi."""

OPEN_AGAIN = {"done_at": None}
_REPLIES = {
    Verdict.ACCEPTED: RefundEvent.REVERSED,
    Verdict.FAILED: RefundEvent.REFUSED,
    Verdict.NOT_SENT: RefundEvent.NOT_SENT,
}


@dataclass(frozen=True)
class Reverse:
    """One reverse to call: the payment it gives back, under the refund's own reference;
    ``code`` is the text of its QR, empty for a push."""

    payment: Payment
    reference: str
    code: str


def take(desk: Desk, s: Session, reference: str) -> Reverse | None:
    """Move ``asked`` to ``sending`` for this worker; None when somebody else did.

    A payment of another address of Nequi is not given back by today's: it stays ``asked``.
    """
    found = locked_refund(s, reference)
    if found is None:
        return None
    payment, refund = found
    if refund.state == RefundState.ASKED and leave_alone(desk, s, payment):
        refund.wake_at = desk.now() + ELSEWHERE
        return None
    real = desk.database_now(s)
    taken = change(
        desk, s, payment, refund, RefundEvent.TAKEN, "worker",
        values={
            "sent_at": desk.business(real), "worker": desk.worker_id, "taken_at": real,
            "wake_at": None,
        },
    )  # fmt: skip
    return Reverse(snapshot(s, payment), reference, payment.qr_text or "") if taken else None


def hear(desk: Desk, s: Session, reference: str, answer: Answer, source: str) -> None:
    """Apply the reply of the one reverse that was called, however late it comes."""
    event = _REPLIES.get(answer.verdict, RefundEvent.UNCLEAR)
    _settle(desk, s, reference, event, source, answer)


def bury(desk: Desk, s: Session, reference: str) -> None:
    """Its worker is dead, or has held it for ninety seconds: nobody knows what was done."""
    _settle(desk, s, reference, RefundEvent.WORKER_DIED, "worker_died", None)


def _settle(
    desk: Desk, s: Session, reference: str, event: RefundEvent, source: str, answer: Answer | None
) -> None:
    found = locked_refund(s, reference)
    if found is None:
        return
    payment, refund = found
    if event is RefundEvent.REVERSED:
        done(desk, s, payment, refund, event, source, answer=answer)
    elif change(
        desk, s, payment, refund, event, source, answer=answer, values=_turn(desk, refund, event)
    ):
        if RefundState(refund.state) is RefundState.UNKNOWN:
            payment.wake_at = desk.now()
        s.flush()


def _turn(desk: Desk, refund: RefundRow, event: RefundEvent) -> dict[str, datetime | None]:
    """When the row wants attention next; what was not sent forgets that it was taken."""
    if event is RefundEvent.NOT_SENT:
        return {"wake_at": desk.now() + _pause(desk, refund), "sent_at": None}
    if event in (RefundEvent.UNCLEAR, RefundEvent.WORKER_DIED):
        return {"wake_at": next_look(desk, refund)}
    return {"wake_at": None}


def _pause(desk: Desk, refund: RefundRow) -> timedelta:
    """Between two tries that Nequi never saw: it doubles with the refund's age, to an hour."""
    asked = aware(refund.created_at) or desk.now()
    return min(max(AGAIN, desk.now() - asked), SELDOM)


def next_look(desk: Desk, refund: RefundRow) -> datetime | None:
    """When Nequi is asked next about a payment whose refund is unknown; a week long."""
    sent = aware(refund.sent_at) or desk.now()
    expires = sent + timedelta(minutes=desk.expiry_minutes)
    return schedule.next_ask(sent, expires, desk.now())


def done(
    desk: Desk,
    s: Session,
    payment: PaymentRow,
    refund: RefundRow,
    event: RefundEvent,
    source: str,
    *,
    answer: Answer | None = None,
    words: str = "",
) -> bool:
    """The money went back: count it, tell the payer, and the host once or for the whole."""
    by_hand = event is RefundEvent.PROVEN and refund.by_hand
    moved = change(
        desk, s, payment, refund, event, source, answer=answer, words=words,
        values={"done_at": desk.now(), "wake_at": None, "by_hand": by_hand},
    )  # fmt: skip
    if not moved:
        return False
    payment.refunded += refund.pesos
    effects.refund_mail(desk, s, payment.message_id, refund.message_id)
    if payment.refunded == payment.captured:
        move(desk, s, payment, Event.REFUNDED, word(source))
    elif payment.applied:
        effects.tell_changed(desk, s, payment)
    s.flush()
    return True


def act_on(
    desk: Desk, s: Session, payment: PaymentRow, found: refund_evidence.Meaning, news: News
) -> None:
    """Carry out what an answer about the payment proved; called by ``apply``."""
    if found.done is not None:
        done(desk, s, payment, found.done, RefundEvent.SEEN, news.source, answer=news.answer)
    for row in found.ended:
        change(
            desk, s, payment, row, RefundEvent.RETURNED_ELSEWHERE, news.source,
            values={"wake_at": None},
        )  # fmt: skip


def paid_again(desk: Desk, s: Session, payment: PaymentRow, source: str) -> bool:
    """A person says that the reverse did not happen; False when none made it ``reversed``."""
    for row in rows_of(s, payment.id):
        if row.state == RefundState.DONE and not row.by_hand:
            change(desk, s, payment, row, RefundEvent.PAID_AGAIN, source, values=OPEN_AGAIN)
            payment.refunded -= row.pesos
            s.flush()
            return True
    return False


def captured(payment: PaymentRow) -> bool:
    """Whether Nequi told a capture that is still here."""
    return payment.state in (State.APPROVED, State.REVIEW) and payment.capture_told
