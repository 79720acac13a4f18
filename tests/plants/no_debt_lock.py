"""Debt rows are neither locked nor claimed: two payments may ask for one debt."""

from __future__ import annotations

from nequi_plugin import debts
from tests.plants import Put


def plant(put: Put) -> None:
    put(debts, "lock", lambda s, names: None)
    put(debts, "lock_around", lambda s, ids, names: None)
    put(debts, "hold", lambda s, names, payment_id: True)
    put(debts, "holders", lambda s, names: {})
