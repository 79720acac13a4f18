"""Reading refunds: frozen pictures of rows, what stands in the queue. Never writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from nequi_plugin.models import PaymentRow, RefundRow
from nequi_plugin.money import Pesos
from nequi_plugin.refund_states import FOR_A_PERSON, POSSIBLE, RefundState
from nequi_plugin.times import aware

PATIENCE = timedelta(minutes=10)
"""How long a refund may stay ``asked`` before a person is told."""


@dataclass(frozen=True)
class Refund:
    """Money on its way back. Times are aware UTC, money whole pesos.

    ``reference`` is our own, shown to people; ``proof_reference`` and ``proof`` are what a
    person saw; ``by_hand`` marks a transfer made by a person, to ``account``; ``again`` tells,
    where it was just asked, that the same form had asked for it before.
    """

    id: int
    reference: str
    message_id: str
    state: RefundState
    pesos: Pesos
    origin: str
    reason: str
    by_hand: bool
    account: str
    proof_reference: str
    proof: str
    created_at: datetime
    sent_at: datetime | None
    done_at: datetime | None
    again: bool = field(default=False, compare=False)

    @property
    def possible(self) -> bool:
        """Whether this money went back or still may."""
        return self.state in POSSIBLE


def of_payment(s: Session, message_id: str) -> list[Refund]:
    """The refunds of one attempt, oldest first."""
    query = (
        select(RefundRow, PaymentRow.message_id)
        .join(PaymentRow, PaymentRow.id == RefundRow.payment_id)
        .where(PaymentRow.message_id == message_id)
        .order_by(RefundRow.id)
    )
    return [picture(row, owner) for row, owner in s.execute(query)]


def queued(s: Session, now: datetime, limit: int) -> list[Refund]:
    """What waits for a person, oldest first."""
    stuck = and_(RefundRow.state == RefundState.ASKED, RefundRow.created_at <= now - PATIENCE)
    query = (
        select(RefundRow, PaymentRow.message_id)
        .join(PaymentRow, PaymentRow.id == RefundRow.payment_id)
        .where(or_(RefundRow.state.in_(FOR_A_PERSON), stuck))
        .order_by(RefundRow.id)
        .limit(limit)
    )
    return [picture(row, owner) for row, owner in s.execute(query)]


def find(s: Session, reference: str) -> Refund | None:
    """One refund by its own reference."""
    query = (
        select(RefundRow, PaymentRow.message_id)
        .join(PaymentRow, PaymentRow.id == RefundRow.payment_id)
        .where(RefundRow.message_id == reference)
    )
    found = s.execute(query).first()
    return None if found is None else picture(found[0], found[1])


def rows_of(s: Session, payment_id: int) -> list[RefundRow]:
    """The rows of one attempt, fresh, oldest first; the attempt is locked by the caller."""
    query = select(RefundRow).where(RefundRow.payment_id == payment_id).order_by(RefundRow.id)
    return list(s.scalars(query.execution_options(populate_existing=True)))


def states_of(rows: Iterable[RefundRow]) -> list[tuple[RefundState, int]]:
    """What ``refund_states.room`` asks for."""
    return [(RefundState(row.state), row.pesos) for row in rows]


def picture(row: RefundRow, message_id: str, *, again: bool = False) -> Refund:
    """The row as it stands in this session."""
    return Refund(
        id=row.id,
        reference=row.message_id,
        message_id=message_id,
        state=RefundState(row.state),
        pesos=Pesos(row.pesos),
        origin=row.origin,
        reason=row.reason,
        by_hand=row.by_hand,
        account=row.account,
        proof_reference=row.reference,
        proof=row.proof,
        created_at=aware(row.created_at),
        sent_at=aware(row.sent_at),
        done_at=aware(row.done_at),
        again=again,
    )
