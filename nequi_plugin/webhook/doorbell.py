"""What a notice does: it is kept once, and sets the turn of the attempt that it names.

The attempt is looked up before the writers' gate; behind it stand one insert and one update.
An id that we do not know yet takes the long way, with every lock.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from nequi_plugin.checkout.door import Door
from nequi_plugin.crash import crash_point
from nequi_plugin.database.prepared import Prepared
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import NoticeRow, PaymentRow
from nequi_plugin.service.apply import learn
from nequi_plugin.service.moving import locked
from nequi_plugin.service.news import News
from nequi_plugin.states import State
from nequi_plugin.times import aware
from nequi_plugin.webhook.notice import Notice

log = logging.getLogger("nequi")
PATIENCE = timedelta(seconds=10)

_OURS = select(PaymentRow.message_id, PaymentRow.transaction_id)
_BY_MESSAGE = Prepared(_OURS.where(PaymentRow.message_id == bindparam("told", "")))
_BY_TRANSACTION = Prepared(_OURS.where(PaymentRow.transaction_id == bindparam("told", "")))
_INSERTS = {
    name: dialect.insert(NoticeRow.__table__).on_conflict_do_nothing().returning(NoticeRow.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_TURN = (
    update(cast(Table, PaymentRow.__table__))
    .where(PaymentRow.message_id == bindparam("mine"))
    .where(PaymentRow.state.not_in((State.CREATED, State.SENDING)))
    .where(or_(PaymentRow.wake_at.is_(None), PaymentRow.wake_at > bindparam("soonest")))
    .values(wake_at=bindparam("soonest"))
)


class Named(NamedTuple):
    """The attempt of ours that a notice names, by MessageID or else by Nequi's own id."""

    message_id: str
    transaction_id: str | None


def take_in(door: Door, notice: Notice) -> None:
    """Store it and set the attempt's turn, in one transaction; then the bell."""
    named, desk = _named(door, notice), door.desk
    if named is None and not notice.verified:
        return
    if desk.in_work(lambda s: _store(door, s, notice, named)):
        crash_point("notice-committed")
        desk.ring()


def _named(door: Door, notice: Notice) -> Named | None:
    """Two questions: with OR and an order, SQLite would walk through the whole table."""
    engine = door.engine()
    found = _BY_MESSAGE.one(engine, told=notice.message_id)
    if found is None and notice.transaction_id:
        found = _BY_TRANSACTION.one(engine, told=notice.transaction_id)
    return None if found is None else Named(*found)


def _store(door: Door, s: Session, notice: Notice, named: Named | None) -> bool:
    """False for a notice that came before."""
    desk = door.desk
    last = None if notice.verified else _last_at(s, notice.message_id)
    if not _insert(desk, s, notice):
        return False
    named = named or _named(door, notice)  # it may have waited long at the gate
    if named is None:
        log.warning("a verified notice names no attempt of ours: %s", notice.message_id)
        return True
    if _tells_an_id(notice, named):
        _adopt(desk, s, named.message_id, notice)
    _set_turn(desk, s, named, notice, last)
    crash_point("notice-uncommitted")
    return True


def _insert(desk: Desk, s: Session, notice: Notice) -> bool:
    values = {
        "digest": notice.digest,
        "at": desk.now(),
        "message_id": notice.message_id,
        "transaction_id": notice.transaction_id,
        "status": notice.status,
        "verified": notice.verified,
        "body": notice.body,
    }
    connection = s.connection()
    made = connection.execute(_INSERTS[connection.dialect.name], values)
    return made.first() is not None


def _last_at(s: Session, message_id: str) -> datetime | None:
    query = select(NoticeRow.at).where(NoticeRow.message_id == message_id)
    return aware(s.scalars(query.order_by(NoticeRow.id.desc()).limit(1)).first())


def _tells_an_id(notice: Notice, named: Named) -> bool:
    """An id is taken over only from a verified notice, or when it ends with our MessageID."""
    told, known = notice.transaction_id, named.transaction_id
    ours = notice.verified or (known is None and told.endswith(named.message_id))
    return bool(told) and ours and told != known


def _adopt(desk: Desk, s: Session, message_id: str, notice: Notice) -> None:
    """Learn the id; what could not be asked about until now is asked about at once."""
    row = locked(s, message_id)
    if row is None or row.state == State.CREATED:
        return
    news = News(Answer(Verdict.UNCLEAR, transaction_id=notice.transaction_id), "webhook")
    if learn(desk, s, row, news):
        row.wake_at = desk.now()
    s.flush()


def _set_turn(
    desk: Desk, s: Session, named: Named, notice: Notice, last: datetime | None
) -> None:
    """Now, or ten seconds after the last notice of this attempt when nobody vouches for it;
    a turn that comes sooner stays. The row alone is touched, so no debt needs to be locked."""
    now = desk.now()
    soonest = now if notice.verified or last is None else max(now, last + PATIENCE)
    s.connection().execute(_TURN, {"mine": named.message_id, "soonest": soonest})
