"""What the shop's pages show: products and their variants as plain, frozen values."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from storefront.money import Cents

FEW = 5
"""From this many pieces down, the page says how many are left."""
MANY = 99
"""From this many pieces up, no page tells them apart: nobody can put more into a cart's line."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One variant as it can be bought now; ``unit`` has IVA included."""

    variant_id: int
    slug: str
    name: str
    label: str
    sku: str
    image: str
    tile: str
    unit: Cents
    vat_percent: int
    available: int

    @property
    def sold_out(self) -> bool:
        return self.available < 1

    @property
    def few(self) -> bool:
        return 0 < self.available <= FEW

    @property
    def full_name(self) -> str:
        return f"{self.name}, {self.label.lower()}" if self.label else self.name


@dataclass(frozen=True, slots=True)
class Group:
    """A category as the shelf's chips name it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """A product on the shelf with everything that its page tells."""

    product_id: int
    slug: str
    name: str
    detail: str
    maker: str
    description: str
    alt: str
    image: str
    tile: str
    category: str
    category_slug: str
    offers: tuple[Offer, ...]
    more_images: tuple[str, ...] = ()

    @property
    def photos(self) -> tuple[str, ...]:
        """Every picture's path, the first one first."""
        return (self.image, *self.more_images)

    @property
    def sold_out(self) -> bool:
        return all(offer.sold_out for offer in self.offers)

    @property
    def available(self) -> int:
        return sum(offer.available for offer in self.offers)

    @property
    def few(self) -> bool:
        return 0 < self.available <= FEW

    @property
    def first(self) -> Offer:
        """What the page shows chosen: the first variant that can be bought, else the first."""
        return next((offer for offer in self.offers if not offer.sold_out), self.offers[0])

    @property
    def prices_differ(self) -> bool:
        return len({offer.unit for offer in self.offers}) > 1

    @property
    def lowest(self) -> Cents:
        return min(offer.unit for offer in self.offers)


def fold(text: str) -> str:
    """Lower case without accents, so that ``cafe`` finds ``Café``."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
