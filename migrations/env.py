"""How Alembic meets the store's database (the plugin's tables are in the same metadata)."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, DateTime, Text

from storefront.company.crypto import Encrypted
from storefront.db import UtcDateTime, db


def plain_types(type_: str, column: Any, autogen: Any) -> str | bool:
    """Revisions name plain column types, so that they outlive the store's own classes."""
    if type_ == "type" and isinstance(column, UtcDateTime):
        return f"sa.{DateTime.__name__}()"
    if type_ == "type" and isinstance(column, Encrypted):
        return f"sa.{Text.__name__}()"
    return False


def leave_out_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """No change, no file."""
    if getattr(context.config.cmd_opts, "autogenerate", False):
        script = directives[0]
        if script.upgrade_ops.is_empty():
            directives[:] = []


def run(connection: Connection) -> None:
    """Upgrade with SQLite's foreign keys off: batch mode would delete child rows otherwise."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        _pragma(connection, "PRAGMA foreign_keys=OFF")  # heard only before BEGIN
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain_types,
        process_revision_directives=leave_out_empty,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            _check_foreign_keys(connection)
    if sqlite:
        connection.rollback()
        _pragma(connection, "PRAGMA foreign_keys=ON")


def _pragma(connection: Connection, statement: str) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None  # noqa: S101 - an open connection always has one
    raw.execute(statement)


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration broke foreign keys: {broken[:5]}")


with current_app.extensions["migrate"].db.engine.connect() as opened:
    run(opened)
    opened.commit()
