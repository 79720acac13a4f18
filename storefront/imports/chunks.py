"""Many values for ``IN (…)`` in portions that every database takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
PORTION = 500


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """At most 500 at a time; nothing for nothing."""
    whole = list(values)
    for start in range(0, len(whole), PORTION):
        yield whole[start : start + PORTION]
