"""Named lines at which the kill tests stop a process; in the product they do nothing."""

from __future__ import annotations

from collections.abc import Callable

_hooks: list[Callable[[str], None]] = []


def crash_point(name: str) -> None:
    """A no-op, unless a test planted a hook from outside the product."""
    for hook in _hooks:
        hook(name)


def plant(hook: Callable[[str], None]) -> None:
    """Called by test plants only (``tests/plants``)."""
    _hooks.append(hook)
