"""Refunds in the books: never more than the capture, each with its proof (I1, I6)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from nequi_plugin.models import JobRow, PaymentRow, RefundRow
from nequi_plugin.refund_states import POSSIBLE, RefundState
from nequi_plugin.registry import Registry
from nequi_plugin.states import State

P, R = PaymentRow, RefundRow
_UNDER_WAY = POSSIBLE - {RefundState.DONE}


def refunds_fit(s: Session) -> Iterator[str]:
    """Per capture: done or still possible never pass it; done ones are what the row counts."""
    query = (
        select(
            P.message_id, P.state, P.captured, P.refunded,
            _sum(R.state.in_(POSSIBLE)), _sum(R.state == RefundState.DONE),
        )
        .outerjoin(R, R.payment_id == P.id)
        .where(or_(R.id.is_not(None), P.refunded != 0, P.state == State.REVERSED))
        .group_by(P.id, P.message_id, P.state, P.captured, P.refunded)
        .order_by(P.id)
    )  # fmt: skip
    for message_id, state, captured, refunded, possible, done in s.execute(query):
        if possible > (captured or 0):
            yield f"payment {message_id}: refunds of {possible} on a capture of {captured}"
        if done != refunded:
            yield f"payment {message_id}: {done} went back, its row says {refunded}"
        whole = bool(captured) and done == captured
        if whole != (state == State.REVERSED):
            yield f"payment {message_id} is {state}, {done} of {captured} went back"


def refunds_stand_on_captures(s: Session) -> Iterator[str]:
    """What may still go back was told by Nequi and is still here."""
    here = and_(P.state.in_((State.APPROVED, State.REVIEW)), P.capture_told)
    query = (
        select(R.message_id, P.message_id, P.state)
        .join(P, P.id == R.payment_id)
        .where(R.state.in_(_UNDER_WAY), ~here)
    )
    for reference, message_id, state in s.execute(query):
        yield f"refund {reference} is under way on payment {message_id}, which is {state}"


def refunds_are_proven(s: Session) -> Iterator[str]:
    """Each row carries what its state needs: a time, a worker, a proof."""
    for words, wrong in _LACKS:
        for reference in s.scalars(select(R.message_id).where(wrong).order_by(R.id)):
            yield f"refund {reference} {words}"


def refunds_without_mail(s: Session, registry: Registry) -> Iterator[str]:
    """Every refund that is done has its mail's job, where the host wants that mail."""
    if "refund" not in registry.mails:
        return
    unique = literal("mail:refund:") + P.message_id + ":" + R.message_id
    query = (
        select(R.message_id)
        .join(P, P.id == R.payment_id)
        .outerjoin(JobRow, JobRow.unique_key == unique)
        .where(R.state == RefundState.DONE, JobRow.id.is_(None))
    )
    for reference in s.scalars(query):
        yield f"refund {reference} is done and its mail was never queued"


def _sum(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, R.pesos), else_=0)), 0)


_LACKS: tuple[tuple[str, ColumnElement[bool]], ...] = (
    (
        "is done at no time",
        and_(R.state == RefundState.DONE, R.done_at.is_(None)),
    ),
    (
        "was made by hand and nothing proves it",
        and_(R.state == RefundState.DONE, R.by_hand, or_(R.reference == "", R.proof == "")),
    ),
    (
        "is being sent by nobody",
        and_(R.state == RefundState.SENDING, or_(R.worker.is_(None), R.sent_at.is_(None))),
    ),
    (
        "is unknown and was never sent",
        and_(R.state == RefundState.UNKNOWN, R.sent_at.is_(None)),
    ),
    (
        "is to be made by hand to nobody",
        and_(R.state == RefundState.MANUAL, R.account == ""),
    ),
    (
        "gives back nothing",
        R.pesos < 1,
    ),
)
