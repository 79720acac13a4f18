"""A worker that slept after its commit calls all the same."""

from __future__ import annotations

from nequi_plugin import push
from tests.plants import Put


def plant(put: Put) -> None:
    put(push, "CALL_WITHIN_SECONDS", 1e9)
