"""The cruce's own consecutive: CS-0001, without gaps, as receipts have theirs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storefront.numbering import take
from storefront.receipts import rules, series
from storefront.receipts.models import ReceiptSeries

NAME = "Cruces de saldo a favor"


def take_number(s: Session) -> tuple[int, str]:
    """The next one; a rollback gives it back."""
    series.ensure(s, code=series.OWN, name=NAME)
    sequence = take(s, ReceiptSeries, series.OWN)
    return sequence, rules.number(series.OWN, sequence)
