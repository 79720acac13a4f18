"""What a raising callback wrote stays."""

from __future__ import annotations

from nequi_plugin.service import effects
from tests.plants import Put


def plant(put: Put) -> None:
    put(effects, "in_savepoint", lambda s, callback: callback())
