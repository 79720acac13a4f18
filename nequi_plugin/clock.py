"""Business time: the system's, plus what the simulator's clock was advanced by."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

FRESH_SECONDS = 0.2


def business_clock(path: str) -> Callable[[datetime], datetime]:
    """A function from real to business time; without a ``path`` the two are the same.

    ``path`` holds a number of seconds as text, written by the simulator; it is read at most
    five times a second.
    """
    if not path:
        return lambda real: real
    offset = _Offset(Path(path))
    return lambda real: real + timedelta(seconds=offset.seconds())


class _Offset:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._seconds = 0.0

    def seconds(self) -> float:
        with self._lock:
            if time.monotonic() - self._read_at > FRESH_SECONDS:
                self._seconds = self._read()
                self._read_at = time.monotonic()
            return self._seconds

    def _read(self) -> float:
        try:
            return float(self._path.read_text().strip() or 0)
        except (OSError, ValueError):
            return 0.0
