"""The numbering series that every shop starts with."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from storefront.db import AnySession, db
from storefront.numbering import begin
from storefront.receipts.models import Receipt, ReceiptSeries

FIRST, NAME = "RC", "Recibos de caja"
OWN = "CS"
"""The series of the cruces de saldo a favor: no receipt takes a number of it."""
THEIRS, THEIR_NAME = "OTRO", "Otro programa"
"""Receipts with another accounting program's number: that is shown, ours only orders them."""
UNSHOWN = (OWN, THEIRS)


def ensure(s: AnySession, *, start: int = 1, code: str = FIRST, name: str = NAME) -> None:
    """Inside a unit of work: the series exists; ``start`` counts only when it is new."""
    begin(s, ReceiptSeries(code=code, name=name, next=start))


def numbered(s: AnySession) -> str:
    """The series that a receipt takes where nobody chooses; empty before the first one."""
    mine = select(ReceiptSeries.code).where(ReceiptSeries.code.not_in(UNSHOWN))
    return s.scalar(mine.order_by(ReceiptSeries.code).limit(1)) or ""


def choices() -> list[SelectChoice]:
    """Code and words of each series; a shop without receipts already offers its first one."""
    rows = db.session.scalars(select(ReceiptSeries).order_by(ReceiptSeries.code))
    known = [(row.code, row.name) for row in rows if row.code not in UNSHOWN] or [(FIRST, NAME)]
    return [SelectChoice(code, f"{code} · {name}") for code, name in known]


def why_not(number: str) -> str | None:
    """Why another program's number cannot be kept, as a sentence, or None."""
    if db.session.scalar(select(Receipt.id).where(Receipt.number == number)) is not None:
        return str(_("Ya hay un recibo con ese número."))
    code = number.rpartition("-")[0].upper()
    if code == FIRST or db.session.get(ReceiptSeries, code) is not None:
        return str(_("Así se numeran los recibos de aquí. Escribe el de tu programa."))
    return None
