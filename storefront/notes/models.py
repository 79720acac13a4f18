"""Rows of notas crédito. Money is int centavos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, UtcDateTime, cents_column
from storefront.money import Cents

SERIES = "NC"
"""Our own; documentos de cobro may not take it (``company/forms.py``)."""
STANDS = text("voided_at IS NULL")
"""Condition of a partial index: among notes that stand, a number names one."""


class CreditNote(Model):
    """One nota crédito: it lowers balance and payable of its debt from ``made_at`` until it is
    undone (``voided_at``).

    ``series`` and ``sequence`` are our number in parts. Both are empty where ``number`` is that
    of the electronic note that another program issued; such a number never begins with "NC-", and
    is free again where it was undone.
    ``form_key`` makes a second press find the first.
    """

    __tablename__ = "credit_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    series: Mapped[str | None] = mapped_column(ForeignKey("document_series.code"))
    sequence: Mapped[int | None]
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"), index=True)
    cents: Mapped[Cents] = cents_column()
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)

    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    voided_by: Mapped[str] = mapped_column(String(200), default="", server_default="")

    __table_args__ = (
        UniqueConstraint("series", "sequence"),
        Index("ix_credit_note_number", "number", unique=True,
              sqlite_where=STANDS, postgresql_where=STANDS),
    )  # fmt: skip
