"""One statement compiled once per kind of database and run on the bare driver.

For what is asked every two seconds by everyone who waits. SQLAlchemy writes the text, orders the
values and turns the answers into Python, but is not asked again at each run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, Engine, Select


class Prepared:
    """A query of at most one row; its own parameters have a default, which is never used."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self._query = query
        self._made: dict[str, _Compiled] = {}

    def one(self, engine: Engine, **values: Any) -> tuple[Any, ...] | None:
        """The row, or None; ``values`` are the query's bound parameters by name."""
        compiled = self._made.get(engine.dialect.name)
        if compiled is None:
            compiled = self._made[engine.dialect.name] = _Compiled(self._query, engine.dialect)
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(compiled.text, compiled.bound(values))
            row = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()  # back to the pool, which ends the read
        return None if row is None else compiled.read(row)


class _Compiled:
    def __init__(self, query: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        made = query.compile(dialect=dialect)
        self.text = str(made)
        self._names: list[str] | None = made.positiontup
        self._fixed = dict(made.construct_params())
        types = [column.type.dialect_impl(dialect) for column in query.selected_columns]
        self._readers: list[Callable[[Any], Any] | None] = [
            kind.result_processor(dialect, None) for kind in types
        ]

    def bound(self, values: dict[str, Any]) -> Any:
        """In the order or by the names that the driver wants."""
        given = {**self._fixed, **values}
        return given if self._names is None else [given[name] for name in self._names]

    def read(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Values as the model's columns give them."""
        pairs = zip(row, self._readers, strict=True)
        return tuple(value if reader is None else reader(value) for value, reader in pairs)
