"""Databases of both kinds, and stores that are seeded once and then copied."""
from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.support.postgres import Server

KINDS = ("sqlite", "postgresql")
ServerDoor = Callable[[], Server]  # asked only by tests that want PostgreSQL: starting costs 1 s


class Databases:
    """Makes databases of one kind; ``close`` drops what it made."""

    def __init__(self, kind: str, server: ServerDoor) -> None:
        self.kind = kind
        self.server = server
        self._made: list[str] = []

    def fresh(self, folder: Path, template: str | None = None) -> str:
        """The address of a new database, empty or a copy; an SQLite file lies in ``folder``."""
        if self.kind == "postgresql":
            self._made.append(self.server().create(template))
            return self._made[-1]
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "store.db"
        if template:
            copy_sqlite(Path(template.removeprefix("sqlite:///")), file)
        return f"sqlite:///{file}"

    def close(self) -> None:
        """Drop the PostgreSQL databases; files go with their folders."""
        for address in self._made:
            self.server().drop(address)
        self._made.clear()


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy, what still lies in the write-ahead log included."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


@dataclass(frozen=True)
class Seeded:
    """A migrated and seeded store to copy from: its database and its data folder."""

    databases: Databases
    address: str
    data: Path

    def copy(self, data: Path) -> str:
        """A copy of both; ``data`` becomes the data folder. Gives the database's address."""
        shutil.copytree(self.data, data, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("store.db*", "simulator"))
        return self.databases.fresh(data, self.address)
