"""Rows of what a payer chose to pay and of every statement sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Model, UtcDateTime, cents_column
from storefront.debts.withheld import Withholds
from storefront.money import Cents


class Selection(Model):
    """What was ticked on a statement, frozen: the key of a "statement" payment.

    One that no payment uses (``used_at`` empty) is swept after a day.
    """

    __tablename__ = "selection"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    link_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lines: Mapped[list[SelectionLine]] = relationship(order_by="SelectionLine.id")


class SelectionLine(Withholds, Model):
    """One ticked debt, the whole pesos asked for it and what its payer keeps, in centavos."""

    __tablename__ = "selection_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    selection_id: Mapped[int] = mapped_column(ForeignKey("selection.id"), index=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    cents: Mapped[Cents] = cents_column()


class StatementSend(Model):
    """One statement on its way to one address, and what it said (``snapshot``).

    ``code_digest`` finds the link by the code that the mail prints (``codes.py``).
    """

    __tablename__ = "statement_send"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    link_id: Mapped[int]
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    recipient: Mapped[str] = mapped_column(String(254), default="")
    state: Mapped[str] = mapped_column(String(10), default="queued")
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(String(200), default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
