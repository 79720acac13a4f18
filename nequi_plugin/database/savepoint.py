"""Host callbacks run in a savepoint on the unit of work's session, and may not end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from nequi_plugin.errors import NequiError

T = TypeVar("T")
_ENDINGS = ("commit", "rollback", "close")


class EndedTransaction(NequiError):
    """A host callback tried to commit, roll back or close the session it runs in."""


def in_savepoint(s: Session, callback: Callable[[], T]) -> T:
    """Run ``callback``; what it wrote is undone when it raises, and the error goes on."""
    s.flush()
    with s.begin_nested():
        for name in _ENDINGS:
            setattr(s, name, _refuse)
        try:
            result = callback()
        finally:
            for name in _ENDINGS:
                delattr(s, name)
        s.flush()
    return result


def _refuse(*_: object, **__: object) -> None:
    raise EndedTransaction("a payment callback may not end the transaction it runs in")
