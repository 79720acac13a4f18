"""Columns by the titles that people and programs give them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from storefront.imports.problems import BadFile
from storefront.namekeys import name_key


@dataclass(frozen=True)
class Column:
    """One column: ``key`` for us, ``title`` as the template writes it, ``aliases`` as other
    programs do. ``says`` (a msgid) tells people what goes there; ``example`` fills the
    template's row. ``needed``: without it no row can be read."""

    key: str
    title: str
    says: str
    example: str
    aliases: tuple[str, ...] = ()
    needed: bool = False

    @property
    def names(self) -> set[str]:
        """Every title it answers to, without case, accents and signs."""
        return {name_key(name) for name in (self.title, *self.aliases)}


@dataclass(frozen=True)
class Row:
    """One row of a sheet: ``line`` as a spreadsheet numbers it, cells by their column's key.

    ``spare`` tells that it has more cells than the file has titles."""

    line: int
    cells: dict[str, str]
    spare: bool = False

    def cell(self, key: str) -> str:
        """The text, or nothing where the file has no such column."""
        return self.cells.get(key, "")


@dataclass(frozen=True)
class Rows:
    """What a file holds, and the titles of it that we have no use for."""

    rows: list[Row]
    unused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Titles:
    """The key of each column from the left; None where a title means nothing to us."""

    keys: list[str | None] = field(default_factory=list)
    unused: tuple[str, ...] = ()


def score(cells: Iterable[str], columns: Sequence[Column]) -> int:
    """How many columns these cells name."""
    known = {name: column.key for column in columns for name in column.names}
    return len({known[key] for key in map(name_key, cells) if key in known})


def match(cells: Sequence[str], columns: Sequence[Column]) -> Titles:
    """Which column stands where. Raises BadFile for one that is missing or there twice."""
    known = {name: column.key for column in columns for name in column.names}
    keys = [known.get(name_key(cell)) for cell in cells]
    for column in columns:
        if keys.count(column.key) > 1:
            twice = [cell.strip() for cell, key in zip(cells, keys, strict=True)
                     if key == column.key]  # fmt: skip
            raise BadFile("Dos columnas dicen lo mismo: %(titles)s. Deja una.",
                          {"titles": ", ".join(twice)[:120]})  # fmt: skip
    missing = [column.title for column in columns if column.needed and column.key not in keys]
    if missing:
        raise BadFile("Falta la columna %(titles)s.", {"titles": ", ".join(missing)})
    pairs = zip(cells, keys, strict=True)
    unused = tuple(cell.strip()[:60] for cell, key in pairs if key is None and cell.strip())
    return Titles(keys, unused)
