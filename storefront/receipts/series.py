"""The numbering series that every shop starts with."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from wtforms.fields.choices import SelectChoice

from storefront.db import db
from storefront.debts.reading import AnySession
from storefront.receipts.models import ReceiptSeries

FIRST, NAME = "RC", "Recibos de caja"


def ensure(s: AnySession, *, start: int = 1) -> None:
    """Inside a unit of work: the series RC exists; ``start`` counts only when it is new.

    Two first receipts at once make it once: whoever comes second takes the other's.
    """
    if s.get(ReceiptSeries, FIRST) is None:
        with suppress(IntegrityError), s.begin_nested():
            s.add(ReceiptSeries(code=FIRST, name=NAME, next=start))


def choices() -> list[SelectChoice]:
    """Code and words of each series; a shop without receipts already offers its first one."""
    rows = db.session.scalars(select(ReceiptSeries).order_by(ReceiptSeries.code))
    known = [(row.code, row.name) for row in rows] or [(FIRST, NAME)]
    return [SelectChoice(code, f"{code} · {name}") for code, name in known]
