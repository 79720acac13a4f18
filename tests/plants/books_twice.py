"""Hearing of the same capture twice books it twice."""

from __future__ import annotations

from tests.plants import Put, put_transitions


def plant(put: Put) -> None:
    put_transitions(put, {"approved": {"paid": "approved"}})
