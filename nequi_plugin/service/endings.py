"""Endings that nobody at Nequi decides: giving up, growing old, release, a person's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import schedule
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import EventRow, PaymentRow
from nequi_plugin.money import Pesos
from nequi_plugin.service import effects, succession, turns
from nequi_plugin.service.moving import move, record, word
from nequi_plugin.service.news import News
from nequi_plugin.service.refund_settling import paid_again
from nequi_plugin.states import Event, State
from nequi_plugin.times import aware

_BACK = {
    "rejected": Event.PERSON_REJECTED,
    "expired": Event.PERSON_EXPIRED,
    "cancelled": Event.PERSON_CANCELLED,
    "failed": Event.PERSON_FAILED,
}
UNCLEAR = "Sin respuesta clara de Nequi"
TOO_EARLY = "Todavía es muy pronto para saberlo. Mira otra vez en unos minutos."


def grow_old(desk: Desk, s: Session, row: PaymentRow) -> bool:
    """A created row that was never sent within ten minutes fails as ``not_sent``."""
    if row.state != State.CREATED or desk.now() < aware(row.created_at) + schedule.CREATED_LIMIT:
        return False
    move(desk, s, row, Event.GREW_OLD, News(Answer(Verdict.NOT_SENT, reason="not_sent"), "clock"))
    return True


def watch_deadlines(desk: Desk, s: Session, row: PaymentRow) -> None:
    """Put into the queue what has no verdict when its time is up; release an unknown."""
    sent, expires = aware(row.sent_at), aware(row.expires_at)
    if sent is None or expires is None:
        return
    now = desk.now()
    if row.state == State.UNKNOWN:
        if now >= schedule.release_at(sent, desk.expiry_minutes, desk.qr_expiry_minutes):
            _end_of_unknown(desk, s, row)
    elif row.state == State.WAITING and now >= expires + schedule.NO_VERDICT_MARGIN:
        effects.queue(desk, row, "Nequi no ha dado un resultado")
    if now >= sent + schedule.WATCH and row.last_verdict_at is None:
        effects.queue(desk, row, "Siete días sin resultado")


def _end_of_unknown(desk: Desk, s: Session, row: PaymentRow) -> None:
    """Into the queue, released or not: a payer's declaration only frees the debts early."""
    if row.holds_debts:
        effects.queue(desk, row, UNCLEAR)
        release(desk, s, row, "clock")
    elif row.queued_at is None and not _noted(s, row):
        effects.queue(desk, row, UNCLEAR)


def _noted(s: Session, row: PaymentRow) -> bool:
    """Whether a person has taken it out of the queue already."""
    query = select(EventRow.id).where(EventRow.payment_id == row.id, EventRow.event == "noted")
    return s.scalars(query.limit(1)).first() is not None


def release(desk: Desk, s: Session, row: PaymentRow, source: str) -> None:
    """Give back the debts of an unknown attempt; it is still watched."""
    row.released_at = desk.now()
    succession.drop(row)
    record(desk, s, row, "released", word(source))
    effects.give_back(desk, s, row, "released")
    row.wake_at = turns.wake_at(desk, row)
    s.flush()


def declare_none_arrived(desk: Desk, s: Session, row: PaymentRow) -> None:
    """The payer says that no request arrived; raises Refused while it is too early."""
    sent = aware(row.sent_at)
    if row.state != State.UNKNOWN or not row.holds_debts or sent is None:
        raise Refused("Este pago ya cambió de estado.")
    if desk.now() < schedule.declare_at(sent, desk.expiry_minutes):
        raise Refused(TOO_EARLY)
    release(desk, s, row, "payer")
    watch_deadlines(desk, s, row)  # after an outage its time may be up already


