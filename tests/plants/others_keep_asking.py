"""A paid debt's other attempts go on."""

from __future__ import annotations

from nequi_plugin.service import effects
from tests.plants import Put


def plant(put: Put) -> None:
    put(effects, "end_others", lambda desk, s, names, but: None)
