"""One phone may be asked as often as anybody likes."""

from __future__ import annotations

from nequi_plugin import limits
from tests.plants import Put


def plant(put: Put) -> None:
    put(limits, "refusal", lambda s, limits, phone_digest, now: "")
