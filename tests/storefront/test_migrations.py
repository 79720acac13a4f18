"""The revisions make exactly the tables that the models describe, the plugin's included."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from storefront import create_app
from storefront.extensions import db
from tests.support.databases import Databases


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """Without tables: it is the revisions that make them."""
    return databases.fresh(tmp_path)


def migrated(folder: Path, url: str) -> Flask:
    """A store on an empty database, brought up to date as ``flask db upgrade`` does it."""
    app = create_app(
        {
            "STORE_ENV": "test",
            "STORE_DATA_DIR": str(folder),
            "STORE_SECRET_KEY": "k" * 40,
            "STORE_DATABASE_URL": url,
        }
    )
    with app.app_context():
        upgrade()
    return app


def test_an_upgrade_from_empty_equals_the_models(tmp_path: Path, database_url: str) -> None:
    app = migrated(tmp_path, database_url)
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []
        assert {"nequi_payment", "company", "debt"} <= set(inspect(connection).get_table_names())
    with app.app_context():
        db.engine.dispose()


def test_sqlite_checks_foreign_keys_after_an_upgrade(tmp_path: Path) -> None:
    app = migrated(tmp_path, f"sqlite:///{tmp_path / 'store.db'}")
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
