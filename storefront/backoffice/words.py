"""A payment's history and its reasons, in plain Spanish for the staff."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nequi_plugin import Payment, PaymentEvent, State, format_pesos
from storefront.dates import day_month, office_time

_TRACE = re.compile(r"\s*\[[0-9a-f-]{36}\]")
_ASKED = re.compile(r"se pidieron (\d+) pesos y Nequi dice (\d+)")
_QUIET_CODES = frozenset({"", "0", "33", "35"})
LOOK = {
    State.CREATED: ("ring", "neutral"),
    State.SENDING: ("plane", "info"),
    State.WAITING: ("clock", "warn"),
    State.APPROVED: ("tick", "ok"),
    State.REJECTED: ("cross", "bad"),
    State.FAILED: ("triangle", "bad"),
    State.EXPIRED: ("hourglass", "neutral"),
    State.CANCELLED: ("barred", "neutral"),
    State.REVERSED: ("arrow-back", "neutral"),
    State.UNKNOWN: ("magnifier", "info"),
    State.REVIEW: ("eye", "warn"),
}
_LOOKED = ("magnifier", "neutral")
CHANGES = {
    State.SENDING: _l("Solicitud en camino a Nequi"),
    State.WAITING: _l("Solicitud en el celular"),
    State.APPROVED: _l("Nequi confirmó el pago"),
    State.REJECTED: _l("Rechazaron la solicitud"),
    State.FAILED: _l("La solicitud no se envió"),
    State.EXPIRED: _l("La solicitud expiró sin respuesta"),
    State.CANCELLED: _l("La solicitud quedó cancelada"),
    State.REVERSED: _l("El dinero se devolvió"),
    State.UNKNOWN: _l("No sabemos si Nequi recibió la solicitud"),
    State.REVIEW: _l("El pago llegó con un dato distinto"),
}
REFUNDS = {
    "refund_asked": _l("Se pidió devolver dinero"),
    "refund_taken": _l("Devolución en camino a Nequi"),
    "refund_reversed": _l("Nequi devolvió el dinero"),
    "refund_seen": _l("Nequi muestra que el dinero se devolvió"),
    "refund_refused": _l("Nequi no hizo la devolución"),
    "refund_not_sent": _l("La devolución no salió: se intenta otra vez"),
    "refund_unclear": _l("No sabemos si Nequi hizo la devolución"),
    "refund_worker_died": _l("No sabemos si Nequi hizo la devolución"),
    "refund_returned_elsewhere": _l("La devolución se cerró: el dinero ya había vuelto"),
    "refund_cancelled": _l("La devolución se retiró"),
    "refund_by_hand": _l("La devolución sigue a mano"),
    "refund_proven": _l("La devolución quedó hecha, con su soporte"),
    "refund_denied": _l("La devolución no se hizo"),
    "refund_paid_again": _l("La devolución no se hizo: Nequi dice que está pagado"),
}
EVENTS = {
    **REFUNDS,
    "started": _l("Pago creado"),
    "found": _l("Apareció en el reporte de Nequi"),
    "cancel_asked": _l("Se pidió cancelar la solicitud"),
    "released": _l("Se soltó la deuda: se puede cobrar de nuevo"),
    "noted": _l("Nota: sale de la cola"),
    "applied_by_person": _l("Se aplicó de nuevo"),
    "pending": _l("Nequi respondió: sigue pendiente"),
    "paid": _l("Nequi dice que está pagado"),
    "unclear": _l("Nequi no respondió con claridad"),
    "accepted": _l("Nequi aceptó la solicitud"),
    "cancel_sent": _l("Se envió la cancelación a Nequi"),
    "change_asked": _l("El cliente pidió la solicitud en otro número"),
    "refused": _l("Nequi no aceptó la solicitud"),
    "not_sent": _l("La solicitud no salió"),
    "not_called": _l("La solicitud no salió"),
    "worker_died": _l("El envío se interrumpió"),
    "paid_differs": _l("Nequi sigue diciendo otro dato"),
    "rejected": _l("Nequi dice que la rechazaron"),
    "cancelled": _l("Nequi dice que está cancelada"),
    "expired": _l("Nequi dice que expiró"),
    "failed": _l("Nequi dice que falló"),
    "gave_up": _l("Se terminó la espera"),
    "grew_old": _l("Se terminó la espera"),
    "refunded": _l("Nequi dice que el dinero se devolvió"),
    "callback_failed": _l("La tienda no pudo registrarlo: se intenta otra vez"),
    "another_id": _l("Nequi dio otro número de transacción"),
    "duplicate_id": _l("Nequi dio un número de transacción que ya era de otro pago"),
    "unusable_id": _l("Nequi dio un número de transacción que no sirve"),
    **dict.fromkeys(
        ("person_approved", "person_cancelled", "person_rejected", "person_expired",
         "person_failed"), _l("Una persona lo decidió"),
    ),
}  # fmt: skip
SOURCES = {
    "page": _l("Cliente"),
    "payer": _l("Cliente"),
    "status": _l("Consulta automática"),
    "report": _l("Reporte de Nequi"),
    "webhook": _l("Aviso de Nequi"),
    "notice": _l("Aviso de Nequi"),
    "other_payment": _l("Sistema · otro pago cubrió la misma deuda"),
    "host": _l("Sistema · la deuda ya se resolvió"),
}
QUEUE = {
    "differs": _l("El valor o quien recibe no coincide con lo pedido"),
    "failed_after_approval": _l("Estaba aprobado y ahora Nequi dice que no"),
    "paid_after_reversal": _l("Estaba devuelto y ahora Nequi dice que está pagado"),
    "returned_twice": _l("Estaba devuelto a mano y Nequi dice que también lo devolvió"),
    "pending_after_release": _l("La solicitud apareció viva después de soltar la deuda"),
}
REASONS = {
    "no_nequi": _l("El número no tiene Nequi"),
    "refused": _l("Nequi no permite cobrarle a este número"),
    "not_sent": _l("No llegó a Nequi"),
    "gateway": _l("Nequi tuvo una falla"),
    "configuration": _l("Las llaves o el código de comercio no sirven"),
}
TROUBLE = {
    "ReadTimeout": _l("Nequi no contestó a tiempo"),
    "ConnectTimeout": _l("No hubo conexión con Nequi"),
    "ConnectionError": _l("No hubo conexión con Nequi"),
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline (``ui.timeline``)."""

    time: str
    title: str
    source: str
    icon: str
    tone: str


