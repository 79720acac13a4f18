"""What a change of state brings with it, in the same transaction."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from nequi_plugin import debts, jobs
from nequi_plugin.database.savepoint import in_savepoint
from nequi_plugin.database.transactions import starts_over
from nequi_plugin.desk import Desk
from nequi_plugin.models import PaymentRow
from nequi_plugin.registry import Kind
from nequi_plugin.service.news import News
from nequi_plugin.snapshots import Payment, snapshot
from nequi_plugin.states import ENDED, PHONE_HELD, State

log = logging.getLogger("nequi")
UNTOLD = "Aprobado a mano: Nequi aún no confirma el valor"
_MAILS = {
    State.APPROVED: ("receipt", "merchant-notice"),
    State.REJECTED: ("payment-rejected",),
    State.EXPIRED: ("payment-expired",),
}


def let_go(s: Session, row: PaymentRow, news: News) -> None:
    """What the change that was just won frees: the phone, and the queue of a person's decision."""
    if news.by_person:
        leave_queue(row)  # what the decision itself brings up is queued again
    if State(row.state) not in PHONE_HELD:
        debts.release(s, row.id, debts=False)


def after_change(desk: Desk, s: Session, row: PaymentRow, before: State, news: News) -> None:
    """Claims, host callbacks and mails of the change that was just won."""
    state = State(row.state)
    if state is State.APPROVED:
        row.applied = False
        apply_approval(desk, s, row)
        if news.by_person and before not in (State.REVIEW, State.REVERSED):
            queue(desk, row, UNTOLD)
    elif state in ENDED or state is State.REVERSED:
        if before in (State.APPROVED, State.REVIEW):
            take_back(desk, s, row)
        give_back(desk, s, row, str(state))
    for kind in _MAILS.get(state, ()):
        mail(desk, s, kind, row.message_id)
    s.info.setdefault("nequi_changed", []).append((row.id, before, state))


def keep_capture(row: PaymentRow, news: News) -> None:
    """Remember the value that came, and whether Nequi told it."""
    if news.answer.value is not None:
        row.captured = news.answer.value
        row.capture_told = row.capture_told or not news.by_person


def another_value(desk: Desk, row: PaymentRow, news: News) -> bool:
    """Whether a paid answer that changes no state corrects the booked value: only the first one
    after a person's approval does, a later difference is a person's matter."""
    value = news.answer.value
    if row.state != State.APPROVED or value is None:
        return False
    if row.capture_told:
        if row.captured != value:
            queue(desk, row, "Nequi dice ahora otro valor")
        return False
    row.capture_told = True
    if row.queue_reason == UNTOLD:
        leave_queue(row)
    if row.captured == value:
        return False
    row.captured = value
    queue(desk, row, "Nequi dice otro valor que el anotado a mano")
    return True


def apply_approval(desk: Desk, s: Session, row: PaymentRow) -> bool:
    """Let the host book the money; False leaves ``applied`` false and the debts held."""
    try:
        sentence = _call(desk, s, row, "approved")
    except Exception as error:  # the host's code may raise anything; money is kept all the same
        if starts_over(error):
            raise
        _later(desk, s, row, "approved", "", error)
        return False
    row.applied = True
    if isinstance(sentence, str) and sentence:
        queue(desk, row, sentence)
    give_back(desk, s, row, str(State.APPROVED))
    return True


def take_back(desk: Desk, s: Session, row: PaymentRow) -> None:
    """The money is not here any more: the host undoes what it had booked."""
    booked, row.applied = row.applied, None
    leave_queue(row)
    if row.state != State.REVERSED:
        row.captured = None  # what a person typed was never told
    if booked:
        _tell(desk, s, row, "reversed")


def tell_changed(desk: Desk, s: Session, row: PaymentRow) -> None:
    """The host books again: another value was told, or a part of it went back."""
    _tell(desk, s, row, "changed")


def give_back(desk: Desk, s: Session, row: PaymentRow, reason: str) -> None:
    """Release the debts, once, and tell the host why."""
    if not row.holds_debts:
        return
    debts.release(s, row.id)
    row.holds_debts = False
    s.flush()
    _tell(desk, s, row, "closed", reason)


def queue(desk: Desk, row: PaymentRow, reason: str) -> None:
    """Put the attempt into *Dinero por resolver*; the first reason stays."""
    if row.queued_at is None:
        row.queued_at = desk.now()
        row.queue_reason = reason[:200]
    log.warning("payment %s needs a person: %s", row.message_id, reason)


def leave_queue(row: PaymentRow) -> None:
    """Nothing about this attempt needs a person any more."""
    row.queued_at = None
    row.queue_reason = ""


def mail(desk: Desk, s: Session, kind: str, message_id: str) -> None:
    """One mail job per (kind, payment), for ever."""
    if kind in desk.registry.mails:
        ref = f"{kind}:{message_id}"
        jobs.enqueue(desk, s, jobs.MAIL, ref, unique=f"mail:{ref}")


def refund_mail(desk: Desk, s: Session, message_id: str, reference: str) -> None:
    """One mail job per refund, for ever."""
    if "refund" in desk.registry.mails:
        ref = f"refund:{message_id}:{reference}"
        jobs.enqueue(desk, s, jobs.MAIL, ref, unique=f"mail:{ref}")


def _tell(desk: Desk, s: Session, row: PaymentRow, name: str, reason: str = "") -> None:
    try:
        sentence = _call(desk, s, row, name, reason)
    except Exception as error:  # as above: a host's failure never undoes a payment's state
        if starts_over(error):
            raise
        _later(desk, s, row, name, reason, error)
    else:
        if isinstance(sentence, str) and sentence:
            queue(desk, row, sentence)


def _call(desk: Desk, s: Session, row: PaymentRow, name: str, reason: str = "") -> object:
    s.flush()
    payment = snapshot(s, row)
    kind = desk.registry.kinds.get(row.kind)
    if kind is None:
        return None
    return in_savepoint(s, lambda: _invoke(kind, name, payment, reason))


def _invoke(kind: Kind, name: str, payment: Payment, reason: str) -> object:
    if name == "closed":
        return kind.closed(payment.key, payment, reason) if kind.closed else None
    told = {"approved": kind.approved, "changed": kind.changed, "reversed": kind.reversed}[name]
    return told(payment.key, payment) if told else None


def _later(
    desk: Desk, s: Session, row: PaymentRow, name: str, reason: str, error: Exception
) -> None:
    log.error("callback %s of payment %s failed", name, row.message_id, exc_info=error)
    # Not unique: the job of an earlier failure is done, and this one is to be tried as well.
    jobs.enqueue(desk, s, jobs.CALLBACK, f"{name}:{row.message_id}:{reason}")


def call_again(desk: Desk, s: Session, row: PaymentRow, name: str, reason: str) -> None:
    """One more try of a callback that raised; raises again when it still fails."""
    if name == "reversed" and row.state == State.APPROVED:
        return  # a person found that it was not reversed: it is booked again
    if name == "approved" and not (row.state == State.APPROVED and row.applied is False):
        return  # a person or a second job applied it meanwhile, or took it back
    sentence = _call(desk, s, row, name, reason)
    if isinstance(sentence, str) and sentence:
        queue(desk, row, sentence)
    if name == "approved":
        row.applied = True
        give_back(desk, s, row, str(State.APPROVED))
