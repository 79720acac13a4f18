"""A debt with a capture in review is asked for again."""

from __future__ import annotations

import importlib

from tests.plants import Put


def plant(put: Put) -> None:
    start = importlib.import_module("nequi_plugin.service.start")  # a function hides the module
    put(start, "open_money", lambda s, names: False)
