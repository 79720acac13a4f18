"""Checkout on one page, and the order's own page behind its mailed link."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from nequi_plugin import BadLink, State
from storefront.cart import basket
from storefront.catalog import service as catalog
from storefront.company.gate import merchant
from storefront.coupons import checks as coupon_checks
from storefront.coupons import service as coupons
from storefront.coupons.words import why_not
from storefront.db import db
from storefront.debts.means import Means
from storefront.debts.models import Booking
from storefront.extensions import csrf, nequi
from storefront.money import format_cents
from storefront.orders import checks, closing, jobs, payable, stock
from storefront.orders.checkout import consent
from storefront.orders.checkout.draft import Draft, Placed
from storefront.orders.checkout.forms import CheckoutForm, OrderKeys
from storefront.orders.checkout.fresh import fields_of, fresh_fields
from storefront.orders.checkout.placing import place_order, placed
from storefront.orders.checkout.sale import Sale, look
from storefront.orders.links import PURPOSE
from storefront.orders.models import BUYER, Delivery, Order
from storefront.orders.staff_forms import CancelForm
from storefront.orders.status import status_of
from storefront.orders.sums import sums_of
from storefront.orders.timeline import public_timeline
from storefront.receipts import comprobante

__all__ = ["blueprint", "checks", "coupon_checks", "jobs", "payable"]  # they register themselves

blueprint = Blueprint("orders", __name__)


@blueprint.get("/finalizar")
def checkout() -> ResponseReturnValue:
    """The form; an empty cart is told so on its own page."""
    sale = look()
    return _page(OrderKeys(), sale, fresh_fields(sale)) if sale.cart.buyable else _to_cart()


@blueprint.post("/finalizar")
def place() -> ResponseReturnValue:
    """One order per form key; whatever is wrong comes back with everything typed."""
    form = CheckoutForm()
    already = placed(db.session(), form.form_key.data or "")
    if already is not None:
        return _to_payment(already)
    sale = _asked(form)
    if not sale.cart.buyable:
        return _to_cart()
    if not form.validate():
        return _form_page(form, sale)
    seen = sale.was_seen(form.seen.data or "", Delivery(form.delivery.data))
    if not seen or form.form_key.data != basket.form_key():
        return _changed(form, sale)
    try:
        order = place_order(_draft(form, sale))
    except stock.SoldOut as error:
        return _sold_out(form, error)
    except coupons.Gone:
        db.session.rollback()  # what this request read of the coupon is old by now
        return _changed(form, _asked(form))
    basket.forget()
    return _to_payment(order)


@blueprint.get("/pedido/<link>")
def show(link: str) -> ResponseReturnValue:
    """Status, timeline, lines, and the way to pay; it writes nothing."""
    order = _opened(link)
    return render_template(
        "orders/order.html",
        order=order,
        link=link,
        pay_url=nequi.pay_url("order", str(order.id)),
        sums=sums_of(order),
        status=status_of(order),
        entries=public_timeline(order),
        cancel_form=_cancel_form(order),
        proofs=nequi.payments(kind="order", key=str(order.id), states=[State.APPROVED]),
    )


@blueprint.post("/pedido/<link>/anular")
@csrf.exempt  # type: ignore[untyped-decorator] # LinkForm carries its own stateless proof
def cancel(link: str) -> ResponseReturnValue:
    """Cancel an order that nobody has paid; a request that still asks is withdrawn first."""
    order = _opened(link)
    if not CancelForm(link=order.id, purpose="cancel-order").validate_on_submit():
        abort(400)
    closing.cancel(order.id, by=BUYER)
    return redirect(url_for("orders.show", link=link), 303)


@blueprint.get("/pedido/<link>/comprobante/<message_id>")
def proof(link: str, message_id: str) -> ResponseReturnValue:
    """The comprobante of a payment of this order, and of no other."""
    mine = {"message_id": message_id, "kind": "order", "key": str(_opened(link).id),
            "means": Means.NEQUI}  # fmt: skip
    booking = db.session.scalar(select(Booking).filter_by(**mine)) or abort(404)
    return comprobante.answer(booking)


def _cancel_form(order: Order) -> CancelForm | None:
    if not closing.cancellable(order, by=BUYER):
        return None
    return CancelForm(link=order.id, purpose="cancel-order")


def _opened(link: str) -> Order:
    try:
        order = db.session.get(Order, int(nequi.open_link(link, PURPOSE).subject))
    except BadLink as error:
        abort(410 if error.expired else 404)
    return order or abort(404)


def _draft(form: CheckoutForm, sale: Sale) -> Draft:
    return Draft(
        form_key=basket.form_key(),
        sale=sale,
        buyer=form.buyer(),
        consent_text=consent.sentence(merchant().name),
        consent_version=consent.VERSION,
    )


def _form_page(form: CheckoutForm, sale: Sale, notice: str = "") -> str:
    return _page(form, sale, fields_of(form, sale), notice)


def _page(form: OrderKeys, sale: Sale, fields: Markup, notice: str = "") -> str:
    form.form_key.data, form.seen.data = basket.form_key(), sale.seen()
    return render_template(
        "checkout/checkout.html",
        form=form,
        fields=fields,
        cart=sale.cart,
        coupon=sale.coupon,
        uncounted=why_not(sale.coupon) if sale.coupon else "",
        notice=notice,
        home=sale.sums(Delivery.HOME),
        pickup=sale.sums(Delivery.PICKUP),
        closed=nequi.is_open(),
    )


def _asked(form: CheckoutForm) -> Sale:
    """The cart on its way to the place that the form says."""
    return look(form.department.data or "", form.city.data or "")


def _changed(form: CheckoutForm, sale: Sale) -> ResponseReturnValue:
    """Not what the shopper saw: show what it is now, and ask again."""
    seen = form.seen.data or ""
    if sale.was_seen(seen, Delivery.PICKUP) and not sale.was_seen(seen, Delivery.HOME):
        return _form_page(form, sale, _("El envío a %(city)s cuesta %(price)s. "
                                        "Revisa el total y continúa.", city=form.city.data,
                                        price=format_cents(sale.home)))  # fmt: skip
    return _form_page(form, sale, _("Tu pedido cambió mientras llenabas el formulario. "
                                    "Revisa el total y continúa."))  # fmt: skip


def _sold_out(form: CheckoutForm, error: stock.SoldOut) -> ResponseReturnValue:
    """Somebody else was faster: name what is gone, show what is left."""
    offers = catalog.offers(error.variant_ids).values()
    names = _(" y ").join(offer.full_name for offer in offers) or _("un producto")
    sale = _asked(form)
    if not sale.cart.buyable:
        return _to_cart()
    return _form_page(form, sale, _("Se agotó %(names)s mientras pagabas. "
                                    "Revisa cómo queda tu pedido.", names=names))  # fmt: skip


def _to_cart() -> ResponseReturnValue:
    return redirect(url_for("cart.show"), 303)


def _to_payment(order: Placed) -> ResponseReturnValue:
    """The payment page while Nequi is open, else the order's page."""
    if order.payable_now and nequi.is_open() is None:
        return redirect(nequi.pay_url("order", str(order.order_id)), 303)
    return redirect(url_for("orders.show", link=nequi.link_token(order.link_id, PURPOSE)), 303)
