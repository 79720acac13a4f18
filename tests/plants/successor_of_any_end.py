"""Whatever the end of a request is, the one wished for follows."""

from __future__ import annotations

from types import SimpleNamespace

from nequi_plugin.service import succession
from tests.plants import Put


class _AnyEnd:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment] # it equals everything: no place in a set


def plant(put: Put) -> None:
    put(succession, "State", SimpleNamespace(CANCELLED=_AnyEnd()))
