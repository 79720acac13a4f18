"""A lost reply counts as a failed payment."""

from __future__ import annotations

from tests.plants import Put, put_transitions


def plant(put: Put) -> None:
    put_transitions(put, {"sending": {"unclear": "failed", "worker_died": "failed"}})
