"""A late refusal undoes an approval."""

from __future__ import annotations

from tests.plants import Put, put_transitions


def plant(put: Put) -> None:
    put_transitions(put, {"approved": {"expired": "expired", "rejected": "rejected"}})