def timeline(events: list[PaymentEvent]) -> list[Line]:
    """Newest first; an answer that came again and again is one line, with how many times."""
    again = groupby(sorted(events, key=lambda e: e.at), key=_sameness)
    lines = [_line(*group) for group in (list(group) for _same, group in again)]
    return lines[::-1]


def _sameness(event: PaymentEvent) -> object:
    """Equal for neighbours that tell the same and changed nothing; the trace id aside."""
    if event.after != event.before:
        return event
    return event.source, event.event, event.before, _plain(event.detail), event.code, event.alert


def _line(first: PaymentEvent, *more: PaymentEvent) -> Line:
    event = more[-1] if more else first
    changed = event.after != event.before
    title = CHANGES.get(event.after) if changed else EVENTS.get(event.event)
    icon, tone = LOOK[event.after] if changed or event.event == "started" else _LOOKED
    source = _source(event)
    if more:
        source += " · " + _("%(count)s veces desde las %(time)s", count=len(more) + 1,
                            time=office_time(first.at))  # fmt: skip
    return Line(
        time=office_time(event.at),
        title=str(title or event.event.replace("_", " ")),
        source=f"{day_month(event.at)} · {source}",
        icon=icon,
        tone="bad" if event.alert else tone,
    )


def _source(event: PaymentEvent) -> str:
    kind, _colon, who = event.source.partition(":")
    if kind == "person":
        words = _("Persona · %(who)s", who=who)
    else:
        words = str(SOURCES.get(kind, _("Sistema")))
    code = "" if event.code in _QUIET_CODES else _("código %(code)s de Nequi", code=event.code)
    return " · ".join(part for part in (words, _plain(event.detail), code) if part)


def _plain(detail: str) -> str:
    """Without the gateway's trace id and its bare SUCCESS, with sums as people read them."""
    text = _TRACE.sub("", detail).replace("SUCCESS", "").strip(" ·")
    found = _ASKED.search(text)
    if found is None:
        return str(TROUBLE.get(text, text))
    asked, told = (format_pesos(int(number)) for number in found.groups())
    return str(_("se pidieron %(asked)s y Nequi dice %(told)s", asked=asked, told=told))


def queue_reason(payment: Payment) -> str:
    """Why the payment waits for a person, as a sentence."""
    text = str(QUEUE.get(payment.queue_reason, _plain(payment.queue_reason)))
    return text[:1].upper() + text[1:].rstrip(".") + "."


def reason(payment: Payment) -> str:
    """Why it ended, as far as the state's word leaves it open."""
    return str(REASONS.get(payment.reason, ""))
