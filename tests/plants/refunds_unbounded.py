"""Refunds are not counted against their capture."""

from __future__ import annotations

from nequi_plugin.money import Pesos
from nequi_plugin.service import refund_asking, refund_decisions
from tests.plants import Put


def plant(put: Put) -> None:
    for module in (refund_asking, refund_decisions):
        put(module, "left_of", lambda s, row: Pesos(row.captured or 0))
