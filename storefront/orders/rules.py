"""Totals of an order: pure arithmetic on centavos, no Flask, no database.

Prices have IVA included. A discount is shared out over the lines and lowers each one's price
before tax is taken out of it (Estatuto Tributario, art. 454). Shipping is accessory to the
sale: its amount is shared out over the lines and carries each line's rate (art. 447). Base and
IVA are rounded half up per line, to the centavo; IVA is what the line costs less its base, so that
every sum adds up exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storefront.money import ZERO, Cents


@dataclass(frozen=True, slots=True)
class PricedLine:
    """``quantity`` pieces at ``unit`` centavos, IVA at ``vat_percent`` included."""

    unit: Cents
    quantity: int
    vat_percent: int

    @property
    def total(self) -> Cents:
        return Cents(self.unit * self.quantity)


@dataclass(frozen=True, slots=True)
class Rate:
    """What an order holds of one IVA rate, its part of the shipping included."""

    percent: int
    base: Cents
    vat: Cents


@dataclass(frozen=True, slots=True)
class Totals:
    """``lines - discount + shipping = base + vat + apart = total``; ``rates`` stand in rising
    order. ``apart`` is the shipping where its carrier bills it, else 0."""

    lines: Cents
    discount: Cents
    shipping: Cents
    base: Cents
    vat: Cents
    total: Cents
    rates: tuple[Rate, ...]
    apart: Cents = ZERO

    def shown(self) -> tuple[Cents, tuple[Rate, ...]]:
        """Base and IVA lines in whole pesos that still add up to a whole total."""
        parts = [self.base, *(rate.vat for rate in self.rates)]
        base, *vats = _whole(parts) if (self.total - self.apart) % 100 == 0 else parts
        pairs = zip(self.rates, vats, strict=True)
        return base, tuple(Rate(rate.percent, rate.base, vat) for rate, vat in pairs)


def totals(
    lines: Sequence[PricedLine], shipping: Cents, discount: Cents = ZERO, *, apart: bool = False
) -> Totals:
    """The sums of ``lines`` with ``discount`` and ``shipping`` shared out over them.

    ``apart``: the carrier bills the freight itself, so that it stands beside base and IVA.
    Raises ValueError without lines, with a negative amount, or with a discount of more than
    the lines cost.
    """
    if not lines or shipping < 0 or any(line.unit < 0 or line.quantity < 1 for line in lines):
        raise ValueError("an order has lines, quantities of at least one and no negative amount")
    goods = sum(line.total for line in lines)
    if not 0 <= discount <= goods:
        raise ValueError(f"a discount of {discount} on products of {goods}")
    prices = less(discount, [line.total for line in lines])
    shares = share_out(ZERO if apart else shipping, prices)
    bases: dict[int, int] = {}
    vats: dict[int, int] = {}
    for line, price, share in zip(lines, prices, shares, strict=True):
        base, vat = split_vat(Cents(price + share), line.vat_percent)
        bases[line.vat_percent] = bases.get(line.vat_percent, 0) + base
        vats[line.vat_percent] = vats.get(line.vat_percent, 0) + vat
    return Totals(
        lines=Cents(goods),
        discount=discount,
        shipping=shipping,
        base=Cents(sum(bases.values())),
        vat=Cents(sum(vats.values())),
        total=Cents(goods - discount + shipping),
        rates=tuple(Rate(p, Cents(bases[p]), Cents(vats[p])) for p in sorted(bases)),
        apart=shipping if apart else ZERO,
    )


def split_vat(gross: Cents, percent: int) -> tuple[Cents, Cents]:
    """Base and IVA of an amount that has IVA at ``percent`` included; the base half up."""
    base = (2 * gross * 100 + 100 + percent) // (2 * (100 + percent))
    return Cents(base), Cents(gross - base)


def less(discount: Cents, prices: Sequence[Cents]) -> Sequence[Cents]:
    """``prices`` after ``discount``, in proportion; none falls below zero while their sum does not.

    Raises nothing: a discount is never more than the prices' sum.
    """
    if not discount:
        return prices
    shares = share_out(discount, prices)
    return [Cents(price - share) for price, share in zip(prices, shares, strict=True)]


def share_out(amount: Cents, weights: Sequence[int]) -> list[Cents]:
    """``amount`` in proportion to ``weights``, to the centavo; the sum is exact.

    What integer division leaves goes to the largest remainders, earlier ones first. When all
    weights are zero the first one takes everything.
    """
    whole = sum(weights)
    if whole == 0:
        return [amount, *(Cents(0) for _ in weights[1:])]
    shares = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda at: -remainders[at])
    for at in order[: amount - sum(shares)]:
        shares[at] += 1
    return [Cents(share) for share in shares]


def _whole(parts: Sequence[Cents]) -> list[Cents]:
    """Whole pesos near ``parts`` with the same sum: largest fractions are rounded up."""
    floors = [part // 100 for part in parts]
    order = sorted(range(len(parts)), key=lambda at: -(parts[at] % 100))
    for at in order[: sum(parts) // 100 - sum(floors)]:
        floors[at] += 1
    return [Cents(floor * 100) for floor in floors]
