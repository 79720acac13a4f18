"""Rows of invoices. What is left of one lives on its debt."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, cents_column
from storefront.money import Cents


class Invoice(Model):
    """An electronic invoice made elsewhere and imported here (``origin`` imported or order)."""

    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    cufe: Mapped[str] = mapped_column(String(96), default="")
    issued_on: Mapped[date]
    due_on: Mapped[date]
    total_cents: Mapped[Cents] = cents_column()
    note: Mapped[str] = mapped_column(String(400), default="")
    origin: Mapped[str] = mapped_column(String(10), default="imported")
