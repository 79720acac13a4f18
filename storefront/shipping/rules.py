"""A merchant's shipping tariff: no Flask, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from storefront.catalog.offers import fold
from storefront.money import ZERO, Cents

USUAL = Cents(1_200_000)
"""What a shop that said nothing charges: 12,000 pesos with IVA, to any city."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The price to one city, or to a whole department where ``city`` is empty."""

    department: str
    city: str
    price: Cents


@dataclass(frozen=True, slots=True)
class Tariff:
    """``free_from`` is the price of products from which delivery costs nothing, 0 for never.

    ``pickup``: buyers may fetch their order. ``apart``: the carrier bills the freight itself, so
    that it is no part of the sale's base.
    """

    usual: Cents = USUAL
    free_from: Cents = ZERO
    rates: tuple[Rate, ...] = ()
    pickup: bool = True
    apart: bool = False

    @property
    def lowest(self) -> Cents:
        """The least that a delivery may cost, but for orders that are delivered free."""
        return min([self.usual, *(rate.price for rate in self.rates)])

    @property
    def varies(self) -> bool:
        """Whether where it goes changes the price."""
        return any(rate.price != self.usual for rate in self.rates)

    def price(self, goods: Cents, department: str, city: str) -> Cents:
        """The delivery of products of that price: by its city, else department, else as usual."""
        if 0 < self.free_from <= goods:
            return ZERO
        if not self.rates:
            return self.usual
        return self._to(key(department), key(city))

    def _to(self, department: str, city: str) -> Cents:
        fitting = {
            key(rate.city): rate.price for rate in self.rates if key(rate.department) == department
        }
        return fitting.get(city, fitting.get("", self.usual))


@lru_cache(maxsize=2000)
def _plain(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


def key(place: str) -> str:
    """``San Andrés`` and ``san andres`` are the same place."""
    return _plain(place[:80])


def rates_of(stored: Iterable[Any] | None) -> tuple[Rate, ...]:
    """The rows ``[department, city, centavos]`` of a stored tariff."""
    return tuple(Rate(department, city, Cents(price)) for department, city, price in stored or ())
