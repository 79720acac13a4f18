"""What is unclear after a create is simply sent once more."""

from __future__ import annotations

from tests.plants import Put, put_transitions


def plant(put: Put) -> None:
    put_transitions(put, {"sending": {"unclear": "created", "worker_died": "created"}})
