"""Databases that have the store's tables already: made once for each kind, then copied."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storefront import create_app
from storefront.db import Model, db
from tests.storefront.shopping import Shop, Shopper
from tests.support.databases import Databases
from tests.support.postgres import Server


@pytest.fixture(scope="session")
def tables(
    postgres_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], str]]:
    """Hands out the address of an empty store of a kind, to copy."""
    made: list[Databases] = []

    def empty_store(kind: str) -> str:
        made.append(Databases(kind, postgres_server))
        folder = tmp_path_factory.mktemp(f"tables-{kind}")
        address = made[-1].fresh(folder)
        app = create_app({"STORE_ENV": "test", "STORE_DATA_DIR": str(folder),
                          "STORE_SECRET_KEY": "k" * 40, "STORE_DATABASE_URL": address,
                          "NEQUI_WORKER": "none"})
        with app.app_context():
            Model.metadata.create_all(db.engine)
            db.engine.dispose()
        return address

    yield functools.cache(empty_store)
    for databases in made:
        databases.close()


@pytest.fixture
def database_url(databases: Databases, tables: Callable[[str], str], tmp_path: Path) -> str:
    """A database with the store's tables, and nothing in them."""
    return databases.fresh(tmp_path, tables(databases.kind))


@pytest.fixture
def shopper(shop: Shop) -> Shopper:
    """Somebody with a cup of $ 42.000 in the cart of the file's own shop."""
    found = shop.shopper()
    found.put("taza")
    return found
