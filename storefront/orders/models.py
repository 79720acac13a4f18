"""Rows of an order: what was bought, for whom, which pieces are kept for it, what happened."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storefront.db import Model, UtcDateTime, cents_column, words
from storefront.money import ZERO, Cents
from storefront.namekeys import key_of_new_row

BUYER = "cliente"
"""Who cancelled, in an order's history, where it was not a member of the staff."""
BEFORE_FIRST = 2042
"""The first order of a shop is 2043; a number is never used twice and never typed."""
INVOICED = text("einvoice_number <> ''")
UNINVOICED = text("state = 'paid' AND einvoice_number = ''")
"""Sales with and without electronic invoice. Conditions of partial indexes: a query that
carries the same words is answered by its index."""
UNSENT = text("state IN ('paid', 'credit') AND dispatched_at IS NULL")
"""What waits to be packed (``stages.OURS_TO_SEND``), for a partial index as well."""


class OrderState(StrEnum):
    """``to_arrange`` is *pago por acordar*: placed while Nequi was off; ``credit``: handed over
    before it was paid, its debt is an invoice's; ``refunded``: closed, because all of its money
    went back."""

    PLACED = "placed"
    PAID = "paid"
    TO_ARRANGE = "to_arrange"
    CREDIT = "credit"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


OPEN = (OrderState.PLACED, OrderState.TO_ARRANGE)
"""Nobody has paid it and nothing was handed over: it may be cancelled."""
UNPAID = (*OPEN, OrderState.CREDIT)
"""It asks for its money."""


class Delivery(StrEnum):
    HOME = "home"
    PICKUP = "pickup"


class Kept(StrEnum):
    """A reservation's life: reserved → sold, or reserved → released (→ reserved again)."""

    RESERVED = "reserved"
    SOLD = "sold"
    RELEASED = "released"


class EventKind(StrEnum):
    PLACED = "placed"
    TAKEN = "taken"
    TO_ARRANGE = "to_arrange"
    RESERVED = "reserved"
    RELEASED = "released"
    PAID = "paid"
    PAID_BY_HAND = "paid_by_hand"
    PAYMENT_UNDONE = "payment_undone"
    MONEY_KEPT = "money_kept"
    PAYMENT_ENDED = "payment_ended"
    REVERSED = "reversed"
    CANCELLED = "cancelled"
    NOTE = "note"
    REFUNDED_PART = "refunded_part"
    CREDIT_USED = "credit_used"
    CREDIT_RESTORED = "credit_restored"
    INVOICED = "invoiced"
    SENT = "sent"
    READY = "ready"
    GUIDE = "guide"
    DELIVERED = "delivered"
    PICKED_UP = "picked_up"
    SENDING_UNDONE = "sending_undone"
    ON_CREDIT = "on_credit"
    DOCUMENTED = "documented"
    PART_PAID = "part_paid"
    NOTED = "noted"
    NOTE_UNDONE = "note_undone"


