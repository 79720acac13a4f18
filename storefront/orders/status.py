"""Where an order stands, in the buyer's words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from nequi_plugin import Payment
from storefront.dates import public_time, short_date
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import Cents, format_cents
from storefront.orders import stock
from storefront.orders.credit.annulling import freed
from storefront.orders.credit.selling import invoice_of
from storefront.orders.debts import owed
from storefront.orders.models import OPEN, Delivery, Order, OrderState
from storefront.orders.stages import Stage, has_left, stage_of, words


@dataclass(frozen=True)
class Status:
    """``pay`` is "ask" (offer to pay), "watch" (a request is under way) or "" (neither)."""

    word: str
    tone: str
    icon: str
    sentence: str
    pay: str = ""
    contact: bool = False


def status_of(order: Order) -> Status:
    """What the order's page says on top."""
    if order.kept_cents:
        return Status(_("En revisión"), "warn", "eye", _(
            "Recibimos tu pago, pero ya no podemos entregar este pedido como estaba. "
            "Tu dinero está guardado y te escribimos para resolverlo. No pagues de nuevo."
        ), contact=True)  # fmt: skip
    if order.state == OrderState.PAID:
        return _paid(order)
    if order.state == OrderState.REFUNDED:
        return Status(_("Devuelto"), "neutral", "arrow-back", _(
            "Devolvimos tu dinero y cerramos este pedido. Si no lo ves en tu Nequi, escríbenos."
        ), contact=True)  # fmt: skip
    if order.state == OrderState.CANCELLED:
        return Status(_("Anulado"), "neutral", "barred", _(
            "Este pedido está cerrado y no tienes que pagarlo. Si todavía lo quieres, haz otro."
        ) + _kept(order), contact=True)  # fmt: skip
    debt, left = owed(db.session, order.id)
    holder = nequi.holders([debt]).get(debt)
    if order.state == OrderState.CREDIT:
        return _on_credit(order, holder, left)
    return _unpaid(order, holder)


def _kept(order: Order) -> str:
    """What became of money that had paid an annulled order, after a space; else ""."""
    value = freed(db.session, order.id)
    if not value:
        return ""
    return " " + str(_("Los %(value)s que pagaste quedan como saldo a favor.",
                       value=format_cents(value)))  # fmt: skip


def _on_credit(order: Order, payment: Payment | None, left: Cents) -> Status:
    invoice = invoice_of(db.session, order.id)
    due_on = short_date(invoice.due_on) if invoice else ""
    number = invoice.number if invoice else ""
    if invoice is not None and invoice.own:
        terms = _("A crédito · documento %(number)s · vence el %(day)s.",
                  number=number, day=due_on)  # fmt: skip
    else:
        terms = _("A crédito · factura %(invoice)s · vence el %(day)s.",
                  invoice=number, day=due_on)  # fmt: skip
    rest = _("Te quedan %(value)s por pagar.", value=format_cents(left))
    if payment is None:
        ask = "ask" if nequi.is_open() is None else ""
        said = " ".join(part for part in (terms, rest, way_of(order)) if part)
        return Status(_("A crédito"), "info", "file", said, pay=ask, contact=True)
    if payment.live and payment.kind != "order":
        return Status(_("Esperando el pago"), "warn", "clock", terms + " " + _(
            "Hay una solicitud en Nequi por esta factura, hecha desde el estado de cuenta."
        ))  # fmt: skip
    return replace(_unpaid(order, payment), sentence=f"{terms} {_unpaid(order, payment).sentence}")


def _paid(order: Order) -> Status:
    stage = stage_of(order)
    if stage is None or stage is Stage.TO_PREPARE:
        sentence = _("Recibimos tu pago. Estamos preparando tu pedido.")
        return Status(_("Pagado"), "ok", "tick", sentence)
    return Status(*words(order, stage), sentence=way_of(order))


def way_of(order: Order) -> str:
    """The sentence about an order that left the shop, or lies ready there; else ""."""
    stage, picked = stage_of(order), order.delivery == Delivery.PICKUP
    if stage is Stage.DONE:
        return str(_("Tu pedido ya está en tus manos. Gracias por tu compra."))
    if stage is not Stage.SENT:
        return ""
    if picked:
        return str(_("Ya puedes pasar por él. Di que es el pedido %(number)s.",
                     number=order.number))  # fmt: skip
    return str(_("Tu pedido va en camino."))


def _unpaid(order: Order, payment: Payment | None) -> Status:
    if payment is not None and payment.live:
        return Status(_("Esperando el pago"), "warn", "clock",
                      _("Hay una solicitud en Nequi por este pedido."), pay="watch")  # fmt: skip
    if payment is not None:
        return Status(_("En revisión"), "warn", "eye", _(
            "Llegó un pago por este pedido y lo estamos revisando. No pagues de nuevo."
        ), contact=True)  # fmt: skip
    ask = "ask" if nequi.is_open() is None else ""
    if order.state == OrderState.TO_ARRANGE:
        return Status(_("Pago por acordar"), "info", "cash", _(
            "Guardamos tu pedido y tus productos. Te escribimos para acordar el pago; "
            "si prefieres, escríbenos tú."
        ), pay=ask, contact=True)  # fmt: skip
    return Status(_("Sin pagar"), "neutral", "clock", _reserve_sentence(order), pay=ask,
                  contact=not ask)  # fmt: skip


def _reserve_sentence(order: Order) -> str:
    if has_left(order):
        return str(_("Ya te enviamos este pedido y falta su pago."))
    kept: str = _("Guardamos tus productos mientras pagas.")
    if until := _until(order):
        kept = _("Guardamos tus productos hasta las %(time)s", time=until)
    lapsed: str = _("Tu pedido sigue aquí. Al pagar apartamos tus productos otra vez, si aún hay.")
    return kept if stock.holds_all(order) else lapsed


def kept_words(order: Order) -> str:
    """What an ending without money says of the order; "" where its pieces are not kept."""
    if order.state not in OPEN or not stock.holds_all(order):
        return ""
    if until := _until(order):
        return str(_("Tu pedido y tus productos siguen guardados hasta las %(time)s", time=until))
    return str(_("Tu pedido y tus productos siguen guardados."))


def _until(order: Order) -> str:
    """The time to which its pieces are kept for certain; "" where no such time lies ahead."""
    until = max((row.until for row in order.reservations), default=nequi.now())
    return public_time(until) if until > nequi.now() else ""
