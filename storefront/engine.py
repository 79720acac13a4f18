"""The store's engine: SQLite gets the plugin's tuning (WAL, FULL, writers queue at a gate)."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from nequi_plugin import tune_sqlite
from storefront.db import db


def tune(app: Flask) -> None:
    """Make SQLite's folder and tune it, once per application; PostgreSQL needs nothing."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            Path(db.engine.url.database or "store.db").parent.mkdir(parents=True, exist_ok=True)
            tune_sqlite(db.engine)
