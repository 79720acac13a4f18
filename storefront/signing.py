"""The shop's secrets: the first signs, all of them verify (``STORE_SECRET_KEY``, a comma list)."""

from __future__ import annotations

from flask import current_app


def secrets_now() -> list[str]:
    """Of the current app, the signing one first."""
    older = current_app.config["SECRET_KEY_FALLBACKS"] or []
    return [str(current_app.config["SECRET_KEY"]), *older]
