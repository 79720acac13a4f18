"""The numbering series that every shop starts with."""

from __future__ import annotations

from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from storefront.db import AnySession, db
from storefront.numbering import begin
from storefront.receipts.models import ReceiptSeries

FIRST, NAME = "RC", "Recibos de caja"
OWN = "CS"
"""The series of the cruces de saldo a favor: no receipt takes a number of it."""


def ensure(s: AnySession, *, start: int = 1, code: str = FIRST, name: str = NAME) -> None:
    """Inside a unit of work: the series exists; ``start`` counts only when it is new."""
    begin(s, ReceiptSeries(code=code, name=name, next=start))


def numbered(s: AnySession) -> str:
    """The series that a receipt takes where nobody chooses; empty before the first one."""
    mine = select(ReceiptSeries.code).where(ReceiptSeries.code != OWN)
    return s.scalar(mine.order_by(ReceiptSeries.code).limit(1)) or ""


def choices() -> list[SelectChoice]:
    """Code and words of each series; a shop without receipts already offers its first one."""
    rows = db.session.scalars(select(ReceiptSeries).order_by(ReceiptSeries.code))
    known = [(row.code, row.name) for row in rows if row.code != OWN] or [(FIRST, NAME)]
    return [SelectChoice(code, f"{code} · {name}") for code, name in known]
