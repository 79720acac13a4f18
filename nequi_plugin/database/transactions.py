"""Which thread is in a unit of work, and which errors mean that one starts over."""

from __future__ import annotations

import threading

from sqlalchemy.exc import DBAPIError

from nequi_plugin.debts import Restart
from nequi_plugin.errors import OpenTransaction

_RETRIED_STATES = frozenset({"40P01", "40001"})  # PostgreSQL: deadlock, serialization failure
_thread = threading.local()


def inside() -> bool:
    """Whether this thread has a unit of work open."""
    return bool(getattr(_thread, "inside", False))


def enter() -> None:
    """This thread's unit of work begins."""
    _thread.inside = True


def leave() -> None:
    """This thread's unit of work is over."""
    _thread.inside = False


def assert_outside() -> None:
    """Refuse a gateway call while this thread is in a unit of work; raises OpenTransaction."""
    if inside():
        raise OpenTransaction("no gateway call inside a database transaction")


def starts_over(error: Exception) -> bool:
    """Whether the transaction is to be run again whole: lost by the database, or ``Restart``."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, Restart)
    return error.connection_invalidated or (
        getattr(error.orig, "sqlstate", None) in _RETRIED_STATES
    )
