"""The cart's page: what it holds, what changed, how to change it."""

from __future__ import annotations

from flask import Blueprint, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from storefront.cart import basket
from storefront.cart.rules import MOST_PIECES, Cart, CartLine, Wanted
from storefront.orders import shipping

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
    return _page(basket.now(), {})


@blueprint.post("/carrito")
def change() -> ResponseReturnValue:
    """Take the quantities as typed, or drop the line whose button was pressed."""
    cart = basket.now()
    dropped = request.form.get("remove", "")
    asked = {line.offer.variant_id: _asked(line, dropped) for line in cart.lines}
    wrong = {key: text for key, text in asked.items() if not _is_quantity(text)}
    if wrong:
        return _page(cart, wrong)
    basket.replace([_wanted(line, int(asked[line.offer.variant_id])) for line in cart.lines])
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


def _page(cart: Cart, wrong: dict[int, str]) -> str:
    return render_template(
        "cart/cart.html", cart=cart, wrong=wrong, form=FlaskForm(), shipping=shipping.FLAT
    )
