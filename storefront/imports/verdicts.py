"""What would happen to each row of a file: the words of the preview. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from storefront.imports.columns import Row
from storefront.imports.problems import BadCell, Problem

D = TypeVar("D")
V = TypeVar("V")


class Outcome(StrEnum):
    """``new`` is written on confirmation, nothing else ever is: ``same`` is here already,
    ``other`` is here with other data, ``wrong`` cannot be read."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"
    WRONG = "wrong"


@dataclass(frozen=True)
class Draft(Generic[D]):
    """A row as its own cells say it; ``data`` is empty exactly when there are problems.

    ``said`` are the keys of the columns that were not left empty.
    """

    line: int
    title: str
    data: D | None
    problems: tuple[Problem, ...] = ()
    said: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """What is ``here`` and what the file says, of the column of that title."""

    column: str
    here: str
    there: str


@dataclass(frozen=True)
class Verdict(Generic[D]):
    """What would happen to the row; ``row_id`` is what is here already."""

    line: int
    title: str
    outcome: Outcome
    detail: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    row_id: int | None = None
    data: D | None = None


@dataclass
class CellReader:
    """Reads the cells of one row and keeps what was wrong, each with its column's title."""

    row: Row
    titles: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, key: str, how: Callable[[str], V]) -> V | None:
        """What the cell says, or None after a problem."""
        try:
            return how(self.row.cell(key))
        except BadCell as bad:
            self.add(key, bad.message, **bad.values)
            return None

    def optional(self, key: str, how: Callable[[str], V], default: V) -> V:
        """The same, where an empty cell says ``default``."""
        if not self.row.cell(key).strip():
            return default
        found = self.read(key, how)
        return default if found is None else found

    def add(self, key: str, message: str, **values: str) -> None:
        """A problem of that column; one is enough for each."""
        title = self.titles.get(key, "")
        if all(known.column != title for known in self.problems):
            self.problems.append(Problem(title, message, values))

    def spare(self) -> None:
        """A row with more cells than titles was cut in the wrong places."""
        if self.row.spare:
            self.add("", "Tiene más celdas que títulos: pon entre comillas los textos que llevan "
                         "el separador.")  # fmt: skip


def wrong(draft: Draft[D]) -> Verdict[D]:
    """The verdict of a row that cannot be read."""
    return Verdict(draft.line, draft.title, Outcome.WRONG, problems=draft.problems)


def counts(verdicts: Iterable[Verdict[D]]) -> Counter[Outcome]:
    """How many rows of each outcome."""
    return Counter(verdict.outcome for verdict in verdicts)
