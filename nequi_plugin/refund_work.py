"""Calling Nequi about refunds: only workers come here, never a request.

One refund's reverse is called once: the row is committed as ``sending`` before the call, and
what is unclear afterwards is ``unknown``, never a second call.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from nequi_plugin import push
from nequi_plugin.crash import crash_point
from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import RefundRow, WorkerRow
from nequi_plugin.refund_states import RefundState
from nequi_plugin.service import refund_settling
from nequi_plugin.service.refund_rows import locked_refund
from nequi_plugin.times import aware

_RIPE = (
    select(RefundRow.message_id, RefundRow.state)
    .where(
        RefundRow.wake_at <= bindparam("now"),
        RefundRow.state.in_((RefundState.ASKED, RefundState.UNKNOWN)),
    )
    .order_by(RefundRow.wake_at)
    .limit(bindparam("most"))
)


def send(desk: Desk, reference: str) -> None:
    """Move ``asked`` to ``sending``, commit, call once, apply the reply."""
    assert_outside()
    credentials = desk.credentials()
    began = desk.monotonic()
    reverse = desk.in_work(lambda s: refund_settling.take(desk, s, reference))
    if reverse is None:
        return
    crash_point("refund-committed")
    if credentials is None or not push.in_time(desk, began):
        answer, source = Answer(Verdict.NOT_SENT, reason="not_sent"), "worker"
    else:
        assert_outside()
        payment = reverse.payment
        answer = desk.gateway.reverse(
            push.own_code(credentials, payment),
            message_id=payment.message_id,
            phone=payment.phone,
            value=payment.captured or payment.pesos,
            payload=reverse.code,
            in_time=partial(push.in_time, desk, began),
        )
        source = "reverse"
    crash_point("refund-answered")
    desk.in_work(lambda s: refund_settling.hear(desk, s, reference, answer, source))


def look(desk: Desk, reference: str) -> None:
    """Ask about the payment of an ``unknown`` refund: a status may show that it is done."""
    assert_outside()
    message_id = desk.in_work(lambda s: _put_off(desk, s, reference))
    if message_id is not None:
        push.ask(desk, message_id)


def _put_off(desk: Desk, s: Session, reference: str) -> str | None:
    found = locked_refund(s, reference)
    if found is None or found[1].state != RefundState.UNKNOWN:
        return None
    payment, refund = found
    due = aware(refund.wake_at)
    if due is None or due > desk.now():
        return None
    refund.wake_at = refund_settling.next_look(desk, refund)
    payment.wake_at = desk.now()
    return payment.message_id


def bury(desk: Desk, reference: str) -> None:
    """A dead worker's ``sending`` (or one held for 90 s) becomes ``unknown``."""
    desk.in_work(lambda s: refund_settling.bury(desk, s, reference))


def ripe(s: Session, desk: Desk, limit: int) -> list[tuple[str, str]]:
    """(reference, state) of the refunds whose turn it is."""
    found = s.execute(_RIPE, {"now": desk.now(), "most": limit})
    return [(reference, state) for reference, state in found]


def orphans(s: Session, desk: Desk, silence: timedelta, longest: timedelta) -> list[str]:
    """References of ``sending`` refunds whose worker is silent, or that were held too long."""
    now = desk.database_now(s)
    living = select(WorkerRow.id).where(WorkerRow.seen_at > now - silence)
    dead = RefundRow.worker.not_in(living) | (RefundRow.taken_at < now - longest)
    query = select(RefundRow.message_id).where(RefundRow.state == RefundState.SENDING, dead)
    return list(s.scalars(query))
