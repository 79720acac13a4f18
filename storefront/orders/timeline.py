"""An order's history for people: its own events, and for the staff the payments' too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nequi_plugin import NBSP, Payment, PaymentEvent, State, format_pesos
from storefront.dates import bogota_today, day_month, office_time, public_time
from storefront.extensions import nequi
from storefront.orders.models import EventKind, Order, OrderEvent
from storefront.receipts.models import Receipt

WORDS: dict[EventKind, tuple[object, object, str, str]] = {
    EventKind.PLACED: (
        _l("Pedido creado"),
        _l("Cliente · aceptó el uso de sus datos"),
        "cart",
        "neutral",
    ),
    EventKind.TAKEN: (_l("Pedido creado"), _l("Persona"), "cart", "neutral"),
    EventKind.TO_ARRANGE: (
        _l("Pago por acordar"),
        _l("Sistema · Nequi no estaba disponible"),
        "cash",
        "info",
    ),
    EventKind.RESERVED: (
        _l("Existencias reservadas"),
        _l("Sistema"),
        "box",
        "neutral",
    ),
    EventKind.RELEASED: (
        _l("Reserva vencida: las existencias volvieron a la tienda"),
        _l("Sistema"),
        "box",
        "neutral",
    ),
    EventKind.PAID: (
        _l("Pago recibido"),
        _l("Sistema"),
        "tick",
        "ok",
    ),
    EventKind.PAID_BY_HAND: (
        _l("Pago recibido por otro medio"),
        _l("Persona"),
        "cash",
        "ok",
    ),
    EventKind.PAYMENT_UNDONE: (
        _l("Se deshizo el pago: falta pagar"),
        _l("Persona"),
        "arrow-back",
        "warn",
    ),
    EventKind.MONEY_KEPT: (
        _l("Llegó dinero que quedó como saldo a favor"),
        _l("Sistema"),
        "eye",
        "warn",
    ),
    EventKind.PAYMENT_ENDED: (
        _l("La solicitud terminó sin pago"),
        _l("Sistema"),
        "barred",
        "neutral",
    ),
    EventKind.CANCELLED: (
        _l("Pedido anulado"),
        _l("Persona"),
        "barred",
        "neutral",
    ),
    EventKind.NOTE: (
        _l("Nota interna"),
        _l("Persona"),
        "user",
        "neutral",
    ),
    EventKind.REVERSED: (
        _l("El dinero se devolvió"),
        _l("Sistema"),
        "arrow-back",
        "neutral",
    ),
    EventKind.INVOICED: (
        _l("Factura electrónica importada"),
        _l("Persona"),
        "file",
        "neutral",
    ),
    EventKind.ON_CREDIT: (
        _l("Vendido a crédito"),
        _l("Persona"),
        "file",
        "info",
    ),
    EventKind.PART_PAID: (
        _l("Llegó un abono"),
        _l("Sistema"),
        "tick",
        "ok",
    ),
    EventKind.DOCUMENTED: (_l("Documento de cobro creado"), _l("Persona"), "file", "neutral"),
    EventKind.NOTE_UNDONE: (
        _l("Se deshizo la nota crédito"), _l("Persona"), "arrow-back", "warn",
    ),
    EventKind.NOTED: (_l("Nota crédito de su factura"), _l("Persona"), "file", "info"),
    EventKind.CREDIT_USED: (
        _l("El saldo a favor de otro pago cubre el pedido"),
        _l("Sistema"),
        "tick",
        "ok",
    ),
    EventKind.CREDIT_RESTORED: (
        _l("Se anuló el cruce de saldo a favor que lo pagaba"),
        _l("Persona"),
        "arrow-back",
        "warn",
    ),
    EventKind.REFUNDED_PART: (
        _l("Se devolvió una parte del dinero"),
        _l("Sistema"),
        "arrow-back",
        "neutral",
    ),
    EventKind.SENT: (_l("Pedido enviado"), _l("Persona"), "truck", "info"),
    EventKind.READY: (_l("Listo para recoger"), _l("Persona"), "store", "info"),
    EventKind.GUIDE: (_l("Datos del envío actualizados"), _l("Persona"), "truck", "info"),
    EventKind.DELIVERED: (_l("Pedido entregado"), _l("Persona"), "tick", "ok"),
    EventKind.PICKED_UP: (_l("Pedido recogido"), _l("Persona"), "tick", "ok"),
    EventKind.SENDING_UNDONE: (
        _l("Se corrigió el estado de la entrega"),
        _l("Persona"),
        "arrow-back",
        "neutral",
    ),
}
"""Event → title, source, icon, tone."""

TO_THE_BUYER: dict[EventKind, object] = {
    EventKind.RESERVED: _l("Apartamos tus productos"),
    EventKind.RELEASED: _l("Se venció el tiempo: tus productos ya no están apartados"),
    EventKind.ON_CREDIT: _l("Quedó a crédito"),
    EventKind.PAYMENT_UNDONE: _l("Corregimos el pago: falta pagar"),
}
"""Titles that speak of the shop's own work, in the buyer's words."""

PRIVATE = {
    EventKind.TO_ARRANGE, EventKind.PAYMENT_ENDED, EventKind.NOTE, EventKind.INVOICED,
    EventKind.DOCUMENTED,
}  # fmt: skip
PUBLIC = frozenset(EventKind) - PRIVATE

SOURCES: dict[str, object] = {
    "page": _l("Cliente"),
    "person": _l("Persona"),
    "webhook": _l("Aviso de Nequi"),
    "status": _l("Consulta automática"),
    "report": _l("Reporte de Nequi"),
}

PAYMENT_WORDS: dict[State, tuple[object, str, str]] = {
    State.SENDING: (_l("Enviando la solicitud"), "plane", "info"),
    State.WAITING: (_l("Solicitud en el celular"), "clock", "warn"),
    State.UNKNOWN: (_l("Nequi no respondió: en verificación"), "magnifier", "info"),
    State.APPROVED: (_l("Nequi confirmó el pago"), "tick", "ok"),
    State.REJECTED: (_l("Rechazado en Nequi"), "cross", "bad"),
    State.EXPIRED: (_l("La solicitud expiró"), "hourglass", "neutral"),
    State.CANCELLED: (_l("La solicitud se canceló"), "barred", "neutral"),
    State.FAILED: (_l("La solicitud no se envió"), "triangle", "bad"),
    State.REVIEW: (_l("El pago quedó en revisión"), "eye", "warn"),
    State.REVERSED: (_l("El pago se devolvió"), "arrow-back", "neutral"),
}


@dataclass(frozen=True)
class Entry:
    """One line as ``ui.timeline`` draws it."""

    at: datetime
    time: str
    title: str
    source: str
    icon: str
    tone: str


def public_timeline(order: Order) -> list[Entry]:
    """What the buyer sees, newest first."""
    return [_entry(event, public=True) for event in order.events if event.kind in PUBLIC]


def office_timeline(
    order: Order, payments: list[Payment], receipts: list[Receipt]
) -> list[Entry]:
    """Everything, the payments' changes of state and the receipts included, newest first."""
    entries = [_entry(event) for event in order.events]
    entries += [entry for receipt in receipts for entry in _receipt_entries(receipt)]
    for payment in payments:
        told = [event for event in nequi.events(payment.message_id) if _worth(event)]
        entries += [_payment_entry(payment, event) for event in told]
    return [_dated(entry) for entry in sorted(entries, key=lambda one: one.at, reverse=True)]


