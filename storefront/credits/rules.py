"""Which saldo a favor pays which document. Pure; centavos are int."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storefront.debts.rules import Share, allocate, askable
from storefront.money import ZERO, Cents


@dataclass(frozen=True)
class Source:
    """Saldo a favor of one payment that nobody used yet."""

    credit_id: int
    cents: Cents


@dataclass(frozen=True)
class Part:
    """What one source gives one debt."""

    credit_id: int
    debt_id: int
    cents: Cents


def available(sources: Iterable[Source]) -> Cents:
    """Their sum."""
    return Cents(sum(source.cents for source in sources))


def proposed(payables: Sequence[tuple[int, Cents]], credit: Cents) -> dict[int, Cents]:
    """Debt → what to use on it: in the given order, whole pesos, never beyond ``credit``.

    ``payables`` are (debt id, payable) pairs; debts that get nothing are missing.
    """
    shares = [Share(debt_id, askable(owed)) for debt_id, owed in payables]
    split = allocate(shares, dict(payables), askable(credit))
    return {share.debt_id: share.cents for share in split.shares}


def spend(sources: Sequence[Source], shares: Sequence[Share]) -> list[Part]:
    """Take ``shares`` from ``sources``, both in the given order.

    Raises ValueError where the sources hold less than the shares ask.
    """
    left = {source.credit_id: source.cents for source in sources}
    parts: list[Part] = []
    for share in shares:
        wanted = share.cents
        for source in sources:
            taken = Cents(min(wanted, left[source.credit_id]))
            if taken > ZERO:
                parts.append(Part(source.credit_id, share.debt_id, taken))
                left[source.credit_id] = Cents(left[source.credit_id] - taken)
                wanted = Cents(wanted - taken)
        if wanted:
            raise ValueError(f"debt {share.debt_id} asks {wanted} centavos more than there are")
    return parts
