"""What a payment page reads about the attempt of its payable: one query.

Its page reads the whole row, its poll (``glance``) only the columns that the answer needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from nequi_plugin import schedule
from nequi_plugin.database.prepared import Prepared
from nequi_plugin.desk import Desk
from nequi_plugin.models import PaymentRow, WorkerRow
from nequi_plugin.service.succession import WITHIN
from nequi_plugin.states import LIVE, State
from nequi_plugin.times import aware

WORKER_SILENCE = timedelta(seconds=6)
QUEUE_PATIENCE = timedelta(seconds=5)
Q = TypeVar("Q", bound=Select[*tuple[Any, ...]])


class Stage(StrEnum):
    """Every situation that has its own words for the payer: finer than ``State``."""

    QUEUED = "queued"
    NO_WORKER = "no_worker"
    SENDING = "sending"
    WAITING = "waiting"
    CANCELLING = "cancelling"
    CHANGING = "changing"
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


class Told(Protocol):
    """What an attempt's stage is told from: a row, or these columns of one."""

    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def pesos(self) -> int: ...
    @property
    def phone(self) -> str: ...
    @property
    def holds_debts(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def sent_at(self) -> datetime | None: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def cancel_asked_at(self) -> datetime | None: ...
    @property
    def message_id(self) -> str: ...
    @property
    def way(self) -> str: ...
    @property
    def next_phone(self) -> str | None: ...
    @property
    def next_asked_at(self) -> datetime | None: ...


class _Columns(NamedTuple):
    """``Told`` as a poll reads it."""

    state: str
    reason: str
    pesos: int
    phone: str
    holds_debts: bool
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    cancel_asked_at: datetime | None
    message_id: str
    way: str
    next_phone: str | None
    next_asked_at: datetime | None


@dataclass(frozen=True)
class Glance:
    """A row and its moment: ``stage`` says what to tell, ``left`` how long the payer has."""

    row: Told
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


@dataclass(frozen=True)
class Attempt(Glance):
    """The same of a whole row."""

    row: PaymentRow

    @property
    def total(self) -> int:
        """Seconds that the payer had in all."""
        sent, expires = aware(self.row.sent_at), self.expires_at
        if sent is None or expires is None:
            return 1
        return max(1, int((expires - sent).total_seconds()))


def latest(desk: Desk, s: Session, kind: str, key: str) -> Attempt | None:
    """The attempt that a payable's page shows: money first, then what is live, then the newest."""
    found = s.execute(_LATEST, {"kind": kind, "key": key}).first()
    if found is None:
        return None
    row, heard = found
    now = desk.now()
    return Attempt(row, _stage(desk, row, now, aware(heard)), now)


def glance(desk: Desk, engine: Engine, kind: str, key: str) -> Glance | None:
    """The same attempt, for its poll."""
    found = _GLANCE.one(engine, kind=kind, key=key)
    if found is None:
        return None
    *columns, heard = found
    row, now = _Columns(*columns), desk.now()
    return Glance(row, _stage(desk, row, now, aware(heard)), now)


def _stage(desk: Desk, row: Told, now: datetime, heard: datetime | None) -> Stage:
    working = heard is not None and heard > desk.real_now() - WORKER_SILENCE
    return stage_of(row, now, desk.expiry_minutes, working)


def _shown_one(query: Q) -> Q:
    """``query`` of the one row of ``:kind`` and ``:key`` that is shown; made once, run often."""
    unknown_held = and_(_is(State.UNKNOWN), PaymentRow.holds_debts)
    asking = _is(*sorted(LIVE - {State.UNKNOWN}))
    rank = case((_is(State.APPROVED, State.REVIEW), 0), (or_(asking, unknown_held), 1), else_=2)
    of_payable = PaymentRow.kind == bindparam("kind", ""), PaymentRow.key == bindparam("key", "")
    return (
        query.where(*of_payable)
        .order_by(rank, PaymentRow.id.desc())
        .limit(1)
    )


def _is(*states: State) -> ColumnElement[bool]:
    """Our own names stand in the text itself: nothing is to be bound at every poll."""
    return or_(*(PaymentRow.state == literal_column(f"'{state.value}'") for state in states))


_HEARD = select(func.max(WorkerRow.seen_at)).scalar_subquery().label("heard")
_LATEST = _shown_one(select(PaymentRow, _HEARD))
_GLANCE = Prepared(
    _shown_one(
        select(*(PaymentRow.__table__.columns[name] for name in _Columns._fields), _HEARD)
    )
)


def stage_of(row: Told, now: datetime, expiry_minutes: int, working: bool) -> Stage:
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


def _asked(row: Told, state: State, now: datetime) -> Stage:
    expires = aware(row.expires_at)
    if state is State.WAITING and expires is not None and now >= expires:
        return Stage.CHECKING
    if row.next_asked_at is not None and now <= aware(row.next_asked_at) + WITHIN:
        return Stage.CHANGING
    if row.cancel_asked_at is not None:
        return Stage.CANCELLING
    return Stage(state.value)


def _unknown(row: Told, now: datetime, expiry_minutes: int) -> Stage:
    sent = aware(row.sent_at)
    if not row.holds_debts:
        return Stage.RELEASED
    if sent is not None and now >= schedule.declare_at(sent, expiry_minutes):
        return Stage.UNKNOWN_LATE
    return Stage.UNKNOWN
