"""A paid debt's other attempts go on."""

from __future__ import annotations

from nequi_plugin.service import moving
from tests.plants import Put


def plant(put: Put) -> None:
    put(moving, "end_others", lambda desk, s, names, but: None)
