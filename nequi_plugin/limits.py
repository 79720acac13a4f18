"""How often one phone may be asked (quality.md section 2): a count of rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nequi_plugin.desk import Limits
from nequi_plugin.models import PaymentRow

NOT_SENT = "not_sent"


def refusal(s: Session, limits: Limits, phone_digest: str, now: datetime) -> str:
    """The sentence for a phone that was asked too often, or an empty string.

    Counts every attempt that reached ``sending`` and was not ``not_sent``.
    """
    if _asked_since(s, phone_digest, now - timedelta(minutes=15)) >= limits.per_quarter_hour:
        return (
            "A ese número ya le enviamos varias solicitudes seguidas. "
            "Espera 15 minutos o usa otro número."
        )
    if _asked_since(s, phone_digest, now - timedelta(days=1)) >= limits.per_day:
        return "A ese número ya le enviamos muchas solicitudes hoy. Intenta mañana o usa otro."
    return ""


def _asked_since(s: Session, phone_digest: str, since: datetime) -> int:
    query = select(func.count()).where(
        PaymentRow.phone_digest == phone_digest,
        PaymentRow.sent_at > since,
        PaymentRow.reason != NOT_SENT,
    )
    return s.execute(query).scalar_one()
