"""What the lines of a document sum up to: arithmetic on centavos, no database.

Unit values are without IVA. Base and IVA are rounded half up per line, to the centavo, as an
electronic invoice does it; a rate's sum is the sum of its lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

from storefront.money import Cents

PIECE = 1000
"""A quantity of one, in thousandths."""
MOST_PIECES = 1_000_000 * PIECE
MOST = Cents(10**14)
"""A million millions of pesos: far beyond any document, far below what a column holds."""

_QUANTITY = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,7})(?:,(\d{1,3}))?")


class Vat(StrEnum):
    """How a line stands to IVA. ``EXCLUDED`` is also what a document without electronic
    invoice has on every line: it takes no IVA at all."""

    STANDARD = "19"
    REDUCED = "5"
    ZERO = "0"
    EXCLUDED = "excluded"

    @property
    def percent(self) -> int:
        """What is added to the base, in hundredths."""
        return 0 if self is Vat.EXCLUDED else int(self)

    @property
    def words(self) -> str:
        """What people read where a document has IVA."""
        return str(_("Excluido")) if self is Vat.EXCLUDED else f"{self.percent}\u00a0%"


@dataclass(frozen=True)
class Line:
    """``quantity`` thousandths of something at ``unit`` centavos without IVA."""

    concept: str
    quantity: int
    unit: Cents
    vat: Vat = Vat.EXCLUDED

    @property
    def base(self) -> Cents:
        """What it costs without IVA."""
        return Cents(_half_up(self.quantity * self.unit, PIECE))

    @property
    def tax(self) -> Cents:
        """Its IVA."""
        return Cents(_half_up(self.base * self.vat.percent, 100))


@dataclass(frozen=True)
class Rate:
    """What a document holds of one rate."""

    vat: Vat
    base: Cents
    tax: Cents


@dataclass(frozen=True)
class Totals:
    """``base + tax = total``; ``rates`` stand in the order of ``Vat``."""

    base: Cents
    tax: Cents
    rates: tuple[Rate, ...]

    @property
    def total(self) -> Cents:
        """What the document asks for."""
        return Cents(self.base + self.tax)


def totals(lines: Sequence[Line]) -> Totals:
    """The sums of ``lines``."""
    rates = tuple(_rate(vat, lines) for vat in Vat if any(line.vat is vat for line in lines))
    base, tax = sum(rate.base for rate in rates), sum(rate.tax for rate in rates)
    return Totals(Cents(base), Cents(tax), rates)


def parse_quantity(text: str) -> int | None:
    """``1.200,5`` as 1200500 thousandths, or None; a comma starts the fraction, never 0."""
    match = _QUANTITY.fullmatch(re.sub(r"\s", "", text))
    if match is None:
        return None
    whole, rest = match.group(1).replace(".", ""), (match.group(2) or "0").ljust(3, "0")
    value = int(whole) * PIECE + int(rest)
    return value if 0 < value <= MOST_PIECES else None


def show_quantity(quantity: int) -> str:
    """1200500 thousandths as ``1.200,5``."""
    whole, rest = divmod(quantity, PIECE)
    tail = f"{rest:03d}".rstrip("0")
    return f"{whole:,}".replace(",", ".") + (f",{tail}" if tail else "")


def _rate(vat: Vat, lines: Sequence[Line]) -> Rate:
    mine = [line for line in lines if line.vat is vat]
    return Rate(vat, Cents(sum(line.base for line in mine)), Cents(sum(line.tax for line in mine)))


def _half_up(value: int, by: int) -> int:
    return (2 * value + by) // (2 * by)
