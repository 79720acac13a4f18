"""Business time: the system's time plus an offset that survives restarts."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

BOGOTA = timezone(timedelta(hours=-5), "America/Bogota")
OFFSET_FILE = "clock-offset"
MAX_OFFSET = 10 * 366 * 86_400.0


class Clock:
    """Tells business time; the offset file is read by every other process of the same folder."""

    def __init__(self, data_dir: Path, system_time: Callable[[], datetime]) -> None:
        self._file = data_dir / OFFSET_FILE
        self._system_time = system_time
        self._lock = threading.Lock()
        self._offset = self._read()

    @property
    def offset(self) -> float:
        """Seconds that business time runs ahead of the system's."""
        return self._offset

    def now(self) -> datetime:
        """Business time, aware UTC."""
        return self._system_time().astimezone(UTC) + timedelta(seconds=self._offset)

    def advance(self, seconds: float) -> None:
        """Move the offset by `seconds`. Raises ValueError when it leaves ten years."""
        with self._lock:
            self._write(self._offset + seconds)

    def set_offset(self, seconds: float) -> None:
        """Set the offset. Raises ValueError when it leaves ten years."""
        with self._lock:
            self._write(seconds)

    def _read(self) -> float:
        try:
            offset = float(self._file.read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return 0.0
        return offset if _sane(offset) else 0.0

    def _write(self, offset: float) -> None:
        if not _sane(offset):
            raise ValueError("the offset must stay within ten years")
        beside = self._file.with_name(f"{OFFSET_FILE}.{os.getpid()}.new")
        beside.write_text(f"{offset:.3f}\n", "ascii")
        beside.replace(self._file)  # atomic: a reader sees the old number or the new one
        self._offset = offset


def _sane(offset: float) -> bool:
    return math.isfinite(offset) and abs(offset) <= MAX_OFFSET


def iso(moment: datetime) -> str:
    """UTC with milliseconds and Z, of one fixed width, so that text order is time order."""
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def from_iso(text: str) -> datetime:
    """The aware datetime that `iso` wrote."""
    return datetime.fromisoformat(text)
