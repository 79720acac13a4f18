"""The status poll answered before Flask: no session, no routing, none of the host's hooks.

Offered to hosts as ``nequi.quick_status(app)``; the extension never wraps an app by itself. Only
the plain case is answered here, a good link to a payable with an attempt. All else, and any
trouble, goes on to Flask's own route of the same address, which says the same words.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Flask

from nequi_plugin.checkout.door import Door
from nequi_plugin.checkout.status import read_status

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("nequi")
POLL = re.compile(r"/nequi/([A-Za-z0-9._~-]{1,400})/status")


class QuickStatus:
    """A WSGI application in front of ``app``; ``headers`` stand on every answer of it."""

    def __init__(
        self, app: Flask, door: Door, inner: WSGIApplication, headers: Mapping[str, str]
    ) -> None:
        self._app = app
        self._door = door
        self._inner = inner
        self._headers = [("Content-Type", "application/json"), *headers.items()]
        self._opened = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """WSGI."""
        if not self._opened:  # whatever it is, the first request is Flask's: it starts the worker
            self._opened = True
            return self._inner(environ, start_response)
        found = POLL.fullmatch(environ.get("PATH_INFO", ""))
        body = self._body(found[1]) if found and environ["REQUEST_METHOD"] == "GET" else None
        if body is None:
            return self._inner(environ, start_response)
        start_response("200 OK", [*self._headers, ("Content-Length", str(len(body)))])
        return [body]

    def _body(self, token: str) -> bytes | None:
        try:
            with self._app.app_context():
                facts = read_status(self._door, token)
                return None if facts is None else self._json(facts)
        except Exception as error:  # whatever it is, Flask meets it again and its handlers tell
            log.debug("a poll goes on to Flask: %s", error)
            return None

    def _json(self, facts: dict[str, Any]) -> bytes:
        return self._app.json.dumps(facts, separators=(",", ":")).encode() + b"\n"
