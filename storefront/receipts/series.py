"""The numbering series that every shop starts with."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from wtforms.fields.choices import SelectChoice

from storefront.db import AnySession, db
from storefront.receipts.models import ReceiptSeries

FIRST, NAME = "RC", "Recibos de caja"
OWN = "CS"
"""The series of the cruces de saldo a favor: no receipt takes a number of it."""


def ensure(s: AnySession, *, start: int = 1, code: str = FIRST, name: str = NAME) -> None:
    """Inside a unit of work: the series exists; ``start`` counts only when it is new.

    Two first receipts at once make it once: whoever comes second takes the other's.
    """
    if s.get(ReceiptSeries, code) is None:
        with suppress(IntegrityError), s.begin_nested():
            s.add(ReceiptSeries(code=code, name=name, next=start))


def take(s: AnySession, code: str) -> int:
    """The next number; the row stays locked until commit and a rollback gives it back.

    Raises LookupError for an unknown series.
    """
    taken = s.scalar(
        update(ReceiptSeries)
        .where(ReceiptSeries.code == code)
        .values(next=ReceiptSeries.next + 1)
        .returning(ReceiptSeries.next)
    )
    if taken is None:
        raise LookupError(f"receipt series {code}")
    return int(taken) - 1


def choices() -> list[SelectChoice]:
    """Code and words of each series; a shop without receipts already offers its first one."""
    rows = db.session.scalars(select(ReceiptSeries).order_by(ReceiptSeries.code))
    known = [(row.code, row.name) for row in rows if row.code != OWN] or [(FIRST, NAME)]
    return [SelectChoice(code, f"{code} · {name}") for code, name in known]
