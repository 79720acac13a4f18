"""Waiting for something that another process or thread does."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import chain, repeat
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 30.0  # seconds; a slow disk or a busy machine is no fault of what is tested


def wait_until(
    predicate: Callable[[], T | None],
    seconds: float = PATIENCE,
    every: float | None = None,
    what: str = "so",
) -> T:
    """Ask ``predicate`` until it gives something true, and give that; AssertionError otherwise.

    It is asked ``every`` so many seconds, or else soon at first and then twenty times a second.
    """
    until = time.monotonic() + seconds
    pause = threading.Event()
    pauses = chain((0.01, 0.02), repeat(0.05)) if every is None else repeat(every)
    while True:
        found = predicate()
        if found:
            return found
        if time.monotonic() > until:
            raise AssertionError(f"not {what} after {seconds} s; the last answer was {found!r}")
        pause.wait(next(pauses))
