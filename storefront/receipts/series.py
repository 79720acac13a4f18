"""The numbering series that every shop starts with."""

from __future__ import annotations

from storefront.debts.reading import AnySession
from storefront.receipts.models import ReceiptSeries

FIRST = "RC"


def ensure(s: AnySession, *, start: int = 1) -> None:
    """Inside a unit of work: the series RC exists; ``start`` counts only when it is new."""
    if s.get(ReceiptSeries, FIRST) is None:
        s.add(ReceiptSeries(code=FIRST, name="Recibos de caja", next=start))
