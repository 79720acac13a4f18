"""``POST /nequi/webhook``: a doorbell. The body is never believed, it only sets a turn.

Stored first, answered fast. A notice is kept when its signature verifies or when it names an
attempt of ours; anything else is answered and forgotten, so that nobody fills the table. A bad
signature is answered 200, too: the scheme is known from third parties only (contract section
7.2), and whoever forges one gains at most one look at Nequi per attempt and ten seconds.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from nequi_plugin.crash import crash_point
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import NoticeRow, PaymentRow
from nequi_plugin.notice import BadNotice, Notice, read_notice
from nequi_plugin.runtime import Runtime
from nequi_plugin.service.apply import learn, locked
from nequi_plugin.service.news import News
from nequi_plugin.states import State
from nequi_plugin.times import aware

log = logging.getLogger("nequi")
LARGEST = 16 * 1024
PATIENCE = timedelta(seconds=10)


def make_blueprint(runtime: Runtime) -> Blueprint:
    """The webhook of one app; a host's CSRF protection is lifted for it by design."""
    pages = Blueprint("nequi_webhook", __name__)

    @pages.post("/nequi/webhook")
    def webhook() -> tuple[Response, int]:
        request.max_content_length = LARGEST
        raw = request.get_data(cache=False)
        try:
            notice = read_notice(raw, dict(request.headers), runtime.settings.webhook_secret)
        except BadNotice as error:
            return jsonify(error=str(error)), HTTPStatus.BAD_REQUEST
        _take_in(runtime.desk, notice)
        return jsonify(received=True), HTTPStatus.OK

    return pages


def _take_in(desk: Desk, notice: Notice) -> None:
    """Store it and set the attempt's turn, in one transaction; then the bell."""
    if not notice.verified and not desk.in_read(lambda s: _message_id(s, notice)):
        return
    if desk.in_work(lambda s: _store(desk, s, notice)):
        crash_point("notice-committed")
        desk.ring()


def _message_id(s: Session, notice: Notice) -> str | None:
    """The attempt of ours that the notice names, by MessageID or else by Nequi's own id."""
    names = [PaymentRow.message_id == notice.message_id]
    if notice.transaction_id:
        names.append(PaymentRow.transaction_id == notice.transaction_id)
    query = select(PaymentRow.message_id).where(or_(*names)).order_by(PaymentRow.id)
    return s.scalars(query.limit(1)).first()


def _store(desk: Desk, s: Session, notice: Notice) -> bool:
    """False for a notice that came before."""
    last = _last_at(s, notice.message_id)
    if not _insert(desk, s, notice):
        return False
    message_id = _message_id(s, notice)
    row = locked(s, message_id) if message_id else None
    if row is None:
        log.warning("a verified notice names no attempt of ours: %s", notice.message_id)
        return True
    _adopt(desk, s, row, notice)
    _set_turn(desk, row, notice, last)
    crash_point("notice-uncommitted")
    return True


def _insert(desk: Desk, s: Session, notice: Notice) -> bool:
    dialect = postgresql if s.get_bind().dialect.name == "postgresql" else sqlite
    values = {
        "digest": notice.digest,
        "at": desk.now(),
        "message_id": notice.message_id,
        "transaction_id": notice.transaction_id,
        "status": notice.status,
        "verified": notice.verified,
        "body": notice.body,
    }
    query = dialect.insert(NoticeRow).values(**values).on_conflict_do_nothing()
    return s.execute(query.returning(NoticeRow.id)).first() is not None


def _last_at(s: Session, message_id: str) -> datetime | None:
    query = select(NoticeRow.at).where(NoticeRow.message_id == message_id)
    return aware(s.scalars(query.order_by(NoticeRow.id.desc()).limit(1)).first())


def _adopt(desk: Desk, s: Session, row: PaymentRow, notice: Notice) -> None:
    """An id is taken over only from a verified notice, or when it ends with our MessageID."""
    told, known = notice.transaction_id, row.transaction_id
    ours = notice.verified or (known is None and told.endswith(row.message_id))
    if told and ours and told != known and row.state != State.CREATED:
        news = News(Answer(Verdict.UNCLEAR, transaction_id=told), "webhook")
        if learn(desk, s, row, news):
            row.wake_at = desk.now()


def _set_turn(desk: Desk, row: PaymentRow, notice: Notice, last: datetime | None) -> None:
    """Now, or ten seconds after the last notice of this attempt when nobody vouches for it."""
    if row.state in (State.CREATED, State.SENDING):
        return
    now = desk.now()
    soonest = now if notice.verified or last is None else max(now, last + PATIENCE)
    turn = aware(row.wake_at)
    if turn is None or turn > soonest:
        row.wake_at = soonest
