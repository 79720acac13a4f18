"""What a coupon takes off, or why it takes off nothing: no Flask, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storefront.catalog.offers import fold
from storefront.money import ZERO, Cents

PESO = 100
"""Centavos in one peso: what an order must at least leave to pay (money.md)."""
MOST_PERCENT = 99


class Why(StrEnum):
    """Why a coupon takes nothing off; the pages have a sentence for each."""

    UNKNOWN = "unknown"
    OFF = "off"
    EARLY = "early"
    LATE = "late"
    SPENT = "spent"
    SMALL = "small"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Terms:
    """A coupon as it stands now. ``most_uses`` 0: as often as anybody likes.

    ``percent`` counts where it is not 0, else ``off``; both days are included and Colombian.
    ``version`` rises with every change of the merchant's.
    """

    coupon_id: int
    code: str
    version: int
    percent: int
    off: Cents
    smallest: Cents
    starts_on: date | None
    ends_on: date | None
    most_uses: int
    used: int
    active: bool

    def takes(self, goods: Cents) -> Cents:
        """What it takes off products of that price: whole pesos, half up, never more than all."""
        share = (goods * self.percent + 50 * PESO) // (100 * PESO) * PESO
        return Cents(min(share if self.percent else self.off, goods))

    def why_not(self, goods: Cents, today: date) -> Why | None:
        """Why it takes nothing off products of that price today, or None."""
        refused = {
            Why.OFF: not self.active,
            Why.EARLY: self.starts_on is not None and today < self.starts_on,
            Why.LATE: self.ends_on is not None and today > self.ends_on,
            Why.SPENT: 0 < self.most_uses <= self.used,
            Why.SMALL: goods < self.smallest,
            Why.WHOLE: goods - self.takes(goods) < PESO,
        }
        return next((why for why, so in refused.items() if so), None)


@dataclass(frozen=True, slots=True)
class Applied:
    """A code held against a cart: ``discount`` is what comes off, 0 where ``why`` says why not.

    ``goods`` is the price of the products that it was held against.
    """

    code: str
    terms: Terms | None
    goods: Cents
    discount: Cents = ZERO
    why: Why | None = None


def apply(code: str, terms: Terms | None, goods: Cents, today: date) -> Applied:
    """``terms`` is None for a code of no coupon."""
    why = Why.UNKNOWN if terms is None else terms.why_not(goods, today)
    if terms is None or why is not None:
        return Applied(terms.code if terms else code, terms, goods, why=why)
    return Applied(terms.code, terms, goods, terms.takes(goods))


def key_of(code: str) -> str:
    """``Navidad-Año 26`` → ``navidadano26``: case, accents, spaces and dashes do not matter."""
    return "".join(sign for sign in fold(code) if sign.isalnum())[:30]
