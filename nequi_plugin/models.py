"""The plugin's own rows. The host's ``flask db migrate`` owns their tables (plain types only).

All times are UTC. SQLite gives them back naive, so ``UtcDateTime``'s work is done by
``nequi_plugin.times.aware`` at the edge of every read.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BigId = BigInteger().with_variant(Integer, "sqlite")
Stamp = DateTime(timezone=True)


def _backwards(context: DefaultExecutionContext) -> str:
    """The phone from its last digit on: "ends in 42" is a search in an index then."""
    values = context.get_current_parameters()  # type: ignore[no-untyped-call] # has no types
    return str(values.get("phone") or "")[::-1]


class Base(DeclarativeBase):
    """Root of the plugin's tables; ``init_app`` copies them into the host's metadata."""

    metadata = MetaData(naming_convention=NAMES)


class PaymentRow(Base):
    """One attempt. Amount, code, environment, phone and merchant name are frozen at start."""

    __tablename__ = "nequi_payment"
    __table_args__ = (
        Index("ix_nequi_payment_kind_key", "kind", "key"),
        Index("ix_nequi_payment_state", "state"),
        Index("ix_nequi_payment_wake_at", "wake_at"),
        Index("ix_nequi_payment_queued_at", "queued_at"),
        Index("ix_nequi_payment_phone_digest", "phone_digest", "sent_at"),
        Index("ix_nequi_payment_phone_back", "phone_back", "id"),
        Index("ix_nequi_payment_pesos", "pesos", "id"),
        Index("ix_nequi_payment_captured", "captured", "id"),
        Index("ix_nequi_payment_created_at", "created_at"),
        Index("ix_nequi_payment_reference", "reference"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(10), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(64))
    way: Mapped[str] = mapped_column(String(8), default="push")
    pesos: Mapped[int] = mapped_column(BigInteger)
    description: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(16), default="")
    phone_digest: Mapped[str] = mapped_column(String(64), default="")
    phone_back: Mapped[str] = mapped_column(String(16), default=_backwards, server_default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    environment: Mapped[str] = mapped_column(String(120), default="")
    merchant_name: Mapped[str | None] = mapped_column(String(200))
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    return_url: Mapped[str] = mapped_column(String(500), default="")

    state: Mapped[str] = mapped_column(String(12), default="created")
    reason: Mapped[str] = mapped_column(String(24), default="")
    holds_debts: Mapped[bool] = mapped_column(Boolean, default=True)
    applied: Mapped[bool | None] = mapped_column(Boolean)
    transaction_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    captured: Mapped[int | None] = mapped_column(BigInteger)
    capture_told: Mapped[bool] = mapped_column(Boolean, default=False)
    stood_at: Mapped[datetime | None] = mapped_column(Stamp)
    refunded: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    answered_name: Mapped[str | None] = mapped_column(String(200))
    reference: Mapped[str] = mapped_column(String(80), default="")

    created_at: Mapped[datetime] = mapped_column(Stamp)
    sent_at: Mapped[datetime | None] = mapped_column(Stamp)
    expires_at: Mapped[datetime | None] = mapped_column(Stamp)
    approved_at: Mapped[datetime | None] = mapped_column(Stamp)
    ended_at: Mapped[datetime | None] = mapped_column(Stamp)
    released_at: Mapped[datetime | None] = mapped_column(Stamp)
    cancel_asked_at: Mapped[datetime | None] = mapped_column(Stamp)
    cancel_sent_at: Mapped[datetime | None] = mapped_column(Stamp)
    queued_at: Mapped[datetime | None] = mapped_column(Stamp)
    queue_reason: Mapped[str] = mapped_column(String(200), default="")
    last_verdict_at: Mapped[datetime | None] = mapped_column(Stamp)

    qr_text: Mapped[str | None] = mapped_column(Text)

    next_way: Mapped[str | None] = mapped_column(String(8))
    next_phone: Mapped[str | None] = mapped_column(String(16))
    next_phone_digest: Mapped[str | None] = mapped_column(String(64))
    next_asked_at: Mapped[datetime | None] = mapped_column(Stamp)
    next_refusal: Mapped[str | None] = mapped_column(String(200))

    wake_at: Mapped[datetime | None] = mapped_column(Stamp)
    worker: Mapped[str | None] = mapped_column(String(32))
    taken_at: Mapped[datetime | None] = mapped_column(Stamp)


class ClaimRow(Base):
    """A debt name that an attempt carries for good."""

    __tablename__ = "nequi_claim"
    __table_args__ = (Index("ix_nequi_claim_name", "name"),)

    payment_id: Mapped[int] = mapped_column(ForeignKey("nequi_payment.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)


class DebtRow(Base):
    """One name that can be held by one attempt at a time: a debt, or a phone."""

    __tablename__ = "nequi_debt"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    holder: Mapped[int | None] = mapped_column(BigInteger, index=True)


class EventRow(Base):
    """What happened to an attempt: every change, and every answer that changed nothing."""

    __tablename__ = "nequi_event"
    __table_args__ = (Index("ix_nequi_event_payment_id", "payment_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("nequi_payment.id"))
    at: Mapped[datetime] = mapped_column(Stamp)
    source: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(40))
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(24), default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    alert: Mapped[bool] = mapped_column(Boolean, default=False)


class TrafficRow(Base):
    """One exchange with Nequi about an attempt, redacted; equal ones in a row are counted."""

    __tablename__ = "nequi_traffic"
    __table_args__ = (Index("ix_nequi_traffic_payment_id", "payment_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("nequi_payment.id"))
    at: Mapped[datetime] = mapped_column(Stamp, index=True)
    last_at: Mapped[datetime] = mapped_column(Stamp)
    times: Mapped[int] = mapped_column(Integer, default=1)
    service: Mapped[str] = mapped_column(String(20))
    status: Mapped[int | None] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(24), default="")
    request_id: Mapped[str] = mapped_column(String(100), default="")
    milliseconds: Mapped[int] = mapped_column(Integer, default=0)
    why: Mapped[str] = mapped_column(String(60), default="")
    request: Mapped[str] = mapped_column(Text, default="")
    response: Mapped[str] = mapped_column(Text, default="")


class LinkRow(Base):
    """A mailed link; its token is made at sending and never stored."""

    __tablename__ = "nequi_link"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))
    recipient: Mapped[str] = mapped_column(String(254), default="")
    created_at: Mapped[datetime] = mapped_column(Stamp)
    expires_at: Mapped[datetime] = mapped_column(Stamp)
    revoked_at: Mapped[datetime | None] = mapped_column(Stamp)


class LetterRow(Base):
    """A payment's page, or its comprobante, asked for at an address that somebody typed."""

    __tablename__ = "nequi_letter"
    __table_args__ = (
        Index("ix_nequi_letter_payment_id", "payment_id"),
        Index("ix_nequi_letter_address", "address", "asked_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("nequi_payment.id"))
    kind: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime] = mapped_column(Stamp)


class JobRow(Base):
    """Work to be done after a commit; ``ref`` carries ids only."""

    __tablename__ = "nequi_job"
    __table_args__ = (
        UniqueConstraint("unique_key", name="uq_nequi_job_unique_key"),
        Index("ix_nequi_job_due", "state", "lane", "due"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    lane: Mapped[str] = mapped_column(String(12))
    ref: Mapped[str] = mapped_column(String(120))
    unique_key: Mapped[str | None] = mapped_column(String(160))
    state: Mapped[str] = mapped_column(String(8), default="due")
    due: Mapped[datetime] = mapped_column(Stamp)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    worker: Mapped[str | None] = mapped_column(String(32))
    taken_at: Mapped[datetime | None] = mapped_column(Stamp)
    error: Mapped[str] = mapped_column(Text, default="")


class WorkerRow(Base):
    """A worker's heartbeat, on the database's real clock."""

    __tablename__ = "nequi_worker"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Stamp)


class NoticeRow(Base):
    """A webhook as it came in, stored before it is answered; unique on its digest."""

    __tablename__ = "nequi_notice"
    __table_args__ = (Index("ix_nequi_notice_message_id", "message_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(Stamp)
    message_id: Mapped[str] = mapped_column(String(80), default="")
    transaction_id: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[str] = mapped_column(String(24), default="")
    verified: Mapped[bool] = mapped_column(Boolean, default=False)
    body: Mapped[str] = mapped_column(Text, default="")


class RefundRow(Base):
    """Money on its way back (``money.md``: *Refunds*).

    ``by_hand`` tells a transfer that a person makes from a reverse; ``account`` is the buyer's
    llave or account for it, ``reference`` and ``proof`` what shows that it was made.
    """

    __tablename__ = "nequi_refund"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("nequi_payment.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(10), unique=True)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="asked")
    origin: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200))
    pesos: Mapped[int] = mapped_column(BigInteger)
    by_hand: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    account: Mapped[str] = mapped_column(String(120), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(80), default="")
    proof: Mapped[str] = mapped_column(String(400), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(Stamp)
    sent_at: Mapped[datetime | None] = mapped_column(Stamp)
    done_at: Mapped[datetime | None] = mapped_column(Stamp)
    wake_at: Mapped[datetime | None] = mapped_column(Stamp, index=True)
    worker: Mapped[str | None] = mapped_column(String(32))
    taken_at: Mapped[datetime | None] = mapped_column(Stamp)
