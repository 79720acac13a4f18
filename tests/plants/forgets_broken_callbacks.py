"""A host's callback that raised is not tried again."""

from __future__ import annotations

from nequi_plugin.service import effects
from tests.plants import Put


def plant(put: Put) -> None:
    put(effects, "_later", lambda desk, s, row, name, reason, error: None)
