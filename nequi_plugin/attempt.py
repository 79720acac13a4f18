"""What a payment page reads about the attempt of its payable: one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from nequi_plugin import schedule
from nequi_plugin.desk import Desk
from nequi_plugin.models import PaymentRow, WorkerRow
from nequi_plugin.states import LIVE, State
from nequi_plugin.times import aware

WORKER_SILENCE = timedelta(seconds=6)
QUEUE_PATIENCE = timedelta(seconds=5)


class Stage(StrEnum):
    """Every situation that has its own words for the payer: finer than ``State``."""

    QUEUED = "queued"
    NO_WORKER = "no_worker"
    SENDING = "sending"
    WAITING = "waiting"
    CANCELLING = "cancelling"
    CHECKING = "checking"
    UNKNOWN = "unknown"
    UNKNOWN_LATE = "unknown_late"
    RELEASED = "released"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_NEQUI = "no_nequi"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    GATEWAY = "gateway"
    CONFIGURATION = "configuration"
    REVIEW = "review"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Attempt:
    """A row and its moment: ``stage`` says what to tell, ``left`` how long the payer has."""

    row: PaymentRow
    stage: Stage
    now: datetime

    @property
    def state(self) -> State:
        """The stored state."""
        return State(self.row.state)

    @property
    def live(self) -> bool:
        """Whether the payer may still be asked for this money."""
        return self.state in LIVE and (self.state is not State.UNKNOWN or self.row.holds_debts)

    @property
    def expires_at(self) -> datetime | None:
        """When Nequi closes the request, by the server's clock."""
        return aware(self.row.expires_at)

    @property
    def left(self) -> int:
        """Whole seconds until then, never below zero."""
        expires = self.expires_at
        return 0 if expires is None else max(0, int((expires - self.now).total_seconds()))

    @property
    def total(self) -> int:
        """Seconds that the payer had in all."""
        sent, expires = aware(self.row.sent_at), self.expires_at
        if sent is None or expires is None:
            return 1
        return max(1, int((expires - sent).total_seconds()))


def latest(desk: Desk, s: Session, kind: str, key: str) -> Attempt | None:
    """The attempt that a payable's page shows: money first, then what is live, then the newest."""
    unknown_held = and_(PaymentRow.state == State.UNKNOWN, PaymentRow.holds_debts)
    asking = PaymentRow.state.in_(LIVE - {State.UNKNOWN})
    rank = case(
        (PaymentRow.state.in_((State.APPROVED, State.REVIEW)), 0),
        (or_(asking, unknown_held), 1),
        else_=2,
    )
    heard = select(func.max(WorkerRow.seen_at)).scalar_subquery()
    query = (
        select(PaymentRow, heard)
        .where(PaymentRow.kind == kind, PaymentRow.key == key)
        .order_by(rank, PaymentRow.id.desc())
        .limit(1)
    )
    found = s.execute(query).first()
    return None if found is None else _attempt(desk, found[0], aware(found[1]))


def _attempt(desk: Desk, row: PaymentRow, heard: datetime | None) -> Attempt:
    now = desk.now()
    working = heard is not None and heard > desk.real_now() - WORKER_SILENCE
    return Attempt(row, stage_of(row, now, desk.expiry_minutes, working), now)


def stage_of(row: PaymentRow, now: datetime, expiry_minutes: int, working: bool) -> Stage:
    """The stage of a row at ``now``; ``working`` tells whether any worker is alive."""
    state = State(row.state)
    if state is State.CREATED:
        waited = now - aware(row.created_at)
        return Stage.QUEUED if working or waited < QUEUE_PATIENCE else Stage.NO_WORKER
    if state in (State.SENDING, State.WAITING):
        return _asked(row, state, now)
    if state is State.UNKNOWN:
        return _unknown(row, now, expiry_minutes)
    if state is State.FAILED:
        known = {Stage.NO_NEQUI, Stage.REFUSED, Stage.NOT_SENT, Stage.CONFIGURATION}
        return Stage(row.reason) if row.reason in known else Stage.GATEWAY
    return Stage(state.value)


def _asked(row: PaymentRow, state: State, now: datetime) -> Stage:
    expires = aware(row.expires_at)
    if state is State.WAITING and expires is not None and now >= expires:
        return Stage.CHECKING
    if row.cancel_asked_at is not None:
        return Stage.CANCELLING
    return Stage(state.value)


def _unknown(row: PaymentRow, now: datetime, expiry_minutes: int) -> Stage:
    sent = aware(row.sent_at)
    if not row.holds_debts:
        return Stage.RELEASED
    if sent is not None and now >= schedule.declare_at(sent, expiry_minutes):
        return Stage.UNKNOWN_LATE
    return Stage.UNKNOWN
