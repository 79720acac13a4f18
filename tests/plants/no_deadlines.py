"""Nobody watches how long an attempt has been without a verdict."""

from __future__ import annotations

from nequi_plugin import push, reconcile
from tests.plants import Put


def plant(put: Put) -> None:
    for module in (push, reconcile):
        put(module, "watch_deadlines", lambda desk, s, row: None)
