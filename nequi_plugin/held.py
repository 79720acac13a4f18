"""A host's own change of its debts, under the same locks as the payments on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.desk import Desk
from nequi_plugin.errors import NequiError
from nequi_plugin.service import moving

TRIES = 8


class Held:
    """Names locked for the rest of the unit of work."""

    def __init__(self, desk: Desk, s: Session, names: set[str]) -> None:
        self._desk = desk
        self._s = s
        self._names = names
        self._settled: set[str] = set()

    def settled(self, name: str) -> None:
        """The host closed this debt: attempts on it end, or are asked to be cancelled."""
        if name not in self._names:
            raise KeyError(f"{name} is not held here")
        self._settled.add(name)

    def finish(self) -> None:
        """End the attempts on every settled debt; called by ``hold`` on the way out."""
        if self._settled:
            self._s.flush()
            moving.end_others(self._desk, self._s, self._settled, but=0)


@contextmanager
def hold(desk: Desk, s: Session, names: Iterable[str]) -> Iterator[Held]:
    """Insert and lock ``names`` and what the live attempts on them carry, in sorted order."""
    wanted = set(names)
    _lock(s, wanted)
    s.expire_all()
    held = Held(desk, s, wanted)
    yield held
    held.finish()


def _lock(s: Session, wanted: set[str]) -> None:
    """Lock in a savepoint: giving it up frees what it locked, so that a late name can join."""
    for _try in range(TRIES):
        savepoint = s.begin_nested()
        try:
            debts.lock_around(s, set(), wanted)
        except debts.Restart:
            savepoint.rollback()
        else:
            savepoint.commit()
            return
    raise NequiError("the same debts changed too often; try again")
