"""Rows of notas crédito. Money is int centavos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, UtcDateTime, cents_column
from storefront.money import Cents

SERIES = "NC"
"""Our own; documentos de cobro may not take it (``company/forms.py``)."""


class CreditNote(Model):
    """One nota crédito: it lowered balance and payable of its debt at once, and stays.

    ``series`` and ``sequence`` are our number in parts. Both are empty where ``number`` is that
    of the electronic note that another program issued; such a number never begins with "NC-".
    ``form_key`` makes a second press find the first.
    """

    __tablename__ = "credit_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    series: Mapped[str | None] = mapped_column(ForeignKey("document_series.code"))
    sequence: Mapped[int | None]
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"), index=True)
    cents: Mapped[Cents] = cents_column()
    reason: Mapped[str] = mapped_column(String(200))
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)

    __table_args__ = (UniqueConstraint("series", "sequence"),)
