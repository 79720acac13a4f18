"""What every template asks for dozens of times: words and addresses of static files, remembered.

Both are the same for the life of a process: catalogues are read once, and a static file's
address hangs on the path under which the store is mounted and on nothing else.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import get_locale, get_translations

MOST = 2000


def init_quick(app: Flask) -> None:
    """Must come after Flask-Babel, whose functions it stands before."""
    quick = _Quick(app)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # added by Jinja's i18n
        gettext=quick.gettext,
        ngettext=lambda one, many, count: get_translations().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda context, text: get_translations().upgettext(context, text),
        npgettext=lambda context, one, many, count: get_translations().unpgettext(
            context, one, many, count
        ),
    )
    app.jinja_env.globals["url_for"] = quick.url_for


class _Quick:
    def __init__(self, app: Flask) -> None:
        self._app = app
        self._words: dict[tuple[object, str], str] = {}
        self._files: dict[tuple[str, str, str], str] = {}

    def gettext(self, text: str) -> str:
        """The words in the reader's language."""
        key = get_locale(), text
        said = self._words.get(key)
        if said is None:
            said = self._words[key] = str(get_translations().ugettext(text))
        return said

    def url_for(self, endpoint: str, **values: Any) -> str:
        """Flask's, and quick for ``static`` and ``<blueprint>.static``."""
        is_file = endpoint.endswith("static") and [*values] == ["filename"]
        if not (is_file and has_request_context()):
            return self._app.url_for(endpoint, **values)
        key = request.script_root, endpoint, str(values["filename"])
        found = self._files.get(key)
        if found is None:
            if len(self._files) >= MOST:  # a shop of many pictures
                self._files.clear()
            found = self._files[key] = self._app.url_for(endpoint, **values)
        return found
