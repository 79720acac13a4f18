"""Closing a connection without an answer, which no web framework offers."""

from __future__ import annotations

import socket
from typing import Any


class HungUp(Exception):
    """Raised after the socket was shut, so that no answer is even tried."""


def hang_up(environ: dict[str, Any]) -> None:
    """Shut the client's socket under the server (waitress and werkzeug's own server)."""
    sock = _socket(environ)
    if sock is None:
        raise HungUp("this server does not show its socket")
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client went first: the connection is as closed as was wanted


def _socket(environ: dict[str, Any]) -> socket.socket | None:
    direct = environ.get("werkzeug.socket")
    if direct is not None:
        return direct  # type: ignore[no-any-return]  # WSGI environs are untyped
    # waitress gives only a bound method of its channel, which holds the socket
    channel = getattr(environ.get("waitress.client_disconnected"), "__self__", None)
    return getattr(channel, "socket", None)
