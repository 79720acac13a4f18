"""Asking Nequi now about everything open: ``flask nequi poll`` is a worker for its run."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import push
from nequi_plugin.desk import Desk
from nequi_plugin.models import PaymentRow
from nequi_plugin.reconcile import reporting
from nequi_plugin.service import actions
from nequi_plugin.states import State


@dataclass(frozen=True)
class Looked:
    """How many open attempts were asked about, and how many of them changed their state."""

    asked: int
    changed: int


def look_at_all(desk: Desk) -> Looked:
    """Set the turn of every waiting and unknown attempt to now, and take it."""
    before = desk.in_read(_open)
    for message_id in before:
        actions.look_now(desk, message_id)
        push.ask(desk, message_id)
    without_id = [message_id for message_id, known in before.items() if not known]
    if without_id:
        reporting.ask_report(desk, without_id)
    after = desk.in_read(_open)
    return Looked(len(before), len(before.keys() - after.keys()))


def _open(s: Session) -> dict[str, bool]:
    """MessageID → whether Nequi's id is known."""
    query = select(PaymentRow.message_id, PaymentRow.transaction_id).where(
        PaymentRow.state.in_((State.WAITING, State.UNKNOWN))
    )
    return {message_id: known is not None for message_id, known in s.execute(query)}
