"""How often one phone may be asked (quality.md section 2): a count of rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from nequi_plugin.desk import Limits
from nequi_plugin.models import PaymentRow

NOT_SENT = "not_sent"
_IN_QUARTER = case((PaymentRow.sent_at > bindparam("quarter"), 1), else_=0)
_ASKED = select(func.count(), func.coalesce(func.sum(_IN_QUARTER), 0)).where(
    PaymentRow.phone_digest == bindparam("phone"),
    PaymentRow.sent_at > bindparam("day"),
    PaymentRow.reason != NOT_SENT,
)


def refusal(s: Session, limits: Limits, phone_digest: str, now: datetime) -> str:
    """The sentence for a phone that was asked too often, or an empty string.

    Counts every attempt that reached ``sending`` and was not ``not_sent``.
    """
    since = {"quarter": now - timedelta(minutes=15), "day": now - timedelta(days=1)}
    in_day, in_quarter = s.execute(_ASKED, {"phone": phone_digest, **since}).one()
    if in_quarter >= limits.per_quarter_hour:
        return (
            "A ese número ya le enviamos varias solicitudes seguidas. "
            "Espera 15 minutos o usa otro número."
        )
    if in_day >= limits.per_day:
        return "A ese número ya le enviamos muchas solicitudes hoy. Intenta mañana o usa otro."
    return ""
