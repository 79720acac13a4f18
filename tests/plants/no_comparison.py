"""The captured value is not compared with the asked one."""

from __future__ import annotations

from nequi_plugin.service import news
from tests.plants import Put


def plant(put: Put) -> None:
    put(news, "difference", lambda answer, frozen: "")
