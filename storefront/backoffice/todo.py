"""What the start page says needs doing, and its figures: each domain adds its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Todo:
    """One line of *Por hacer* with the act that ends it."""

    icon: str
    title: str
    detail: str
    label: str
    url: str


@dataclass(frozen=True)
class Kpi:
    """One figure of the start page, already formatted."""

    label: str
    value: str
    detail: str


TodoSource = Callable[[], Todo | None]
KpiSource = Callable[[], Kpi]

todo_sources: list[TodoSource] = []
kpi_sources: list[KpiSource] = []


def todo(source: TodoSource) -> TodoSource:
    """Register a source of one line; None means that nothing waits."""
    todo_sources.append(source)
    return source


def kpi(source: KpiSource) -> KpiSource:
    """Register a figure."""
    kpi_sources.append(source)
    return source