def _dated(entry: Entry) -> Entry:
    """Another day than today is named."""
    if bogota_today(entry.at) == bogota_today(nequi.now()):
        return entry
    return replace(entry, source=f"{day_month(entry.at)} · {entry.source}")


def _entry(event: OrderEvent, public: bool = False) -> Entry:
    title, source, icon, tone = WORDS[event.kind]
    if public:
        title = TO_THE_BUYER.get(event.kind, title)
    until = event.detail if event.kind == EventKind.RESERVED else ""
    if until:
        source = _("Sistema · hasta las %(time)s", time=office_time(datetime.fromisoformat(until)))
    elif event.detail and not public:
        source = f"{source} · {event.detail}"
    return Entry(
        at=event.at,
        time=day_month(event.at).replace(" ", NBSP) if public else office_time(event.at),
        title=str(title),
        source=public_time(event.at) if public else str(source),
        icon=icon,
        tone=tone,
    )


def _receipt_entries(receipt: Receipt) -> list[Entry]:
    made = _("Recibo de caja %(number)s creado", number=receipt.number)
    source = _("Persona · %(name)s", name=receipt.made_by)
    at = receipt.made_at
    entries = [Entry(at, office_time(at), made, source, "receipt", "ok")]
    if receipt.voided_at is not None:
        gone = _("Recibo de caja %(number)s anulado", number=receipt.number)
        at = receipt.voided_at
        entries.append(Entry(at, office_time(at), gone, receipt.void_reason, "barred", "neutral"))
    return entries


def _worth(event: PaymentEvent) -> bool:
    return event.before != event.after and event.after in PAYMENT_WORDS


def _payment_entry(payment: Payment, event: PaymentEvent) -> Entry:
    title, icon, tone = PAYMENT_WORDS[event.after]
    source = str(SOURCES.get(event.source, _("Sistema")))
    return Entry(
        at=event.at,
        time=office_time(event.at),
        title=str(title),
        source=f"{source} · {payment.message_id} · {format_pesos(payment.pesos)}",
        icon=icon,
        tone=tone,
    )
