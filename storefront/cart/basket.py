"""The cart in the session cookie: ``[variant id, quantity, price seen]`` per line, and a code.

It holds no amount that anybody is charged: prices are read anew at every look. The form key
lives beside it, the same in every tab, so that one filled cart becomes one order.
"""

from __future__ import annotations

import secrets

from flask import session

from storefront.cart.rules import MOST_LINES, Cart, Wanted, clamp, look
from storefront.catalog import service as catalog
from storefront.money import Cents

_CART = "cart"
_KEY = "checkout_key"
_COUPON = "coupon"
_PLACE = "ship_to"


def wanted() -> list[Wanted]:
    """What the shopper put in, oldest line first."""
    stored: list[list[int]] = session.get(_CART, [])
    return [Wanted(line[0], line[1], Cents(line[2])) for line in stored]


def count() -> int:
    """Pieces in the cart, without asking the database."""
    return sum(wish.quantity for wish in wanted())


def now() -> Cart:
    """The cart with today's prices and stock; one query, none when it is empty."""
    wishes = wanted()
    return look(wishes, catalog.offers(wish.variant_id for wish in wishes))


def add(variant_id: int, quantity: int, price: Cents) -> bool:
    """Put more of a variant in; False when the cart has no room for another line."""
    lines = {wish.variant_id: wish for wish in wanted()}
    if variant_id not in lines and len(lines) >= MOST_LINES:
        return False
    before = lines[variant_id].quantity if variant_id in lines else 0
    lines[variant_id] = Wanted(variant_id, before + quantity, price)
    replace(list(lines.values()))
    return True


def replace(lines: list[Wanted]) -> None:
    """Keep exactly ``lines``; those of no quantity go."""
    session[_CART] = [
        [x.variant_id, clamp(x.quantity), int(x.seen)] for x in lines if x.quantity > 0
    ]


def coupon() -> str:
    """The code that the shopper typed, or an empty text."""
    return str(session.get(_COUPON, ""))


def keep_coupon(code: str) -> None:
    """Remember a code; an empty one forgets what was there."""
    session[_COUPON] = code
    if not code:
        session.pop(_COUPON)


def destination() -> tuple[str, str]:
    """Department and city where the shopper wants it, as she last said; empty texts before."""
    department, city = session.get(_PLACE, ("", ""))
    return str(department), str(city)


def keep_destination(department: str, city: str) -> None:
    """Remember where it goes, beyond this cart."""
    session[_PLACE] = [department, city]


def form_key() -> str:
    """The one-time key of the order that this cart will become."""
    if _KEY not in session:
        session[_KEY] = secrets.token_urlsafe(16)
    return str(session[_KEY])


def forget() -> None:
    """Empty the cart; the next one gets a new key."""
    session.pop(_CART, None)
    session.pop(_KEY, None)
    session.pop(_COUPON, None)