class Order(Model):
    """``kept_cents`` is money that arrived and could not be applied here (it is a credit).

    The invoice columns are empty for a sale to *consumidor final*; the einvoice columns name
    the electronic invoice that another program issued for this sale. ``consent_text`` is the
    sentence that was agreed to, word for word; ``link_id`` is the mailed link that opens it.
    ``dispatched_at`` is when it left the shop, or lay ready to be picked up there; carrier and
    guide are what the merchant typed, if anything.
    ``coupon_code`` and ``discount_cents`` stay as they were when the order was placed, whatever
    becomes of the coupon; ``coupon_id`` is empty without one. ``freight_apart``: its carrier
    bills the shipping, which is then no part of base and IVA.
    """

    __tablename__ = "store_order"
    __table_args__ = (
        Index("ix_store_order_einvoice", "einvoice_number", unique=True,
              sqlite_where=INVOICED, postgresql_where=INVOICED),
        Index("ix_store_order_uninvoiced", "id",
              sqlite_where=UNINVOICED, postgresql_where=UNINVOICED),
        Index("ix_store_order_unsent", "id", sqlite_where=UNSENT, postgresql_where=UNSENT),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"), index=True)
    state: Mapped[OrderState] = mapped_column(words(OrderState), index=True)
    link_id: Mapped[int | None]

    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(
        String(80), default=key_of_new_row, server_default="", index=True
    )
    email: Mapped[str] = mapped_column(String(254), index=True)
    phone: Mapped[str] = mapped_column(String(10), index=True)
    delivery: Mapped[Delivery] = mapped_column(words(Delivery))
    department: Mapped[str] = mapped_column(String(60), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    barrio: Mapped[str] = mapped_column(String(80), default="")
    indications: Mapped[str] = mapped_column(String(300), default="")

    invoice_id_type: Mapped[str] = mapped_column(String(4), default="")
    invoice_id_number: Mapped[str] = mapped_column(String(20), default="")
    invoice_name: Mapped[str] = mapped_column(String(120), default="")

    einvoice_number: Mapped[str] = mapped_column(String(24), default="", server_default="")
    einvoice_cufe: Mapped[str] = mapped_column(String(96), default="", server_default="")
    einvoice_on: Mapped[date | None]

    consent_version: Mapped[str] = mapped_column(String(20))
    consent_text: Mapped[str] = mapped_column(Text)
    consent_at: Mapped[datetime] = mapped_column(UtcDateTime)

    coupon_id: Mapped[int | None]
    coupon_code: Mapped[str] = mapped_column(String(30), default="", server_default="")

    lines_cents: Mapped[Cents] = cents_column()
    discount_cents: Mapped[Cents] = cents_column(default=ZERO, server_default="0")
    shipping_cents: Mapped[Cents] = cents_column()
    freight_apart: Mapped[bool] = mapped_column(default=False, server_default=false())
    base_cents: Mapped[Cents] = cents_column()
    vat_cents: Mapped[Cents] = cents_column()
    total_cents: Mapped[Cents] = cents_column()
    kept_cents: Mapped[Cents] = cents_column(default=ZERO)

    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    carrier: Mapped[str] = mapped_column(String(60), default="", server_default="")
    guide_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    guide_url: Mapped[str] = mapped_column(String(300), default="", server_default="")

    lines: Mapped[list[OrderLine]] = relationship(order_by="OrderLine.id")
    reservations: Mapped[list[StockReservation]] = relationship(
        order_by="StockReservation.variant_id"
    )
    events: Mapped[list[OrderEvent]] = relationship(order_by="OrderEvent.id.desc()")

    @hybrid_property
    def number(self) -> int:
        """What people call it: 2043, 2044 …"""
        return self.id + BEFORE_FIRST

    @number.inplace.expression
    @classmethod
    def _number(cls) -> ColumnElement[int]:
        return cls.id + BEFORE_FIRST

    @property
    def label(self) -> str:
        return f"Pedido {self.number}"

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)


class OrderLine(Model):
    """A line frozen as it was sold; price with IVA included."""

    __tablename__ = "order_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("store_order.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id"), index=True)
    sku: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    image: Mapped[str] = mapped_column(String(200))
    tile: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int]
    unit_cents: Mapped[Cents] = cents_column()
    vat_percent: Mapped[int]
    total_cents: Mapped[Cents] = cents_column()


class StockReservation(Model):
    """Pieces of one variant that one order holds; ``until`` counts only while reserved."""

    __tablename__ = "stock_reservation"
    __table_args__ = (UniqueConstraint("order_id", "variant_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("store_order.id"), index=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey("variant.id"), index=True)
    quantity: Mapped[int]
    state: Mapped[Kept] = mapped_column(words(Kept))
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class OrderEvent(Model):
    """One thing that happened to an order; ``detail`` is data (a reference, an amount)."""

    __tablename__ = "order_event"
    __table_args__ = (Index("ix_order_event_order_id_id", "order_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("store_order.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[EventKind] = mapped_column(words(EventKind))
    detail: Mapped[str] = mapped_column(String(200), default="")
