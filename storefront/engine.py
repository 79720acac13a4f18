"""The store's engine: SQLite gets the plugin's tuning (WAL, FULL, writers queue at a gate)."""

from __future__ import annotations

from flask import Flask

from nequi_plugin import tune_sqlite
from storefront.db import db


def tune(app: Flask) -> None:
    """Apply ``tune_sqlite`` once per application; PostgreSQL needs nothing."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            tune_sqlite(db.engine)
