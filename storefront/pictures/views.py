"""``/fotos/<name>``: uploaded pictures, kept by browsers for a year since they never change."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_from_directory

from storefront.pictures.keeping import folder, is_served

blueprint = Blueprint("pictures", __name__)
A_YEAR = 365 * 24 * 3600


@blueprint.get("/fotos/<name>")
def show(name: str) -> Response:
    """One picture; 404 for any other name."""
    if not is_served(name):
        abort(404)
    answer = send_from_directory(folder(), name, mimetype="image/webp", max_age=A_YEAR)
    answer.cache_control.public, answer.cache_control.immutable = True, True
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
