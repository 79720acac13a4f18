"""Rows of the merchant's desk: every reconciliation with Nequi's report, as it was found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, UtcDateTime


class Reconciliation(Model):
    """One report against our books. ``state`` is "queued", "done" or "failed" (``error``).

    ``piles`` maps matched, missing_here and missing_there to lists of lines
    (message_id, transaction_id, pesos, date, note).
    """

    __tablename__ = "reconciliation"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(120))
    start: Mapped[date | None]
    end: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(8))
    error: Mapped[str] = mapped_column(String(300), default="")
    piles: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
