"""A webhook's body is taken at its word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import object_session

from nequi_plugin import webhook
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import PaymentRow
from nequi_plugin.money import Pesos
from nequi_plugin.notice import Notice
from nequi_plugin.service import News, apply
from tests.plants import Put


def plant(put: Put) -> None:
    def believe(desk: Desk, row: PaymentRow, notice: Notice, last: datetime | None) -> None:
        s = object_session(row)
        if s is not None and notice.status == "SUCCESS":
            told = Answer(Verdict.PAID, value=Pesos(row.pesos))
            apply(desk, s, row.message_id, News(told, "webhook"))

    put(webhook, "_set_turn", believe)
