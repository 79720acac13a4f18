"""Frozen pictures of rows: the only thing that leaves a unit of work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.debts import names_of
from nequi_plugin.models import ClaimRow, EventRow, PaymentRow
from nequi_plugin.money import Pesos, mask_phone
from nequi_plugin.states import LIVE, State, Way
from nequi_plugin.times import aware

SCANNED = "código QR"


@dataclass(frozen=True)
class Payment:
    """One attempt as hosts, pages and mails see it. Times are aware UTC, money whole pesos."""

    id: int
    message_id: str
    kind: str
    key: str
    way: str
    pesos: Pesos
    description: str
    claims: tuple[str, ...]
    phone: str
    code: str
    environment: str
    state: State
    reason: str
    holds_debts: bool
    merchant_name: str | None
    answered_name: str | None
    transaction_id: str | None
    reference: str
    qr_text: str = field(repr=False)
    captured: Pesos | None
    capture_told: bool
    stood_at: datetime | None
    refunded: Pesos
    applied: bool | None
    return_url: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    approved_at: datetime | None
    ended_at: datetime | None
    released_at: datetime | None
    cancel_asked_at: datetime | None
    cancel_sent_at: datetime | None
    queued_at: datetime | None
    queue_reason: str

    @property
    def live(self) -> bool:
        """Whether the payer may still be asked for this money."""
        return self.state in LIVE and (self.state is not State.UNKNOWN or self.holds_debts)

    @property
    def net(self) -> Pesos:
        """What was captured (else asked), less the refunds that are done."""
        whole = self.pesos if self.captured is None else self.captured
        return Pesos(whole - self.refunded)

    @property
    def masked_phone(self) -> str:
        """The phone as public pages show it; a code's payer is not known by phone."""
        return SCANNED if self.way == Way.QR else mask_phone(self.phone)


@dataclass(frozen=True)
class PaymentEvent:
    """One line of an attempt's history."""

    at: datetime
    source: str
    event: str
    before: State
    after: State
    code: str
    detail: str
    alert: bool


def snapshot(s: Session, row: PaymentRow) -> Payment:
    """The row as it stands in this session."""
    return _picture(row, tuple(sorted(names_of(s, row.id))))


def snapshots(s: Session, rows: list[PaymentRow]) -> list[Payment]:
    """Many rows with one query for all their debt names."""
    names: dict[int, list[str]] = {row.id: [] for row in rows}
    if rows:
        claims = s.execute(
            select(ClaimRow.payment_id, ClaimRow.name).where(ClaimRow.payment_id.in_(names))
        )
        for payment_id, name in claims:
            names[payment_id].append(name)
    return [_picture(row, tuple(sorted(names[row.id]))) for row in rows]


def event_snapshot(row: EventRow) -> PaymentEvent:
    """One history row as a value."""
    return PaymentEvent(
        at=aware(row.at),
        source=row.source,
        event=row.event,
        before=State(row.before),
        after=State(row.after),
        code=row.code,
        detail=row.detail,
        alert=row.alert,
    )


def _picture(row: PaymentRow, claims: tuple[str, ...]) -> Payment:
    return Payment(
        id=row.id,
        message_id=row.message_id,
        kind=row.kind,
        key=row.key,
        way=row.way,
        pesos=Pesos(row.pesos),
        description=row.description,
        claims=claims,
        phone=row.phone,
        code=row.code,
        environment=row.environment,
        state=State(row.state),
        reason=row.reason,
        holds_debts=row.holds_debts,
        merchant_name=row.merchant_name,
        answered_name=row.answered_name,
        transaction_id=row.transaction_id,
        reference=row.reference,
        qr_text=row.qr_text or "",
        captured=None if row.captured is None else Pesos(row.captured),
        capture_told=row.capture_told,
        stood_at=aware(row.stood_at),
        refunded=Pesos(row.refunded),
        applied=row.applied,
        return_url=row.return_url,
        created_at=aware(row.created_at),
        sent_at=aware(row.sent_at),
        expires_at=aware(row.expires_at),
        approved_at=aware(row.approved_at),
        ended_at=aware(row.ended_at),
        released_at=aware(row.released_at),
        cancel_asked_at=aware(row.cancel_asked_at),
        cancel_sent_at=aware(row.cancel_sent_at),
        queued_at=aware(row.queued_at),
        queue_reason=row.queue_reason,
    )
