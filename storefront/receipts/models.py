"""Rows of receipts: consecutive per series, one live receipt per payment."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Model, UtcDateTime, cents_column
from storefront.debts.withheld import Withholds
from storefront.money import Cents
from storefront.numbering import Series


class ReceiptSeries(Series):
    """A series of recibos de caja, or the one of the cruces, with the name it is chosen by."""

    __tablename__ = "receipt_series"
    name: Mapped[str] = mapped_column(String(60))


class Receipt(Model):
    """One recibo de caja. ``kind`` is "invoice" (settles documents) or "advance" (anticipo)."""

    __tablename__ = "receipt"
    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(ForeignKey("receipt_series.code"))
    sequence: Mapped[int]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    payment_id: Mapped[int | None]
    message_id: Mapped[str] = mapped_column(String(20), index=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    received_from: Mapped[str] = mapped_column(String(120))
    received_from_id: Mapped[str] = mapped_column(String(40), default="")
    received_on: Mapped[date]
    city: Mapped[str] = mapped_column(String(60), default="")
    total_cents: Mapped[Cents] = cents_column()
    concept: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(400), default="")
    kind: Mapped[str] = mapped_column(String(10))
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_reason: Mapped[str] = mapped_column(String(200), default="")
    lines: Mapped[list[ReceiptLine]] = relationship(order_by="ReceiptLine.id")

    __table_args__ = (
        UniqueConstraint("series", "sequence"),
        Index(
            "uq_receipt_live_payment",
            "message_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
    )


class ReceiptLine(Withholds, Model):
    """What the receipt did to one debt: owed before, applied, withheld, left. ``debt_id`` empty =
    credit."""

    __tablename__ = "receipt_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    debt_id: Mapped[int | None] = mapped_column(ForeignKey("debt.id"))
    label: Mapped[str] = mapped_column(String(80))
    issued_on: Mapped[date | None]
    owed_cents: Mapped[Cents] = cents_column(default=0)
    cents: Mapped[Cents] = cents_column()
    adjusted_cents: Mapped[Cents] = cents_column(default=0)
    left_cents: Mapped[Cents] = cents_column(default=0)
