"""How money meets debts: payable, whole pesos, allocation, adjustment. Pure; centavos are int."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storefront.debts.withholding import NOTHING, Withheld
from storefront.money import Cents

PESO = 100  # centavos in one peso


@dataclass(frozen=True)
class Share:
    """What one debt is to receive, in centavos, and what its payer keeps of it."""

    debt_id: int
    cents: Cents
    withheld: Withheld = NOTHING


@dataclass(frozen=True)
class Split:
    """How a capture is divided: shares per debt, and the rest that becomes saldo a favor."""

    shares: tuple[Share, ...]
    credit: Cents


def payable(balance: Cents, pending: Cents) -> Cents:
    """Accounting balance less the allocations that have no receipt yet; never below zero."""
    return Cents(max(0, balance - pending))


def askable(payable_cents: Cents) -> Cents:
    """The part of a payable that can be asked: whole pesos, rounded down, in centavos."""
    return Cents(payable_cents - payable_cents % PESO)


def allocate(shares: Sequence[Share], payables: Mapping[int, Cents], captured: Cents) -> Split:
    """Give each debt the smaller of its frozen share and its payable, in the frozen order.

    Never hands out more than ``captured``; what no debt takes is credit (money.md,
    "What the host is told"). It never goes onto debts outside ``shares``.
    """
    left, given, room = captured, [], dict(payables)
    for share in shares:
        cents = Cents(min(share.cents, room.get(share.debt_id, 0), left))
        if cents > 0:
            given.append(Share(share.debt_id, cents))
            room[share.debt_id] = Cents(room[share.debt_id] - cents)
            left = Cents(left - cents)
    return Split(tuple(given), left)


def residue(payable_cents: Cents) -> Cents:
    """What is closed as *ajuste al peso*: a payable between zero and one peso, else 0."""
    return payable_cents if 0 < payable_cents < PESO else Cents(0)


def bears(payable_cents: Cents, given: Cents, kept: Withheld) -> Withheld:
    """``kept``, if a debt that owes ``payable_cents`` and is given ``given`` still bears it.

    A retention is taken whole or not at all, and only beside money: never below zero.
    """
    room = payable_cents - given
    return kept if given > 0 and kept.total <= room else NOTHING
