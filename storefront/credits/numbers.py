"""The cruce's own consecutive: CS-0001, without gaps, as receipts have theirs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from storefront.receipts import rules, series

NAME = "Cruces de saldo a favor"


def take_number(s: Session) -> tuple[int, str]:
    """The next one; a rollback gives it back."""
    series.ensure(s, code=series.OWN, name=NAME)
    sequence = series.take(s, series.OWN)
    return sequence, rules.number(series.OWN, sequence)
