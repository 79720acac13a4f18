"""A webhook's body is taken at its word."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.models import PaymentRow
from nequi_plugin.money import Pesos
from nequi_plugin.service import News, apply
from nequi_plugin.webhook import doorbell
from nequi_plugin.webhook.doorbell import Named
from nequi_plugin.webhook.notice import Notice
from tests.plants import Put


def plant(put: Put) -> None:
    def believe(
        desk: Desk, s: Session, named: Named, notice: Notice, last: datetime | None
    ) -> None:
        asked = s.scalar(select(PaymentRow.pesos).where(PaymentRow.message_id == named.message_id))
        if asked is not None and notice.status == "SUCCESS":
            told = Answer(Verdict.PAID, value=Pesos(asked))
            apply(desk, s, named.message_id, News(told, "webhook"))

    put(doorbell, "_set_turn", believe)
