"""The bills host's tables on PostgreSQL, made once and then copied; SQLite makes them as fast."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nequi_plugin.simulator import RunningSimulator
from tests.nequi.host import running_host
from tests.support.databases import Databases
from tests.support.postgres import Server


@pytest.fixture(scope="session")
def bill_tables(
    postgres_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Hands out the address of a host that has its tables and nothing in them."""
    made = Databases("postgresql", postgres_server)

    def make() -> str:
        folder = tmp_path_factory.mktemp("bills")
        address = made.fresh(folder)
        with RunningSimulator(folder) as unasked, running_host(address, unasked):
            return address

    yield functools.cache(make)
    made.close()


@pytest.fixture(name="database_url")
def bill_database(
    databases: Databases, bill_tables: Callable[[], str], tmp_path: Path
) -> str:
    """A database for the host of one test."""
    template = bill_tables() if databases.kind == "postgresql" else None
    return databases.fresh(tmp_path, template)
