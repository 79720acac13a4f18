"""``GET /healthz``: 200 when web, database and background work are ready, else 503 and why."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from storefront.extensions import nequi

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """For load balancers and for whoever waits until the shop is up."""
    facts, status = nequi.health()
    told = {
        "ready": facts["ok"],
        "web": "ok",
        "database": "ok" if facts["database"] else "unreachable",
        "worker": "ok" if facts.get("worker") else "silent",
    }
    if not facts["ok"]:
        told["reason"] = facts["trouble"]
    return jsonify(told), status
