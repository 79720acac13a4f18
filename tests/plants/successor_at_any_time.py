"""A wish for another request never grows old."""

from __future__ import annotations

from datetime import timedelta

from nequi_plugin.service import succession
from tests.plants import Put


def plant(put: Put) -> None:
    put(succession, "WITHIN", timedelta(days=9))
