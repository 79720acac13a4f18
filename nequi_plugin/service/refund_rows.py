"""Changing one refund row, and writing it into its payment's history."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer
from nequi_plugin.models import EventRow, PaymentRow, RefundRow
from nequi_plugin.money import format_pesos
from nequi_plugin.refund_states import RefundEvent, RefundState, after
from nequi_plugin.service.moving import locked


def locked_refund(s: Session, reference: str) -> tuple[PaymentRow, RefundRow] | None:
    """A refund with its payment's names and row locked first, both fresh."""
    owner = s.scalars(
        select(PaymentRow.message_id)
        .join(RefundRow, RefundRow.payment_id == PaymentRow.id)
        .where(RefundRow.message_id == reference)
    ).one_or_none()
    payment = None if owner is None else locked(s, owner)
    if payment is None:
        return None
    query = select(RefundRow).where(RefundRow.message_id == reference)
    return payment, s.scalars(query.execution_options(populate_existing=True)).one()


def change(
    desk: Desk,
    s: Session,
    payment: PaymentRow,
    refund: RefundRow,
    event: RefundEvent,
    source: str,
    *,
    answer: Answer | None = None,
    words: str = "",
    values: Mapping[str, object] | None = None,
) -> bool:
    """Move the row as the table says and record it; False when the event changes nothing."""
    before = RefundState(refund.state)
    to = after(before, event)
    if to is None:
        return False
    s.flush()
    result = s.execute(
        update(RefundRow)
        .where(RefundRow.id == refund.id, RefundRow.state == before)
        .values(state=to, **(values or {}))
        .execution_options(synchronize_session=False)
    )
    if debts.rows_of(result) != 1:
        raise debts.Restart
    s.refresh(refund)
    note(desk, s, payment, refund, event, source, answer=answer, words=words)
    return True


def note(
    desk: Desk,
    s: Session,
    payment: PaymentRow,
    refund: RefundRow,
    event: str,
    source: str,
    *,
    answer: Answer | None = None,
    words: str = "",
) -> None:
    """One history row of the payment; its state does not move by it."""
    trace = f"[{answer.request_id}]" if answer and answer.request_id else ""
    told = answer.description if answer else ""
    parts = (format_pesos(refund.pesos), refund.message_id, words, told, trace)
    s.add(
        EventRow(
            payment_id=payment.id,
            at=desk.now(),
            source=source,
            event=f"refund_{event}",
            before=payment.state,
            after=payment.state,
            code=answer.code[:24] if answer else "",
            detail=" · ".join(part for part in parts if part),
            alert=bool(answer and answer.alert),
        )
    )
