"""SQLite made fit for money: WAL, FULL, immediate writes behind one fair gate.

Offered to hosts as ``tune_sqlite(engine)``; the extension never alters an engine by itself.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from typing import Any
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event

LIMIT_SECONDS = 10.0
BEGIN = "sqlite_begin"
_GATE = "nequi_gate"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON")
_tuned: WeakSet[Engine] = WeakSet()


class GateTimeout(TimeoutError):
    """Another writer held the database for ten seconds."""


class Gate:
    """One writer at a time, in this process and between processes, so that they queue."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()

    def take(self) -> int:
        """Wait for the gate; gives the descriptor that holds it (one per taker)."""
        deadline = time.monotonic() + LIMIT_SECONDS
        if not self._lock.acquire(timeout=LIMIT_SECONDS):
            raise GateTimeout(f"no write lock on {self._path} within {LIMIT_SECONDS:.0f} s")
        try:
            return self._opened(deadline)
        except BaseException:
            self._lock.release()
            raise

    def give(self, descriptor: int) -> None:
        """Close the descriptor, which frees the file lock, and let the next one in."""
        os.close(descriptor)
        self._lock.release()

    def _opened(self, deadline: float) -> int:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._flock(descriptor, deadline)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor

    def _flock(self, descriptor: int, deadline: float) -> None:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise GateTimeout(f"another process holds {self._path}") from None
                time.sleep(0.002)  # flock has no time limit of its own
            else:
                return


def is_tuned(engine: Engine) -> bool:
    """Whether ``tune_sqlite`` was called on this engine."""
    return engine in _tuned


def tune_sqlite(engine: Engine) -> None:
    """Make a SQLite file engine safe for concurrent money: call once, before its first use.

    Reads begin DEFERRED; a unit of work begins IMMEDIATE behind the gate.
    """
    if engine in _tuned or engine.dialect.name != "sqlite":
        return
    _tuned.add(engine)
    gate = Gate(f"{engine.url.database}.gate")

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        if connection.get_execution_options().get(BEGIN) == "IMMEDIATE":
            connection.info[_GATE] = gate.take()
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:  # takes no lock and cannot fail, so it need not pass through the engine
            begin: Any = connection.connection.driver_connection
            begin.execute("BEGIN DEFERRED")

    @event.listens_for(engine, "checkin")
    def returned(connection: Any, record: Any) -> None:
        descriptor = record.info.pop(_GATE, None)
        if descriptor is not None:
            gate.give(descriptor)
