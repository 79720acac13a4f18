"""A code whose reply was lost is unknown, as a push would be."""

from __future__ import annotations

from nequi_plugin import states
from tests.plants import Put


def plant(put: Put) -> None:
    put(states, "QR", {})
