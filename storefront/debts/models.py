"""Rows of what is owed and of what was paid towards it. Money is int centavos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, false, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, UtcDateTime, cents_column, words
from storefront.debts.means import Means
from storefront.debts.withheld import Withholds
from storefront.money import Cents


class Debt(Model):
    """What can be owed. ``balance_cents`` is accounting: only receipts, adjustments and
    notas crédito move it.

    ``label`` is how people know it ("FE-1038", "Pedido 2043"); the payer columns say who owes
    where no customer row exists (a guest's order).
    """

    __tablename__ = "debt"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), unique=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("store_order.id"), unique=True)
    label: Mapped[str] = mapped_column(String(80))
    payer_name: Mapped[str] = mapped_column(String(120), default="")
    payer_document: Mapped[str] = mapped_column(String(40), default="")
    payer_email: Mapped[str] = mapped_column(String(254), default="")
    total_cents: Mapped[Cents] = cents_column()
    balance_cents: Mapped[Cents] = cents_column()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def name(self) -> str:
        """Its name among the plugin's locks."""
        return f"debt:{self.id}"


class Booking(Model):
    """One approved payment as the store booked it; its allocations and credits are its lines.

    ``receipt_id`` is its live receipt. ``payment_id`` is empty for history that is older than
    this store, and for money that came by another way than Nequi (``means``).
    """

    __tablename__ = "booking"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(20), unique=True)
    payment_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64), default="")
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    payer_name: Mapped[str] = mapped_column(String(120))
    payer_document: Mapped[str] = mapped_column(String(40), default="")
    label: Mapped[str] = mapped_column(String(400))
    phone: Mapped[str] = mapped_column(String(10), default="")
    transaction_id: Mapped[str] = mapped_column(String(60), default="")
    cents: Mapped[Cents] = cents_column()
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    reversed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    means: Mapped[Means] = mapped_column(words(Means), default=Means.NEQUI, server_default="nequi")

    __table_args__ = (
        Index(
            "ix_booking_unreceipted",
            "approved_at",
            sqlite_where=text("receipt_id IS NULL AND reversed_at IS NULL"),
            postgresql_where=text("receipt_id IS NULL AND reversed_at IS NULL"),
        ),
    )


class Allocation(Withholds, Model):
    """What one payment gave one debt, from its approval until it is taken back.

    The retentions that its payer declared stand beside the money and share its whole life.

    ``use_id`` is the cruce that made it out of saldo a favor; ``freed`` tells that it became
    saldo a favor (again), not that the money went back: by the nota crédito ``note_id``, or by
    undoing that cruce. ``again_id`` is the undone note that made it out of saldo a favor.
    """

    __tablename__ = "allocation"
    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int | None]
    message_id: Mapped[str] = mapped_column(String(20), index=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"), index=True)
    cents: Mapped[Cents] = cents_column()
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    use_id: Mapped[int | None] = mapped_column(ForeignKey("credit_use.id"), index=True)
    freed: Mapped[bool] = mapped_column(default=False, server_default=false())
    note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)
    again_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)

    @hybrid_property
    def lowers(self) -> Cents:
        """What the debt falls by: money and retentions, in Python and in SQL."""
        return Cents(self.cents + self.withheld_cents)

    @lowers.inplace.expression
    @classmethod
    def _lowers(cls) -> ColumnElement[Cents]:
        return cls.cents + cls.withheld_cents


class Credit(Model):
    """Saldo a favor: what a payment brought beyond the debts it named.

    ``spent_id`` is the cruce that took it (``taken_back_at`` says when), ``restored_id`` the
    undone cruce that gave it back; ``note_id`` is the nota crédito that freed it from a document,
    ``again_id`` the same one once undone, when it pays that again.
    """

    __tablename__ = "credit"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("store_order.id"))
    payment_id: Mapped[int | None]
    message_id: Mapped[str] = mapped_column(String(20), index=True)
    cents: Mapped[Cents] = cents_column()
    reason: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spent_id: Mapped[int | None] = mapped_column(ForeignKey("credit_use.id"), index=True)
    restored_id: Mapped[int | None] = mapped_column(ForeignKey("credit_use.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)
    again_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)


class Adjustment(Model):
    """*Ajuste al peso*: a payable below one peso, closed by the payment, or the nota crédito, that
    left it there: ``message_id`` is the payment's or the note's number. ``note_id`` is the note
    that took it back, with all that the document had been paid."""

    __tablename__ = "adjustment"
    id: Mapped[int] = mapped_column(primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(20), index=True)
    cents: Mapped[Cents] = cents_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    use_id: Mapped[int | None] = mapped_column(ForeignKey("credit_use.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("credit_note.id"), index=True)
