"""Money that Nequi's report knows and we do not: an attempt without a key, in review.

A restored backup finds its captures so. A person says what it pays, and only then is it
booked (``money.md``: *A report line … makes an attempt without a key*).
"""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.gateway.protocol import Answer, ReportLine, Verdict
from nequi_plugin.models import ClaimRow, PaymentRow
from nequi_plugin.service import effects
from nequi_plugin.service.actions import Decided
from nequi_plugin.service.apply import LONGEST_ID
from nequi_plugin.service.endings import person_decides
from nequi_plugin.service.moving import locked, record
from nequi_plugin.service.news import News
from nequi_plugin.states import State

_OURS = re.compile(r"[A-Za-z0-9]{10}")
WORDS = "Está en el reporte de Nequi y aquí no existía"


def is_ours(line: ReportLine) -> bool:
    """Whether the MessageID has the shape of ours; what others sent is not our business."""
    return _OURS.fullmatch(line.message_id) is not None


def take_in(desk: Desk, s: Session, line: ReportLine, code: str) -> None:
    """Insert the attempt without a key; nothing when somebody was faster."""
    known = select(PaymentRow.id).where(PaymentRow.message_id == line.message_id)
    if s.scalars(known).first() is not None:
        return
    now = desk.now()
    row = PaymentRow(
        message_id=line.message_id,
        kind="",
        key="",
        way="report",
        pesos=line.value or 0,
        description="",
        code=code,
        environment=desk.environment,
        state=State.REVIEW,
        holds_debts=False,
        captured=line.value,
        capture_told=line.value is not None,
        transaction_id=_free_id(s, line.transaction_id),
        created_at=now,
        last_verdict_at=now,
    )
    s.add(row)
    s.flush()
    effects.queue(desk, row, WORDS)
    row.state = State.CREATED  # the history starts where every history starts
    answer = Answer(Verdict.PAID, value=line.value)
    record(desk, s, row, "found", News(answer, "report"), after=State.REVIEW, alert=True)
    row.state = State.REVIEW
    s.flush()


def give_key(desk: Desk, message_id: str, kind: str, key: str, decided: Decided) -> None:
    """A person says what this money pays, and approves it: one transaction. Raises Refused."""

    def work(s: Session) -> None:
        due = desk.registry.due(kind, key)
        names = due.claimed(kind, key)
        debts.lock_around(s, set(), names)
        row = locked(s, message_id)
        if row is None or row.state != State.REVIEW or row.kind:
            raise Refused("Este pago ya cambió de estado.")
        row.kind, row.key, row.description = kind, key, due.description[:200]
        row.return_url = due.return_url
        s.add_all(ClaimRow(payment_id=row.id, name=name) for name in names)
        s.flush()
        person_decides(
            desk,
            s,
            row,
            decided.outcome,
            person=decided.person,
            reason=decided.reason,
            value=decided.value,
            reference=decided.reference,
        )

    desk.in_work(work)


def _free_id(s: Session, transaction_id: str) -> str | None:
    if not transaction_id or len(transaction_id) > LONGEST_ID:
        return None
    taken = select(PaymentRow.id).where(PaymentRow.transaction_id == transaction_id)
    return None if s.scalars(taken).first() is not None else transaction_id
