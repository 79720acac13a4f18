"""Sending one push, making one code, and asking about them: only workers come here.

Never a request does.
``One MessageID is sent once``: the row is committed as ``sending`` before the call, and what
is unclear afterwards is ``unknown``, never a second send.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import update
from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.crash import crash_point
from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Credentials, Verdict
from nequi_plugin.models import PaymentRow
from nequi_plugin.money import Pesos
from nequi_plugin.service.apply import apply
from nequi_plugin.service.elsewhere import fail_unsent, leave_alone
from nequi_plugin.service.endings import grow_old, watch_deadlines
from nequi_plugin.service.moving import locked, record
from nequi_plugin.service.news import News
from nequi_plugin.service.turns import wake_at
from nequi_plugin.snapshots import Payment, snapshot
from nequi_plugin.states import State, Way
from nequi_plugin.times import aware

CALL_WITHIN_SECONDS = 5.0
CANCEL_AGAIN = timedelta(seconds=30)


def send(desk: Desk, message_id: str) -> None:
    """Move ``created`` to ``sending``, commit, call once, apply the reply."""
    assert_outside()
    credentials = _credentials(desk)
    began = desk.monotonic()
    payment = desk.in_work(lambda s: _take(desk, s, message_id))
    if payment is None:
        return
    crash_point("sending-committed")
    if credentials is None or not in_time(desk, began):
        _apply(desk, message_id, _not_called("slow" if credentials else "no_credentials"))
        return
    answer = _create(desk, credentials, payment, began)
    crash_point("create-answered")
    if answer.unauthorized:
        answer = _resend(desk, credentials, payment, answer)
    _apply(desk, message_id, News(answer, "create", create=True))


def _take(desk: Desk, s: Session, message_id: str) -> Payment | None:
    row = locked(s, message_id)
    if row is None or row.state != State.CREATED or _never_sent(desk, s, row):
        return None
    real = desk.database_now(s)
    now = desk.business(real)
    result = s.execute(
        update(PaymentRow)
        .where(PaymentRow.id == row.id, PaymentRow.state == State.CREATED)
        .values(
            state=State.SENDING,
            sent_at=now,
            expires_at=now + timedelta(minutes=_minutes(desk, row)),
            worker=desk.worker_id,
            taken_at=real,
            wake_at=None,
        )
        .execution_options(synchronize_session=False)
    )
    if debts.rows_of(result) != 1:
        return None
    record(desk, s, row, "sending", _taken(), after=State.SENDING)
    s.refresh(row)
    return snapshot(s, row)


def _minutes(desk: Desk, row: PaymentRow) -> int:
    return desk.qr_expiry_minutes if row.way == Way.QR else desk.expiry_minutes


def _never_sent(desk: Desk, s: Session, row: PaymentRow) -> bool:
    """Whether a created row has ended here instead of being sent."""
    return fail_unsent(desk, s, row) or grow_old(desk, s, row)


def in_time(desk: Desk, began: float) -> bool:
    """Whether a call about what was committed since ``began`` may still leave."""
    return desk.monotonic() - began <= CALL_WITHIN_SECONDS


def _create(desk: Desk, credentials: Credentials, payment: Payment, began: float) -> Answer:
    """Call once, unless the five seconds from ``began`` pass before the request can leave."""
    assert_outside()
    coded, value = own_code(credentials, payment), Pesos(payment.pesos)
    soon = partial(in_time, desk, began)
    if payment.way == Way.QR:
        return desk.gateway.create_qr(
            coded,
            message_id=payment.message_id,
            value=value,
            reference=payment.description,
            in_time=soon,
        )
    return desk.gateway.create(
        coded,
        message_id=payment.message_id,
        phone=payment.phone,
        value=value,
        reference=payment.description,
        in_time=soon,
    )


def _resend(desk: Desk, credentials: Credentials, payment: Payment, answer: Answer) -> Answer:
    """After a 401, which accepted nothing: one more try of the same MessageID.

    Only after a commit that found the row still ``sending`` and no cancel asked, with the
    five seconds counted anew.
    """
    began = desk.monotonic()
    if not desk.in_work(lambda s: _still_sending(desk, s, payment.message_id)):
        return answer
    if not in_time(desk, began):
        return answer
    return _create(desk, credentials, payment, began)


def _still_sending(desk: Desk, s: Session, message_id: str) -> bool:
    row = locked(s, message_id)
    return (
        row is not None
        and row.state == State.SENDING
        and row.worker == desk.worker_id
        and row.cancel_asked_at is None
    )


def ask(desk: Desk, message_id: str) -> None:
    """Put off the turn, commit; then cancel or ask, and apply the answer."""
    assert_outside()
    turn = desk.in_work(lambda s: _put_off(desk, s, message_id))
    credentials = _credentials(desk)
    if turn is None or credentials is None:
        return
    if turn.transaction_id is None or (turn.way == Way.QR and not turn.qr_text):
        return  # nobody can be asked about it; a code that we do not hold was seen by nobody
    if _cancel_due(desk, turn):
        cancel(desk, credentials, turn)
    answer = _status(desk, own_code(credentials, turn), turn, turn.transaction_id)
    crash_point("status-answered")
    _apply(desk, message_id, News(answer, "status"))


def _status(
    desk: Desk, credentials: Credentials, payment: Payment, transaction_id: str
) -> Answer:
    if payment.way == Way.QR:
        return desk.gateway.status_qr(
            credentials, transaction_id=transaction_id, payload=payment.qr_text
        )
    return desk.gateway.status(credentials, transaction_id=transaction_id)


def _cancel_due(desk: Desk, payment: Payment) -> bool:
    """Whether a cancel is to leave now: the first one, or again for a request still open.

    The worker may have died before the call, or Nequi may have lost it; a cancel does no
    harm twice. The pauses double: 30 s, 60 s, 2 min after it was asked for, and so on.
    """
    asked, sent = payment.cancel_asked_at, payment.cancel_sent_at
    if asked is None or payment.state not in (State.WAITING, State.UNKNOWN):
        return False
    if payment.way == Way.QR:
        return False  # a code cannot be withdrawn
    return sent is None or desk.now() - sent >= max(CANCEL_AGAIN, sent - asked)


def cancel(desk: Desk, credentials: Credentials, payment: Payment) -> None:
    """Commit ``cancel_sent_at``, call once; the answer is no verdict, it makes us ask.

    What was certainly not sent is taken back, so that the next turn tries again and a later
    10-455 is not mistaken for our own doing; an earlier cancel stays noted.
    """
    assert_outside()
    before, now, mid = payment.cancel_sent_at, desk.now(), payment.message_id
    if not desk.in_work(lambda s: _mark_cancel(s, mid, before, now)):
        return
    crash_point("cancel-committed")
    answer = desk.gateway.cancel(
        own_code(credentials, payment),
        transaction_id=payment.transaction_id or "",
        phone=payment.phone,
    )
    if answer.verdict is Verdict.NOT_SENT:
        desk.in_work(lambda s: _mark_cancel(s, mid, now, before))


def _mark_cancel(
    s: Session, message_id: str, known: datetime | None, sent: datetime | None
) -> bool:
    """Note when our cancel left, in place of ``known``; False when somebody was faster."""
    row = locked(s, message_id)
    if row is None or aware(row.cancel_sent_at) != known:
        return False
    row.cancel_sent_at = sent
    return True


def _put_off(desk: Desk, s: Session, message_id: str) -> Payment | None:
    """Take the row's turn, so that nobody else asks now; watch its deadlines first."""
    row = locked(s, message_id)
    now = desk.now()
    due = None if row is None else aware(row.wake_at)
    if row is None or due is None or due > now or row.state == State.CREATED:
        return None
    watch_deadlines(desk, s, row)
    row.wake_at = _after_call(wake_at(desk, row), now)
    s.flush()
    return None if leave_alone(desk, s, row) else snapshot(s, row)


