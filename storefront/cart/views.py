"""The cart's page: what it holds, what changed, how to change it, and a coupon for it."""

from __future__ import annotations

from flask import Blueprint, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from storefront.accounts.service import note_failure, throttled
from storefront.cart import basket
from storefront.cart.rules import MOST_PIECES, Cart, CartLine, Wanted
from storefront.company.gate import merchant
from storefront.coupons.rules import Why, key_of
from storefront.coupons.service import applied
from storefront.coupons.words import why_not
from storefront.db import db
from storefront.orders.checkout.places import DEPARTMENTS
from storefront.orders.checkout.sale import Sale, look, sale_of

blueprint = Blueprint("cart", __name__)


@blueprint.app_context_processor
def cart_facts() -> dict[str, object]:
    """The number beside the cart's icon, and where it leads."""
    if not has_request_context():  # a mail is being rendered
        return {}
    return {"cart_count": basket.count(), "cart_url": url_for("cart.show")}


@blueprint.get("/carrito")
def show() -> ResponseReturnValue:
    """The lines with today's prices and stock."""
    return _page(look(), {})


@blueprint.post("/carrito")
def change() -> ResponseReturnValue:
    """Take the quantities as typed, or drop the line whose button was pressed."""
    sale = look()
    cart = sale.cart
    dropped = request.form.get("remove", "")
    asked = {line.offer.variant_id: _asked(line, dropped) for line in cart.lines}
    wrong = {key: text for key, text in asked.items() if not _is_quantity(text)}
    if wrong:
        return _page(sale, wrong)
    basket.replace([_wanted(line, int(asked[line.offer.variant_id])) for line in cart.lines])
    return redirect(url_for("cart.show"), 303)


@blueprint.post("/carrito/cupon")
def coupon() -> ResponseReturnValue:
    """Hold a code against the cart; one that takes nothing off is said by its field.

    Codes of no coupon are counted against the address: nobody finds one by trying.
    """
    if request.form.get("remove_coupon"):
        basket.keep_coupon("")
        return redirect(url_for("cart.show"), 303)
    cart, code = basket.now(), " ".join(request.form.get("coupon", "").split())[:60]
    if not key_of(code):
        return _refused(cart, code, _("Escribe el código de tu cupón."))
    guesser = {f"coupon:{request.remote_addr}"}
    if throttled(guesser):
        return _refused(cart, code, _("Van muchos cupones errados. Espera quince minutos."), 429)
    held = applied(code, cart.total)
    if held is None or held.why is Why.UNKNOWN:
        db.session.rollback()  # a writer must not wait for this request's own read
        note_failure(guesser)
    if held is None or held.why is not None:
        return _refused(cart, code, why_not(held) if held else "")
    basket.keep_coupon(held.code)
    return redirect(url_for("cart.show"), 303)


def _refused(cart: Cart, code: str, sentence: str, status: int = 422) -> ResponseReturnValue:
    """The page with what was typed; a coupon that counted before still does."""
    before = applied(basket.coupon(), cart.total)
    return _page(sale_of(cart, before, *basket.destination()), {}, code, sentence), status


@blueprint.post("/carrito/envio")
def destination() -> ResponseReturnValue:
    """Remember where the order goes, and show what its delivery costs."""
    department = request.form.get("department", "")
    if department not in DEPARTMENTS:
        return _page(look(), {}, misplaced=_("Elige el departamento de la entrega.")), 422
    basket.keep_destination(department, " ".join(request.form.get("city", "").split())[:80])
    return redirect(url_for("cart.show"), 303)


def _asked(line: CartLine, dropped: str) -> str:
    key = str(line.offer.variant_id)
    if dropped == key or line.gone:
        return "0"
    return request.form.get(f"quantity-{key}", str(line.quantity)).strip()


def _is_quantity(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5 and int(text) <= MOST_PIECES


def _wanted(line: CartLine, quantity: int) -> Wanted:
    """The line as the shopper has now seen it: at today's price."""
    return Wanted(line.offer.variant_id, quantity, line.offer.unit)


def _page(
    sale: Sale, wrong: dict[int, str], code: str = "", refused: str = "", misplaced: str = ""
) -> str:
    return render_template(
        "cart/cart.html",
        cart=sale.cart,
        wrong=wrong,
        coupon=sale.coupon,
        uncounted=why_not(sale.coupon) if sale.coupon else "",
        code=code,
        refused=refused,
        form=FlaskForm(),
        shipping=sale.home,
        tariff=merchant().tariff,
        place=basket.destination(),
        departments=DEPARTMENTS,
        misplaced=misplaced,
    )
