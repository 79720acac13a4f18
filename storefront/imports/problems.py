"""What is wrong with a file, and with one cell of it: sentences as msgids, with their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class BadFile(Exception):
    """The whole file cannot be read. ``message`` is a msgid, ``values`` what it names."""

    def __init__(self, message: str, values: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message, self.values = message, dict(values or {})


class BadCell(Exception):
    """A cell that says nothing we can keep; its reader knows which column it is."""

    def __init__(self, message: str, **values: str) -> None:
        super().__init__(message)
        self.message, self.values = message, values


@dataclass(frozen=True)
class Problem:
    """A sentence (a msgid, with its values) about the column of that title; empty: the row."""

    column: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