def _after_call(turn: datetime | None, now: datetime) -> datetime | None:
    """A turn that is due at once is put off while this one's call is under way."""
    if turn is None:
        return None
    return max(turn, now + timedelta(seconds=4))


def bury(desk: Desk, message_id: str) -> None:
    """A dead worker's ``sending`` (or one held for 90 s) becomes ``unknown``."""
    _apply(desk, message_id, News(Answer(Verdict.UNCLEAR), "worker_died", create=True))


def _taken() -> News:
    return News(Answer(Verdict.UNCLEAR), "worker")


def _not_called(reason: str) -> News:
    return News(
        Answer(Verdict.NOT_SENT, reason="not_sent", description=reason), "worker", create=True
    )


def _apply(desk: Desk, message_id: str, news: News) -> None:
    change = desk.in_work(lambda s: apply(desk, s, message_id, news))
    if change is not None and change.after != change.before:
        crash_point(f"{change.after}-committed")


def _credentials(desk: Desk) -> Credentials | None:
    return desk.credentials()


def own_code(credentials: Credentials, payment: Payment) -> Credentials:
    """The attempt's own frozen code, with today's keys; for every call about it."""
    return Credentials(
        credentials.client_id,
        credentials.client_secret,
        credentials.api_key,
        payment.code,
        credentials.verified_name,
    )
