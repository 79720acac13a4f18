"""Pages."""

from __future__ import annotations

from flask import Blueprint

from nequi_plugin.runtime import Runtime


def make_blueprint(runtime: Runtime) -> Blueprint:
    """Pages."""
    blueprint = Blueprint("nequi", __name__, url_prefix="/nequi")

    @blueprint.get("/<token>")
    def page(token: str) -> str:
        return token

    return blueprint
