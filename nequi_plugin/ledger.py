"""Reading attempts: what pages, back offices and command lines ask for. Never writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.models import ClaimRow, EventRow, PaymentRow
from nequi_plugin.snapshots import Payment, PaymentEvent, event_snapshot, snapshot, snapshots
from nequi_plugin.states import LIVE, State


@dataclass(frozen=True)
class Filter:
    """Which attempts a list shows; None means all. ``before`` is the last id seen."""

    kind: str | None = None
    key: str | None = None
    states: Sequence[State] | None = None
    queued: bool | None = None
    before: int | None = None
    limit: int = 50


def find(s: Session, message_id: str) -> Payment | None:
    """One attempt by its MessageID."""
    row = s.scalars(select(PaymentRow).where(PaymentRow.message_id == message_id)).one_or_none()
    return None if row is None else snapshot(s, row)


def listed(s: Session, wanted: Filter) -> list[Payment]:
    """Newest first, paged by key."""
    query = select(PaymentRow).order_by(PaymentRow.id.desc()).limit(wanted.limit)
    if wanted.kind is not None:
        query = query.where(PaymentRow.kind == wanted.kind)
    if wanted.key is not None:
        query = query.where(PaymentRow.key == wanted.key)
    if wanted.states is not None:
        query = query.where(PaymentRow.state.in_(wanted.states))
    if wanted.queued is not None:
        queued = PaymentRow.queued_at.is_not(None)
        query = query.where(queued if wanted.queued else ~queued)
    if wanted.before is not None:
        query = query.where(PaymentRow.id < wanted.before)
    return snapshots(s, list(s.scalars(query)))


def latest(s: Session, kind: str, key: str) -> Payment | None:
    """The attempt that a page shows: money first, then the live one, then the newest."""
    query = select(PaymentRow).where(PaymentRow.kind == kind, PaymentRow.key == key)
    rows = list(s.scalars(query.order_by(PaymentRow.id.desc())))
    if not rows:
        return None
    return snapshot(s, min(rows, key=_rank))


def newest(s: Session, kind: str, keys: Iterable[str]) -> dict[str, Payment]:
    """Per key of this kind: its newest attempt; keys without one are left out."""
    last = (
        select(func.max(PaymentRow.id))
        .where(PaymentRow.kind == kind, PaymentRow.key.in_(list(keys)))
        .group_by(PaymentRow.key)
    )
    rows = s.scalars(select(PaymentRow).where(PaymentRow.id.in_(last)))
    return {picture.key: picture for picture in snapshots(s, list(rows))}


def events(s: Session, message_id: str) -> list[PaymentEvent]:
    """The history of one attempt, oldest first."""
    query = (
        select(EventRow)
        .join(PaymentRow, PaymentRow.id == EventRow.payment_id)
        .where(PaymentRow.message_id == message_id)
        .order_by(EventRow.id)
    )
    return [event_snapshot(row) for row in s.scalars(query)]


def holders(s: Session, names: Iterable[str]) -> dict[str, Payment]:
    """Per debt name: the open money that names it, else the live attempt on it.

    Money that came late in an attempt that held the debt no more is decided first, also while
    the next attempt still has to hear that it is cancelled.
    """
    wanted = list(names)
    found = debts.holders(s, wanted)
    money = (
        select(ClaimRow.name, ClaimRow.payment_id)
        .join(PaymentRow, PaymentRow.id == ClaimRow.payment_id)
        .where(
            ClaimRow.name.in_(wanted),
            or_(PaymentRow.state == State.REVIEW, PaymentRow.applied.is_(False)),
        )
    )
    for name, payment_id in s.execute(money):
        found[name] = payment_id
    rows = s.scalars(select(PaymentRow).where(PaymentRow.id.in_(set(found.values()))))
    pictures = {picture.id: picture for picture in snapshots(s, list(rows))}
    return {name: pictures[holder] for name, holder in found.items()}


def _rank(row: PaymentRow) -> int:
    if row.state in (State.APPROVED, State.REVIEW, State.REVERSED):
        return 0
    return 1 if row.state in LIVE and row.holds_debts else 2
