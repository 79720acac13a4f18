"""What a receipt says of each debt, and how numbers look. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from storefront.debts.withholding import NOTHING, Withheld
from storefront.money import ZERO, Cents


@dataclass(frozen=True)
class Line:
    """One debt on a receipt; ``debt_id`` None: credit.

    Owed before = applied + withheld + adjusted + left.
    """

    debt_id: int | None
    label: str
    cents: Cents
    owed: Cents = ZERO
    adjusted: Cents = ZERO
    issued_on: date | None = None
    withheld: Withheld = NOTHING

    @property
    def left(self) -> Cents:
        """Accounting balance after this receipt."""
        return Cents(max(0, self.owed - self.cents - self.withheld.total - self.adjusted))


def number(series: str, sequence: int) -> str:
    """``RC-0231``."""
    return f"{series}-{sequence:04d}"


def kind(lines: Sequence[Line]) -> str:
    """ "invoice" when every line settles an issued document, else "advance" (anticipo)."""
    issued = all(line.debt_id is not None and line.issued_on is not None for line in lines)
    return "invoice" if lines and issued else "advance"
