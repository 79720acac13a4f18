"""Flask without what it does at every request although its answer never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from babel import Locale
from babel.support import NullTranslations, Translations
from flask import Flask, Request, has_request_context, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from wtforms.i18n import messages_path

SPANISH = Locale("es", "CO")
"""The reader's language, parsed once; Flask-Babel would parse its name at every request."""
MOST = 2000


class QuickRequest(Request):
    """WTForms' own sentences, read once; Flask-WTF would read its catalogue at every request."""

    wtforms_translations: NullTranslations = Translations.load(
        messages_path(), [SPANISH], "wtforms"
    )


class QuickFlask(Flask):
    """No function of ours is asynchronous, and the keys of a process stay the same."""

    request_class = QuickRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._addresses: dict[tuple[str, str, str], str] = {}
        super().__init__(*args, **kwargs)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Flask would look at every hook and view whether it is a coroutine."""
        return func

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Flask's; kept for a page without values and for a static file, of which every page
        names dozens: both hang on the path under which the store is mounted, and on nothing else.
        """
        is_file = endpoint.endswith("static") and [*values] == ["filename"]
        if endpoint[:1] == "." or not has_request_context() or not (is_file or not values):
            return super().url_for(endpoint, **values)
        key = request.script_root, endpoint, str(values.get("filename"))
        found = self._addresses.get(key)
        if found is None:
            if len(self._addresses) >= MOST:  # a shop of many pictures
                self._addresses.clear()
            found = self._addresses[key] = super().url_for(endpoint, **values)
        return found


class QuickSessions(SecureCookieSessionInterface):
    """Signs with one serializer; Flask would make it twice a request."""

    def __init__(self, app: Flask) -> None:
        self._made = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made when the app was."""
        return self._made
