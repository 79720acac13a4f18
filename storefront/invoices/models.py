"""Rows of invoices. What is left of one lives on its debt."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, cents_column
from storefront.money import Cents


class Invoice(Model):
    """An electronic invoice made elsewhere and imported here (``origin`` imported or order).

    ``base_cents`` (without IVA) and ``vat_cents`` are empty where nobody typed them.
    """

    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    cufe: Mapped[str] = mapped_column(String(96), default="")
    issued_on: Mapped[date]
    due_on: Mapped[date]
    total_cents: Mapped[Cents] = cents_column()
    base_cents: Mapped[Cents | None] = mapped_column(BigInteger)
    vat_cents: Mapped[Cents | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(400), default="")
    origin: Mapped[str] = mapped_column(String(10), default="imported")
