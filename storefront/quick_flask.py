"""Flask without what it does at every request although its answer never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class QuickFlask(Flask):
    """No function of ours is asynchronous, and the keys of a process stay the same."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Flask would look at every hook and view whether it is a coroutine."""
        return func


class QuickSessions(SecureCookieSessionInterface):
    """Signs with one serializer; Flask would make it twice a request."""

    def __init__(self, app: Flask) -> None:
        self._made = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made when the app was."""
        return self._made
