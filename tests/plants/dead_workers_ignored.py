"""What a dead worker held is nobody's."""

from __future__ import annotations

from nequi_plugin import worker
from tests.plants import Put


def plant(put: Put) -> None:
    put(worker, "the_dead", lambda desk, s: ([], []))
