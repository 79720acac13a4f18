"""A request that follows another: written on the live one, started by the transaction that
ends it ``cancelled`` (``money.md``: *Resend and change of way*)."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.database.transactions import starts_over
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Changed, Refused, UnknownPayable
from nequi_plugin.models import PaymentRow
from nequi_plugin.service.start import start
from nequi_plugin.states import LIVE, State, Way
from nequi_plugin.times import aware

log = logging.getLogger("nequi")
WITHIN = timedelta(minutes=2)
OTHER_VALUE = "El valor cambió mientras cancelábamos la anterior. Revísalo antes de pagar."
UNDER_WAY = "Otra solicitud por lo mismo ya está en camino."
BROKEN = "No pudimos enviar la otra solicitud. Intenta de nuevo."

Told = tuple[str, str]
"""(event, detail) for the attempt's history."""


def drop(row: PaymentRow) -> bool:
    """Forget the successor that was asked for; whether there was one."""
    had = row.next_way is not None
    row.next_way = row.next_phone = row.next_phone_digest = row.next_asked_at = None
    return had


def follow(desk: Desk, s: Session, row: PaymentRow, *, by_person: bool) -> Told | None:
    """After a change of state: start the successor, drop it, or leave it waiting (None).

    Only an attempt that just ended ``cancelled`` by Nequi's word, or before it was sent, is
    followed, and only within two minutes of the wish. A refusal is kept for the page.
    """
    if row.next_way is None or row.state in LIVE:
        return None
    way, phone = Way(row.next_way), row.next_phone or ""
    asked = aware(row.next_asked_at)
    drop(row)
    late = asked is None or desk.now() > asked + WITHIN
    if row.state != State.CANCELLED or by_person or late:
        return "successor_dropped", ""
    try:
        with s.begin_nested():
            message_id = _start(desk, s, row, way, phone)
    except Exception as error:  # the host's code may raise anything: the cancel stands
        if starts_over(error):
            raise
        return "successor_refused", _refused(row, error)
    s.info.setdefault("nequi_after", []).append(desk.ring)
    return "successor_started", message_id


def _start(desk: Desk, s: Session, row: PaymentRow, way: Way, phone: str) -> str:
    """The same debts for the same amount: their names are locked already, and were shown."""
    names = tuple(sorted(debts.names_of(s, row.id)))
    kind, key, pesos = row.kind, row.key, row.pesos
    due = desk.registry.due(kind, key)
    if due.claimed(kind, key) != names or due.pesos != pesos:
        raise Refused(OTHER_VALUE)
    started = start(desk, s, kind, key, phone, way=way)
    if started.joined:
        raise Refused(UNDER_WAY)
    if started.payment.pesos != pesos:
        raise Refused(OTHER_VALUE)
    return started.payment.message_id


def _refused(row: PaymentRow, error: Exception) -> str:
    if isinstance(error, Refused):
        sentence = str(error)
    elif isinstance(error, (Changed, UnknownPayable)):
        sentence = OTHER_VALUE
    else:
        log.error("the successor of %s failed to start", row.message_id, exc_info=error)
        sentence = BROKEN
    row.next_refusal = sentence[:200]
    return sentence
