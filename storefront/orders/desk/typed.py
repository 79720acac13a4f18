"""What a person at the merchant's desk types as the products of an order: rows of text.

Pure: the rows are held against the shelf; what does not fit says why in its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from storefront.cart.rules import MOST_LINES, MOST_PIECES, Cart, Wanted, look
from storefront.catalog.offers import Card, Offer, fold
from storefront.catalog.searching import WORD, search

FIRST_ROWS = 3
MORE_ROWS = 3
SURE = 3
"""From so many letters on, the beginning of words that fit one variant alone means it."""
NAMED = 4
"""So many products that fit are named before the rest is only counted."""


@dataclass(frozen=True)
class Row:
    """One line as typed; ``error`` is the sentence under it."""

    product: str = ""
    quantity: str = "1"
    error: str = ""

    @property
    def empty(self) -> bool:
        return not self.product


def rows_of(products: Sequence[str], quantities: Sequence[str]) -> list[Row]:
    """The rows that a form sent, without those that nobody filled."""
    pairs = zip(products, [*quantities, *[""] * len(products)], strict=False)
    rows = [Row(" ".join(product.split())[:200], quantity.strip()[:6])
            for product, quantity in pairs]  # fmt: skip
    return [row for row in rows if not row.empty][:MOST_LINES]


def padded(rows: Sequence[Row], more: bool = False) -> list[Row]:
    """The same with empty ones after them, to type into."""
    want = max(FIRST_ROWS, len(rows) + (MORE_ROWS if more else 0))
    return [*rows, *[Row()] * (min(want, MOST_LINES) - len(rows))]


def choices(cards: Iterable[Card]) -> list[tuple[str, Offer]]:
    """What the list under a row's field offers: the text that names one variant."""
    return [(name_of(offer), offer) for card in cards for offer in card.offers]


def name_of(offer: Offer) -> str:
    """``MUG-01 · Taza de barro, crema``."""
    return f"{offer.sku} · {offer.full_name}"


def meant(row: Row, cards: Sequence[Card]) -> Offer | Row:
    """The variant that a row means, or the row with the reason why none is meant.

    An order is made from it at once, so a guess (a slip of the finger, a word of the description)
    is only proposed.
    """
    offers = [offer for card in cards for offer in card.offers]
    typed = fold(row.product)
    for name in (name_of, _sku, _full_name):
        exact = [offer for offer in offers if fold(name(offer)) == typed]
        if len(exact) == 1:
            return exact[0]
    called = [offer for offer in offers if _begins(typed, offer)]
    if len(called) == 1 and len(typed) >= SURE:
        return called[0]
    close = called or [offer for card in search(cards, typed).cards for offer in card.offers]
    return replace(row, error=_which(close))


def counted(row: Row) -> int | None:
    """How many pieces a row asks for; None for what is no such number."""
    text = row.quantity
    count = int(text) if text.isascii() and text.isdigit() else 0
    return count if 1 <= count <= MOST_PIECES else None


def held(wishes: Mapping[int, int], offers: Mapping[int, Offer]) -> Cart:
    """A cart of what was asked for at today's prices."""
    asked = [Wanted(variant_id, count, offers[variant_id].unit)
             for variant_id, count in wishes.items() if variant_id in offers]  # fmt: skip
    return look(asked, offers)


def missing(offer: Offer | None) -> str:
    """Why a row's pieces are not to be had."""
    if offer is None or offer.sold_out:
        return str(_("Está agotado."))
    return str(_("Quedan %(count)s und.", count=offer.available))


def bad_count() -> str:
    return str(_("Escribe cuántos, de 1 a %(most)s.", most=MOST_PIECES))


def _sku(offer: Offer) -> str:
    return offer.sku


def _full_name(offer: Offer) -> str:
    return offer.full_name


def _begins(typed: str, offer: Offer) -> bool:
    """Whether every typed word begins a word of its code or name."""
    name = WORD.findall(fold(name_of(offer)))
    words = WORD.findall(typed)
    return bool(words) and all(any(told.startswith(word) for told in name) for word in words)


def _which(near: Sequence[Offer]) -> str:
    if not near:
        return str(_("No hay un producto así."))
    if len(near) == 1:
        return str(_("¿Es %(name)s? Escríbelo así.", name=name_of(near[0])))
    named = "; ".join(offer.full_name for offer in near[:NAMED])
    rest = len(near) - NAMED
    more = _(" y %(count)s más", count=rest) if rest > 0 else ""
    return str(_("Hay varios así: %(names)s%(more)s. Escribe el código o el nombre completo.",
                 names=named, more=more))  # fmt: skip
