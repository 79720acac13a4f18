"""``GET /healthz``: 200 when web, database and background work are ready, else 503 and why."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from storefront.extensions import db, nequi

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """For load balancers and for whoever waits until the shop is up."""
    database = _database()
    worker = database == "ok" and nequi.worker_alive()
    parts = {"web": "ok", "database": database, "worker": "ok" if worker else "silent"}
    ready = all(state == "ok" for state in parts.values())
    return jsonify(ready=ready, **parts), 200 if ready else 503


def _database() -> str:
    try:
        db.session.execute(text("SELECT 1 FROM nequi_worker WHERE 1 = 0"))
    except SQLAlchemyError as error:
        return type(error).__name__
    return "ok"