def person_decides(
    desk: Desk,
    s: Session,
    row: PaymentRow,
    outcome: str,
    *,
    person: str,
    reason: str,
    value: Pesos | None,
    reference: str,
) -> None:
    """An outcome of *Dinero por resolver*, recorded with who and why; raises Refused."""
    if not reason.strip():
        raise Refused("Escribe el motivo.", field="reason")
    before: datetime | None = row.queued_at
    if before is None and row.state != State.REVIEW:
        raise Refused("Este pago ya no está por resolver.")
    news = News(Answer(Verdict.PAID, value=value, description=reason), f"person:{person}"[:40])
    if outcome == "note":
        _note(desk, s, row, news)
    elif outcome == "apply":
        _apply_again(desk, s, row, news)
    elif outcome == "approved":
        _approve(desk, s, row, news, reference)
    elif outcome in _BACK and row.state == State.APPROVED:
        _take_back(desk, s, row, _BACK[outcome], news)
    elif outcome == "cancelled":
        _end(desk, s, row, Event.PERSON_CANCELLED, news)
    else:
        raise Refused("Ese resultado no se puede anotar aquí.", field="outcome")


def _note(desk: Desk, s: Session, row: PaymentRow, news: News) -> None:
    undecided = (State.REVIEW, State.WAITING, State.UNKNOWN)
    if row.state in undecided or row.applied is False:
        raise Refused("Este pago necesita una decisión sobre el dinero, no solo una nota.")
    if row.queue_reason == effects.UNTOLD:
        raise Refused("Este pago se queda aquí hasta que Nequi confirme el valor.")
    record(desk, s, row, "noted", news)
    effects.leave_queue(row)
    _await_capture(desk, s, row)


def _apply_again(desk: Desk, s: Session, row: PaymentRow, news: News) -> None:
    if row.state != State.APPROVED or row.applied is not False:
        raise Refused("Este pago ya está aplicado.")
    record(desk, s, row, "applied_by_person", news)
    effects.leave_queue(row)
    if not effects.apply_approval(desk, s, row):
        raise Refused("La aplicación volvió a fallar. Mira el detalle en el registro.")
    _await_capture(desk, s, row)


def _approve(desk: Desk, s: Session, row: PaymentRow, news: News, reference: str) -> None:
    if news.answer.value is None:
        raise Refused("Escribe el valor que llegó, como lo ves en Nequi.", field="value")
    if not reference.strip():
        raise Refused("Escribe la referencia que ves en Nequi.", field="reference")
    if row.capture_told and news.answer.value != row.captured:
        words = f"Nequi dice que llegaron {row.captured} pesos: se aprueba ese valor."
        raise Refused(words, field="value")
    if row.state == State.REVERSED:
        _not_reversed(desk, s, row, news)
    row.reference = reference.strip()[:80]
    _end(desk, s, row, Event.PERSON_APPROVED, news)


def _not_reversed(desk: Desk, s: Session, row: PaymentRow, news: News) -> None:
    """A reverse made it ``reversed`` and Nequi says paid after all: that refund did not happen."""
    query = select(EventRow.id).where(
        EventRow.payment_id == row.id,
        EventRow.before == State.REVERSED,
        EventRow.event.in_((Event.PAID, Event.PAID_DIFFERS)),
    )
    if s.scalars(query.limit(1)).first() is None or not paid_again(desk, s, row, news.source):
        raise Refused("Este dinero se devolvió y Nequi no dice otra cosa.")


def _take_back(desk: Desk, s: Session, row: PaymentRow, event: Event, news: News) -> None:
    """What a person approved and Nequi never confirmed was not paid after all."""
    if row.capture_told:
        raise Refused("Nequi confirmó este pago: si hay que devolverlo, usa Devolver dinero.")
    _end(desk, s, row, event, replace(news, answer=replace(news.answer, value=None)))


def _end(desk: Desk, s: Session, row: PaymentRow, event: Event, news: News) -> None:
    before = row.state
    change = move(desk, s, row, event, news)
    if change.after == before:
        raise Refused("Este pago ya cambió de estado.")


def _await_capture(desk: Desk, s: Session, row: PaymentRow) -> None:
    """What a person approved before Nequi told a capture stays in the queue until it does."""
    if row.state != State.APPROVED or row.capture_told:
        return
    query = select(EventRow.id).where(
        EventRow.payment_id == row.id,
        EventRow.event == Event.PERSON_APPROVED,
        EventRow.before != State.REVIEW,
    )
    if s.scalars(query.limit(1)).first() is not None:
        effects.queue(desk, row, effects.UNTOLD)
