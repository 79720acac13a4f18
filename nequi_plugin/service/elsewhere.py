"""Attempts that were made for another address of Nequi (``money.md`` item 3: *Frozen*).

Today's gateway never hears of them: one that was not sent fails, one that was sent is a
person's matter until the address is set back.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import EventRow, PaymentRow
from nequi_plugin.service import effects
from nequi_plugin.service.moving import move, record
from nequi_plugin.service.news import News
from nequi_plugin.states import Event, State

WORDS = "Se pidió por otra dirección de Nequi; por la de hoy no se puede consultar"
EVENT = "other_environment"


def elsewhere(desk: Desk, row: PaymentRow) -> bool:
    """Whether the address frozen with this attempt is another one than today's."""
    return row.environment not in ("", desk.environment)


def fail_unsent(desk: Desk, s: Session, row: PaymentRow) -> bool:
    """End a created row of another address as ``not_sent``, with an alert."""
    if row.state != State.CREATED or not elsewhere(desk, row):
        return False
    told = Answer(Verdict.NOT_SENT, reason="not_sent", alert=True)
    move(desk, s, row, Event.GREW_OLD, News(told, EVENT), WORDS)
    return True


def leave_alone(desk: Desk, s: Session, row: PaymentRow) -> bool:
    """Whether nobody may ask about this row now; an open one is shown to a person."""
    if not elsewhere(desk, row):
        return False
    if row.state in (State.WAITING, State.UNKNOWN):
        effects.queue(desk, row, WORDS)
    known = select(EventRow.id).where(EventRow.payment_id == row.id, EventRow.event == EVENT)
    if s.scalars(known.limit(1)).first() is None:
        told = News(Answer(Verdict.UNCLEAR, description=WORDS), "worker")
        record(desk, s, row, EVENT, told, alert=True)
    return True
