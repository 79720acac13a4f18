"""Rows of invoices and documents of our own. What is left of one lives on its debt."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Model, cents_column, words
from storefront.invoices.lines import Vat
from storefront.money import Cents
from storefront.numbering import Series

LINKED = text("einvoice_number <> ''")
"""Condition of a partial index: one electronic invoice belongs to one document."""


class DocumentKind(StrEnum):
    """``own``: a documento de cobro, made here and no invoice; else an imported one."""

    EINVOICE = "einvoice"
    OWN = "own"


class DocumentSeries(Series):
    """A series of documentos de cobro: its code is their prefix."""

    __tablename__ = "document_series"


class Invoice(Model):
    """An electronic invoice made elsewhere and imported here (``origin`` imported or order),
    or a documento de cobro of our own (``origin`` office).

    A document's ``einvoice`` columns name the electronic invoice that another program issued
    for the same sale; they are empty until somebody says so. ``series`` and ``sequence`` are a
    document's number in parts; ``form_key`` is the one-time key of the form that made it.
    ``base_cents`` (without IVA) and ``vat_cents`` are empty where nobody typed them.
    """

    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(
        words(DocumentKind), default=DocumentKind.EINVOICE, server_default="einvoice"
    )
    number: Mapped[str] = mapped_column(String(24), unique=True)
    cufe: Mapped[str] = mapped_column(String(96), default="")
    issued_on: Mapped[date]
    due_on: Mapped[date]
    total_cents: Mapped[Cents] = cents_column()
    base_cents: Mapped[Cents | None] = mapped_column(BigInteger)
    vat_cents: Mapped[Cents | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(400), default="")
    origin: Mapped[str] = mapped_column(String(10), default="imported")
    series: Mapped[str | None] = mapped_column(ForeignKey("document_series.code"))
    sequence: Mapped[int | None]
    einvoice_number: Mapped[str] = mapped_column(String(24), default="", server_default="")
    einvoice_cufe: Mapped[str] = mapped_column(String(96), default="", server_default="")
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    @property
    def own(self) -> bool:
        """Whether it is a documento de cobro, made here."""
        return self.kind is DocumentKind.OWN

    lines: Mapped[list[InvoiceLine]] = relationship(order_by="InvoiceLine.id")

    __table_args__ = (
        UniqueConstraint("series", "sequence"),
        Index("ix_invoice_einvoice", "einvoice_number", unique=True,
              sqlite_where=LINKED, postgresql_where=LINKED),
    )  # fmt: skip


class InvoiceLine(Model):
    """A line of a documento de cobro as it was made; ``quantity`` counts thousandths and
    ``unit_cents`` is without IVA."""

    __tablename__ = "invoice_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    concept: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int] = mapped_column(BigInteger)
    unit_cents: Mapped[Cents] = cents_column()
    vat: Mapped[Vat] = mapped_column(words(Vat))
    base_cents: Mapped[Cents] = cents_column()
    vat_cents: Mapped[Cents] = cents_column()
