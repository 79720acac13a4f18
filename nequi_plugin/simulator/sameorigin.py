"""Other sites may not press the phone's buttons: their browsers say where a POST comes from."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden


def require_same_origin() -> None:
    """Refuse a changing request that a browser sent from another origin (403).

    Programs send neither header and pass: the simulator is a development tool on loopback.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        raise Forbidden("another site sent this")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Forbidden("another site sent this")
