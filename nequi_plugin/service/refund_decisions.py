"""A person's word on a refund: taken back, gone on by hand, proven, denied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from nequi_plugin.bogota import bogota_date
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.models import PaymentRow, RefundRow
from nequi_plugin.refund_ledger import Refund, picture
from nequi_plugin.refund_states import RefundEvent, RefundState
from nequi_plugin.service import refund_evidence
from nequi_plugin.service.refund_asking import NOTHING_LEFT, WENT_BACK, left_of
from nequi_plugin.service.refund_rows import change, locked_refund
from nequi_plugin.service.refund_settling import captured, done
from nequi_plugin.times import aware

CHANGED = "Esta devolución ya cambió de estado."
ASK_FIRST = "Le preguntamos a Nequi si el pago sigue en pie. Guarda otra vez en un momento."
NO_TURN = {"wake_at": None}
MAY_STILL_CALL = timedelta(seconds=90)


class AskFirst(Refused):
    """Nequi must be asked today whether the capture still stands; then try again."""


@dataclass(frozen=True)
class RefundDecided:
    """What a person decides and has seen: ``outcome`` is cancelled, manual, done or refused;
    ``reference`` and ``proof`` tell what shows it, ``account`` where a transfer goes."""

    outcome: str
    person: str
    reason: str = ""
    reference: str = ""
    proof: str = ""
    account: str = ""


def decide_refund(desk: Desk, s: Session, reference: str, decided: RefundDecided) -> Refund:
    """Carry it out; raises Refused, AskFirst."""
    found = locked_refund(s, reference)
    if found is None:
        raise Refused("Esa devolución no existe.")
    payment, refund = found
    outcomes = {"cancelled": _cancel, "manual": _by_hand, "done": _proven, "refused": _denied}
    if decided.outcome not in outcomes:
        raise Refused("Ese resultado no se puede anotar aquí.", field="outcome")
    if not outcomes[decided.outcome](desk, s, payment, refund, decided):
        raise Refused(CHANGED)
    s.flush()
    return picture(refund, payment.message_id)


def _source(decided: RefundDecided) -> str:
    return f"person:{decided.person}"[:40]


def _both(first: str, second: str) -> str:
    """What the payment's history keeps of two things that a person wrote."""
    return " · ".join(part for part in (first, second) if part)


def _needs(text: str, sentence: str, field: str) -> str:
    """The typed text without its edges; raises Refused when there is none."""
    if not text.strip():
        raise Refused(sentence, field=field)
    return text.strip()


def _reason(decided: RefundDecided) -> str:
    return _needs(decided.reason, "Escribe el motivo.", "reason")


def _cancel(
    desk: Desk, s: Session, payment: PaymentRow, refund: RefundRow, decided: RefundDecided
) -> bool:
    words, source = _reason(decided), _source(decided)
    return change(
        desk, s, payment, refund, RefundEvent.CANCELLED, source, words=words, values=NO_TURN
    )


def _by_hand(
    desk: Desk, s: Session, payment: PaymentRow, refund: RefundRow, decided: RefundDecided
) -> bool:
    if refund.state != RefundState.REFUSED or not captured(payment):
        return False
    account = _needs(
        decided.account, "Escribe la llave o la cuenta de quien recibe.", "account"
    )
    if refund_evidence.returned_by_itself(s, payment):
        raise Refused(WENT_BACK)
    if left_of(s, payment) < refund.pesos:
        raise Refused(NOTHING_LEFT)
    payment.wake_at = desk.now()
    return change(
        desk, s, payment, refund, RefundEvent.BY_HAND, _source(decided),
        words=decided.reason.strip(), values={"by_hand": True, "account": account[:120]},
    )  # fmt: skip


def _proven(
    desk: Desk, s: Session, payment: PaymentRow, refund: RefundRow, decided: RefundDecided
) -> bool:
    if refund.state not in (RefundState.MANUAL, RefundState.UNKNOWN):
        return False
    reference = _needs(decided.reference, "Escribe la referencia de la transferencia.", "reference")
    proof = _needs(decided.proof, "Escribe qué viste: fecha, valor y a quién.", "proof")
    if not captured(payment):
        raise Refused(CHANGED)
    if refund.state == RefundState.MANUAL and not _stands_today(desk, payment):
        raise AskFirst(ASK_FIRST)
    refund.reference, refund.proof = reference[:80], proof[:400]
    source = _source(decided)
    return done(desk, s, payment, refund, RefundEvent.PROVEN, source,
                words=_both(refund.reference, refund.proof))  # fmt: skip


def ask_first(desk: Desk, s: Session, reference: str) -> None:
    """Set the turn of the refund's payment to now, also after its week of watching."""
    found = locked_refund(s, reference)
    if found is not None and captured(found[0]):
        found[0].wake_at = desk.now()
        s.info.setdefault("nequi_after", []).append(desk.ring)


def _stands_today(desk: Desk, payment: PaymentRow) -> bool:
    stood = aware(payment.stood_at)
    return stood is not None and bogota_date(stood) == bogota_date(desk.now())


def _denied(
    desk: Desk, s: Session, payment: PaymentRow, refund: RefundRow, decided: RefundDecided
) -> bool:
    reason, proof = _reason(decided), decided.proof.strip()
    if refund.state == RefundState.UNKNOWN:
        proof = _needs(proof, "Escribe qué te respondió Nequi.", "proof")
        _check_old_enough(desk, s, refund)
    elif refund.state != RefundState.MANUAL:
        return False
    refund.proof, source = proof[:400], _source(decided)
    return change(
        desk, s, payment, refund, RefundEvent.DENIED, source,
        words=_both(reason, refund.proof), values=NO_TURN,
    )  # fmt: skip


def _check_old_enough(desk: Desk, s: Session, refund: RefundRow) -> None:
    """Not while its worker may still call, nor before the next day's report."""
    taken, sent = aware(refund.taken_at), aware(refund.sent_at)
    if taken is not None and desk.database_now(s) < taken + MAY_STILL_CALL:
        raise Refused("La devolución se está enviando. Espera dos minutos.")
    if sent is not None and bogota_date(desk.now()) <= bogota_date(sent):
        raise Refused("Espera al reporte de mañana antes de anotar que no se devolvió.")
