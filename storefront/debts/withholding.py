"""Retenciones: what a company that pays keeps for the DIAN and the city. Pure; centavos are int."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.money import ZERO, Cents

PESO = 100
PERCENT = 100_000
"""Thousandths of a percent in the whole."""
PER_MILLE = 1_000_000
"""Thousandths of a per mille in the whole."""


@dataclass(frozen=True)
class Rates:
    """Usual rates of a customer: retefuente (thousandths of a percent of the base), reteIVA (of
    a percent of the IVA) and reteICA (thousandths of a per mille of the base)."""

    income: int = 0
    vat: int = 0
    city: int = 0

    def __bool__(self) -> bool:
        return bool(self.income or self.vat or self.city)


@dataclass(frozen=True)
class Withheld:
    """What is kept of one document: retefuente, reteIVA and reteICA, in whole pesos."""

    income: Cents = ZERO
    vat: Cents = ZERO
    city: Cents = ZERO

    @property
    def total(self) -> Cents:
        """All three."""
        return Cents(self.income + self.vat + self.city)

    def __bool__(self) -> bool:
        return bool(self.total)


NOTHING = Withheld()


def withhold(base: Cents, vat: Cents, rates: Rates) -> Withheld:
    """Each retention rounded to the nearest peso by itself, half a peso up."""
    return Withheld(
        _part(base, rates.income, PERCENT),
        _part(vat, rates.vat, PERCENT),
        _part(base, rates.city, PER_MILLE),
    )


def after_notes(amount: Cents, total: Cents, noted: Cents) -> Cents:
    """Base or IVA of a document of ``total`` that notas crédito took ``noted`` off: its share of
    what is left, half a centavo up. A note says only its value, so it takes of both alike."""
    return Cents((2 * amount * (total - noted) + total) // (2 * total))


def _part(of: Cents, rate: int, whole: int) -> Cents:
    pesos = (2 * of * rate + whole * PESO) // (2 * whole * PESO)
    return Cents(pesos * PESO)
