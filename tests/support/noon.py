"""It is noon in Bogotá when a test run begins: no test meets midnight, whenever it is started.

What the shop and its Nequi take for now is the system's time and an offset, which a simulator
keeps in a file of its folder. Here it is the same offset for all that one process starts, less
than a day; what is to happen at an edge of the calendar brings a moment of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from nequi_plugin.simulator.clock import BOGOTA, OFFSET_FILE


def until_noon(now: datetime) -> timedelta:
    """How long after ``now`` (aware) a clock in Bogotá shows twelve; less than a day."""
    noon = now.astimezone(BOGOTA).replace(hour=12, minute=0, second=0, microsecond=0)
    return (noon - now) % timedelta(days=1)


AHEAD = until_noon(datetime.now(UTC))


def system_time() -> datetime:
    """Now, for a simulator that stands alone and starts with no offset."""
    return datetime.now(UTC) + AHEAD


def at_noon(folder: Path) -> Path:
    """The file of business time in ``folder``, whose simulator starts after this."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / OFFSET_FILE
    if not file.exists():
        file.write_text(f"{AHEAD.total_seconds():.3f}\n", "ascii")
    return file
