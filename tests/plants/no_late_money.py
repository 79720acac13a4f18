"""An ended attempt stays ended, whatever Nequi captures later."""

from __future__ import annotations

from tests.plants import Put, put_transitions


def plant(put: Put) -> None:
    ended = ("rejected", "expired", "cancelled", "failed")
    put_transitions(put, {state: {"paid": None, "paid_differs": None} for state in ended})
