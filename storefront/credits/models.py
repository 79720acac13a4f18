"""Rows of the papers that say where saldo a favor went. Money is int centavos."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Model, UtcDateTime, cents_column
from storefront.money import Cents


class CreditUse(Model):
    """One cruce: its consecutive number, and what it did.

    What it moved are rows of the payments behind the credit: allocations whose ``use_id`` is
    this one. ``form_key`` makes a second press find the first. ``voided_at`` is when a person
    undid it, or when the money behind all of it went back.
    """

    __tablename__ = "credit_use"
    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    total_cents: Mapped[Cents] = cents_column()
    note: Mapped[str] = mapped_column(String(200), default="")
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_reason: Mapped[str] = mapped_column(String(200), default="")
    lines: Mapped[list[CreditUseLine]] = relationship(order_by="CreditUseLine.id")


class CreditUseLine(Model):
    """What the cruce did to one document. Owed before = used + adjusted + left (payable)."""

    __tablename__ = "credit_use_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    use_id: Mapped[int] = mapped_column(ForeignKey("credit_use.id"), index=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    label: Mapped[str] = mapped_column(String(80))
    issued_on: Mapped[date]
    owed_cents: Mapped[Cents] = cents_column()
    cents: Mapped[Cents] = cents_column()
    adjusted_cents: Mapped[Cents] = cents_column(default=0)
    left_cents: Mapped[Cents] = cents_column(default=0)
