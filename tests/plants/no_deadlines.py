"""Nobody watches how long an attempt has been without a verdict."""

from __future__ import annotations

from nequi_plugin import push
from nequi_plugin.reconcile import reporting
from tests.plants import Put


def plant(put: Put) -> None:
    for module in (push, reporting):
        put(module, "watch_deadlines", lambda desk, s, row: None)
