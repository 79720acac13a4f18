"""A cart looked at again: what it holds now and what changed since it was filled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storefront.catalog.offers import Offer
from storefront.money import Cents
from storefront.orders.rules import PricedLine

MOST_PIECES = 99
"""Pieces of one variant in one cart."""
MOST_LINES = 30
"""Different variants in one cart; the session cookie has 4 KB."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the shopper put in: ``seen`` is the price that stood there then."""

    variant_id: int
    quantity: int
    seen: Cents


@dataclass(frozen=True, slots=True)
class CartLine:
    """One line as it stands now; ``quantity`` is never more than there is."""

    offer: Offer
    wanted: int
    quantity: int
    was: Cents | None

    @property
    def gone(self) -> bool:
        return self.quantity == 0

    @property
    def short(self) -> bool:
        return 0 < self.quantity < self.wanted

    @property
    def total(self) -> Cents:
        return Cents(self.offer.unit * self.quantity)


@dataclass(frozen=True, slots=True)
class Cart:
    """All lines, and how many the shop no longer sells at all (``vanished``)."""

    lines: tuple[CartLine, ...]
    vanished: int = 0

    @property
    def buyable(self) -> tuple[CartLine, ...]:
        return tuple(line for line in self.lines if not line.gone)

    @property
    def changed(self) -> bool:
        return self.vanished > 0 or any(
            line.gone or line.short or line.was is not None for line in self.lines
        )

    @property
    def total(self) -> Cents:
        return Cents(sum(line.total for line in self.lines))

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    def priced(self) -> list[PricedLine]:
        """The lines that can be bought, ready for the order's sums."""
        return [
            PricedLine(line.offer.unit, line.quantity, line.offer.vat_percent)
            for line in self.buyable
        ]

    def digest(self, *more: int) -> str:
        """A short name of exactly this content and these prices, and of ``more`` amounts."""
        facts = [(x.offer.variant_id, x.quantity, x.offer.unit) for x in self.buyable]
        return hashlib.sha256(repr((facts, more)).encode()).hexdigest()[:20]


def look(wanted: Iterable[Wanted], offers: Mapping[int, Offer]) -> Cart:
    """Hold what was wanted against what is offered now."""
    wishes = list(wanted)
    lines = [_line(wish, offers[wish.variant_id]) for wish in wishes if wish.variant_id in offers]
    return Cart(tuple(lines), vanished=len(wishes) - len(lines))


def _line(wish: Wanted, offer: Offer) -> CartLine:
    return CartLine(
        offer=offer,
        wanted=wish.quantity,
        quantity=max(0, min(wish.quantity, offer.available)),
        was=wish.seen if wish.seen != offer.unit else None,
    )


def clamp(quantity: int) -> int:
    """A quantity that one line may have."""
    return max(0, min(quantity, MOST_PIECES))
