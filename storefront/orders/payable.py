"""Orders as a kind of payable: what the plugin asks, and what it tells (kind "order").

Every function runs in the plugin's unit of work, with the order's debt locked.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _

from nequi_plugin import Due, Payment, Pesos, Refused, State
from storefront.company.gate import merchant
from storefront.credits import gone
from storefront.db import db
from storefront.debts import returns
from storefront.debts import service as debts
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import ZERO, Cents, cents, floor_pesos, format_cents
from storefront.orders import shelf, stock
from storefront.orders.credit import following
from storefront.orders.debts import debt_of, owed
from storefront.orders.history import note
from storefront.orders.links import page_of, proof_of
from storefront.orders.models import UNPAID, EventKind, Order, OrderState
from storefront.orders.naming import description
from storefront.orders.shelf import RESERVED_FOR, release_later
from storefront.orders.stages import has_left
from storefront.orders.status import kept_words
from storefront.receipts.automatic import receive_later


@nequi.payable("order")
def due(key: str) -> Due | None:
    """What is still to pay; nothing once it is paid, cancelled or its money is being settled."""
    order = _order(key)
    if order is None:
        return None
    debt, payable_now = owed(db.session, order.id)
    asked = payable_now if order.state in UNPAID and not order.kept_cents else ZERO
    return Due(
        pesos=floor_pesos(asked),
        description=description(order),
        claims=(debt,),
        phone_hint=order.phone,
        return_url=page_of(order),
        shown=f"{debt}={asked}",
        lines=_lines(order) if asked == order.total_cents else (),
    )


@nequi.on_started("order")
def started(key: str, payment: Payment) -> None:
    """Keep the pieces until the request can have ended; take them again if they lapsed."""
    order = _locked(key)
    if order.state is OrderState.CREDIT:
        return  # its pieces were handed over
    until = nequi.now() + RESERVED_FOR
    lapsed = not stock.holds_all(order)
    try:
        stock.reserve(db.session(), order, until)
    except stock.SoldOut as error:
        raise Refused(_sold_out(order, error.variant_ids)) from None
    if lapsed:
        note(order, EventKind.RESERVED, until.isoformat())
    release_later(order, until)


@nequi.on_approved("order")
def approved(key: str, payment: Payment) -> str | None:
    """Book the money and hand the pieces over; what cannot be sold any more is kept as credit."""
    receive_later(db.session, payment)
    order = _locked(key)
    debt = debt_of(db.session, order.id)
    if debt.invoice_id is not None:
        sentence = debts.approve(db.session, payment, [(debt.id, order.total_cents)])
        following.money_came(db.session, payment.message_id, [debt.id])
        return sentence
    why_not = _impossible(order)
    if why_not:
        debts.approve(db.session, payment, [(debt.id, ZERO)])
        _keep(order, cents(payment.net))
        return why_not
    sentence = debts.approve(db.session, payment, [(debt.id, order.total_cents)])
    if order.state == OrderState.PAID:
        note(order, EventKind.MONEY_KEPT, format_cents(cents(payment.net)))
        return sentence
    return _hand_over(order, debt, payment) or sentence


@nequi.on_changed("order")
def changed(key: str, payment: Payment) -> str | None:
    """A part went back; or a later answer told another value: book it again, and hand over
    what it now pays."""
    with gone.watching(db.session, payment) as watch:
        sentence = _changed(_locked(key), payment)
    return watch.sentence or sentence


def _changed(order: Order, payment: Payment) -> str | None:
    debt = debt_of(db.session, order.id)
    if debt.invoice_id is not None:
        return _changed_on_credit(order, debt, payment)
    if payment.refunded:
        _part_went_back(order, payment)
        return _spent_credit(order, debt, payment)
    if order.kept_cents:
        before = debts.booked(db.session, payment)
        debts.reallocate(db.session, payment, [(debt.id, ZERO)])
        after = debts.booked(db.session, payment)
        order.kept_cents = Cents(order.kept_cents + after - before)
        return None
    sentence = debts.reallocate(db.session, payment, [(debt.id, order.total_cents)])
    if order.state == OrderState.PAID:
        return sentence
    return _impossible(order) or _hand_over(order, debt, payment) or sentence


def _changed_on_credit(order: Order, debt: Debt, payment: Payment) -> str | None:
    """Its invoice is payable again by what went back, or owes what the other value leaves."""
    before = payable(db.session, [debt.id])
    if payment.refunded:
        _part_went_back(order, payment)
        following.money_left(db.session, before)
        return None
    sentence = debts.reallocate(db.session, payment, [(debt.id, order.total_cents)])
    following.money_left(db.session, before)
    following.money_came(db.session, payment.message_id, [debt.id])
    return sentence


def _part_went_back(order: Order, payment: Payment) -> None:
    """The order stays what it is; the merchant decided to give back this much of it."""
    part = returns.take_back_part(db.session, payment)
    if order.kept_cents:
        order.kept_cents = Cents(max(0, order.kept_cents - part))
    note(order, EventKind.REFUNDED_PART, format_cents(part))


def _hand_over(order: Order, debt: Debt, payment: Payment) -> str | None:
    """Sell the pieces of an order that owes nothing any more; else say that it does."""
    if payable(db.session, [debt.id])[debt.id] > 0:
        return str(_("El pago no cubre todo el pedido %(number)s.", number=order.number))
    stock.sell(order)
    order.state, order.paid_at = OrderState.PAID, payment.approved_at or nequi.now()
    note(order, EventKind.PAID, payment.message_id)
    return None


@nequi.on_reversed("order")
def reversed_(key: str, payment: Payment) -> str | None:
    """The money went back, or never came: what nobody else paid is closed, or owed again; its
    pieces return to the shelf, unless they left it for good. Saldo a favor that was spent
    meanwhile needs a person."""
    with gone.watching(db.session, payment) as watch:
        sentence = _reversed(_locked(key), payment)
    return watch.sentence or sentence


def _reversed(order: Order, payment: Payment) -> str | None:
    debt = debt_of(db.session, order.id)
    booked, before = debts.booked(db.session, payment), payable(db.session, [debt.id])
    debts.take_back(db.session, payment)
    db.session.flush()
    note(order, EventKind.REVERSED, payment.message_id)
    if debt.invoice_id is not None:
        following.money_left(db.session, before)
        return None
    if order.kept_cents:
        order.kept_cents = Cents(max(0, order.kept_cents - booked))
    if order.state != OrderState.PAID:
        return None
    for reference in returns.use_credit(db.session, order.id, debt.id):
        note(order, EventKind.CREDIT_USED, reference)
    if payable(db.session, [debt.id])[debt.id]:  # nobody else's money pays it
        went_back = payment.state == State.REVERSED  # else a person undid her own approval
        order.state = OrderState.REFUNDED if went_back else OrderState.PLACED
        order.paid_at = order.paid_at if went_back else None
        if not has_left(order):
            shelf.take_in(db.session(), order)
    return _spent_credit(order, debt, payment) or _other_money(order, debt)


def _other_money(order: Order, debt: Debt) -> str | None:
    """The sentence for a person where a refunded order still keeps what came another way."""
    kept = Cents(debt.total_cents - payable(db.session, [debt.id])[debt.id])
    if order.state is not OrderState.REFUNDED or not kept:
        return None
    return str(_("Del pedido %(number)s quedan %(value)s que llegaron por otro medio. "
                 "Acuerda con el cliente si también se devuelven.",
                 number=order.number, value=format_cents(kept)))  # fmt: skip


def _spent_credit(order: Order, debt: Debt, payment: Payment) -> str | None:
    """The sentence for a person where what went back had paid the order as saldo a favor."""
    used = (event.detail for event in order.events if event.kind == EventKind.CREDIT_USED)
    if payment.message_id not in used or not payable(db.session, [debt.id])[debt.id]:
        return None
    return str(_("El saldo a favor de este pago ya había pagado el pedido %(number)s.",
                 number=order.number))  # fmt: skip


@nequi.on_closed("order")
def closed(key: str, payment: Payment, reason: str) -> None:
    """A request is over without money: the order stays (HR-9), its pieces until their time."""
    order = _locked(key)
    if payment.state != State.APPROVED:
        note(order, EventKind.PAYMENT_ENDED, payment.message_id)
    if order.state == OrderState.PLACED and order.reservations:
        release_later(order, max(nequi.now(), *(row.until for row in order.reservations)))


def extras(key: str, payment: Payment | None) -> dict[str, Any]:
    """What the payment page of an order shows beside the payment."""
    order = _order(key)
    if order is None:
        return {}
    return {
        "order_number": order.number,
        "order_url": page_of(order),
        "back_label": _("Ver mi pedido"),
        "proof_url": proof_of(order, payment.message_id) if payment and _booked(payment) else "",
        "kept": kept_words(order),
        "question": _("¿Dudas con tu pedido?"),
        "merchant": {**asdict(merchant()), "nit": merchant().nit.removeprefix("NIT ")},
        "other_ways": merchant().other_payment_text,
    }


def _booked(payment: Payment) -> bool:
    return payment.state == State.APPROVED and payment.applied is not False


def _order(key: str) -> Order | None:
    """Held by its session: that forgets what nobody uses, and one page asks several times."""
    found = db.session.get(Order, int(key)) if key.isascii() and key.isdigit() else None
    db.session.info["order"] = found
    return found


def _locked(key: str) -> Order:
    """The order with its row locked, so that two payments of it are told one after the other."""
    return db.session.get_one(Order, int(key), with_for_update=True, populate_existing=True)


def _lines(order: Order) -> tuple[tuple[str, Pesos], ...]:
    lines = [(f"{line.quantity} × {line.name}", line.total_cents) for line in order.lines]
    if order.shipping_cents:
        lines.append((_("Envío a %(city)s", city=order.city), order.shipping_cents))
    shown = [(label, floor_pesos(Cents(amount))) for label, amount in lines]
    if order.discount_cents:
        label = _("Cupón %(code)s", code=order.coupon_code)
        shown.append((label, Pesos(-floor_pesos(order.discount_cents))))
    return tuple(shown)


def _sold_out(order: Order, variant_ids: tuple[int, ...]) -> str:
    names = [line.name for line in order.lines if line.variant_id in variant_ids]
    sentence: str = _(
        "Se agotó %(names)s mientras el pedido esperaba. Escríbenos y buscamos otra opción.",
        names=_(" y ").join(names),
    )
    return sentence


def _impossible(order: Order) -> str | None:
    """Why this order cannot be handed over although money came (HR-11), or None."""
    cancelled: str = _(
        "Llegó un pago del pedido %(number)s, que estaba anulado. Quedó como saldo a favor.",
        number=order.number,
    )
    gone: str = _(
        "Llegó un pago del pedido %(number)s cuando ya no había existencias. "
        "Quedó como saldo a favor.",
        number=order.number,
    )
    if order.state in (OrderState.CANCELLED, OrderState.REFUNDED):
        return cancelled
    if order.state == OrderState.PAID:
        return None  # nothing is payable any more: ``approve`` keeps all of it as credit
    try:
        with db.session.begin_nested():
            stock.reserve(db.session(), order, nequi.now() + RESERVED_FOR)
    except stock.SoldOut:
        return gone
    return None


def _keep(order: Order, amount: Cents) -> None:
    order.kept_cents = Cents(order.kept_cents + amount)
    note(order, EventKind.MONEY_KEPT, format_cents(amount))
