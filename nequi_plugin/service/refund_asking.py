"""A person asks for money to go back; nobody else can (``money.md``: *Refunds*)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.models import PaymentRow, RefundRow
from nequi_plugin.money import Pesos, format_pesos
from nequi_plugin.refund_ledger import Refund, picture, rows_of, states_of
from nequi_plugin.refund_states import RefundState, room
from nequi_plugin.service import refund_evidence
from nequi_plugin.service.moving import locked
from nequi_plugin.service.refund_rows import note
from nequi_plugin.service.refund_settling import captured

NOT_CAPTURED = "Solo se devuelve un pago aprobado o en revisión."
UNTOLD = "Nequi aún no confirma el valor de este pago. Todavía no se puede devolver."
WENT_BACK = (
    "Nequi dice que este dinero ya se devolvió. Míralo en Nequi y anota primero qué pasó en "
    "Dinero por resolver."
)
OTHER_PAYMENT = "Este formulario ya se usó para otro pago. Ábrelo otra vez."
NOTHING_LEFT = "Ya se devolvió o se pidió devolver todo este pago."


@dataclass(frozen=True)
class Asked:
    """What a person asks: ``pesos`` None for all that is left; ``account`` where the buyer
    receives a transfer by hand; ``form_key`` makes asking twice ask once."""

    pesos: Pesos | None
    person: str
    reason: str
    form_key: str
    account: str = ""


def ask(desk: Desk, s: Session, message_id: str, asked: Asked) -> Refund:
    """One refund row, ``asked`` or ``manual``; the same key answers the same row.

    A key belongs to the payment it was first used on. Raises Refused, perhaps for the field
    pesos, reason or account.
    """
    row = locked(s, message_id)
    if row is None:
        raise Refused("Ese pago no existe.")
    again = _same_key(s, asked.form_key)  # under the lock: its twin may have come first
    if again is not None:
        if again.payment_id != row.id:
            raise Refused(OTHER_PAYMENT)
        return picture(again, message_id, again=True)
    pesos = _amount(s, row, asked)
    by_hand = must_be_by_hand(row, pesos)
    if by_hand and not asked.account.strip():
        raise Refused("Escribe la llave o la cuenta de quien recibe.", field="account")
    return _insert(desk, s, row, asked, pesos, by_hand=by_hand)


def must_be_by_hand(row: PaymentRow, pesos: int) -> bool:
    """Nequi reverses a whole payment of a known phone and nothing else (contract 8)."""
    return pesos != row.captured or not row.phone


def _same_key(s: Session, form_key: str) -> RefundRow | None:
    query = select(RefundRow).where(RefundRow.form_key == form_key)
    return s.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _amount(s: Session, row: PaymentRow, asked: Asked) -> Pesos:
    """What goes back, within what is left of the capture."""
    if not captured(row):
        paid = row.state in refund_evidence.CAPTURED and row.state != "reversed"
        raise Refused(UNTOLD if paid else NOT_CAPTURED)
    if not asked.reason.strip():
        raise Refused("Escribe el motivo.", field="reason")
    if refund_evidence.returned_by_itself(s, row):
        raise Refused(WENT_BACK)
    left = left_of(s, row)
    if left < 1:
        raise Refused(NOTHING_LEFT)
    pesos = left if asked.pesos is None else asked.pesos
    if not 1 <= pesos <= left:
        raise Refused(f"Puedes devolver hasta {format_pesos(left)}.", field="pesos")
    return pesos


def left_of(s: Session, row: PaymentRow) -> Pesos:
    """What may still be asked of a locked attempt's capture."""
    return room(Pesos(row.captured or 0), states_of(rows_of(s, row.id)))


def _insert(
    desk: Desk, s: Session, row: PaymentRow, asked: Asked, pesos: Pesos, *, by_hand: bool
) -> Refund:
    now, source = desk.now(), f"person:{asked.person}"[:40]
    refund = RefundRow(
        payment_id=row.id,
        message_id=desk.new_message_id(),
        form_key=asked.form_key,
        state=RefundState.MANUAL if by_hand else RefundState.ASKED,
        origin=source,
        reason=asked.reason.strip()[:200],
        pesos=pesos,
        by_hand=by_hand,
        account=asked.account.strip()[:120] if by_hand else "",
        created_at=now,
        wake_at=None if by_hand else now,
    )
    s.add(refund)
    s.flush()
    note(desk, s, row, refund, "asked", source, words=refund.reason)
    if by_hand:
        row.wake_at = now  # whether the capture still stands is asked before anybody transfers
    s.flush()
    s.info.setdefault("nequi_after", []).append(desk.ring)
    return picture(refund, row.message_id)
