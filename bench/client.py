"""A browser that costs next to nothing, so that the server is what is measured."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
COOKIE = re.compile(rb"\r\nset-cookie: *([^=;\r\n]+)=([^;\r\n]*)", re.IGNORECASE)
LOCATION = re.compile(rb"\r\nlocation: *([^\r\n]+)", re.IGNORECASE)
FORM = b"application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """Status, where it leads, and the body (never packed: nothing was offered)."""

    status: int
    location: str
    body: bytes


class Client:
    """One kept connection with cookies."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        name, _, port = self._host.partition(":")
        self._socket = socket.create_connection((name, int(port)), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._cookies: dict[bytes, bytes] = {}

    def get(self, address: str) -> Answer:
        """Raises RuntimeError for anything but 200."""
        answer = self._send(b"GET", address, b"", b"")
        if answer.status != 200:
            raise RuntimeError(f"GET {address}: {answer.status} {answer.body[:300]!r}")
        return answer

    def post(self, address: str, fields: list[tuple[str, str]]) -> Answer:
        """A form; raises RuntimeError for anything but a redirect."""
        answer = self._send(b"POST", address, urlencode(fields).encode(), FORM)
        if answer.status not in (302, 303):
            raise RuntimeError(f"POST {address}: {answer.status} {answer.body[:300]!r}")
        return answer

    def post_json(self, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Raises RuntimeError for anything but 200."""
        lines = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
        answer = self._send(b"POST", address, body, b"application/json", lines)
        if answer.status != 200:
            raise RuntimeError(f"POST {address}: {answer.status} {answer.body[:300]!r}")
        return answer

    def close(self) -> None:
        """The server may forget this visitor."""
        self._socket.close()

    def _send(
        self, method: bytes, address: str, body: bytes, kind: bytes, more: bytes = b""
    ) -> Answer:
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        lines = [b"%s %s HTTP/1.1" % (method, path.encode()), b"Host: " + self._host.encode()]
        if self._cookies:
            held = b"; ".join(b"%s=%s" % pair for pair in self._cookies.items())
            lines.append(b"Cookie: " + held)
        if method == b"POST":
            lines += [b"Content-Type: " + kind, b"Content-Length: %d" % len(body)]
        self._socket.sendall(b"\r\n".join(lines) + b"\r\n" + more + b"\r\n" + body)
        return self._read()

    def _read(self) -> Answer:
        taken = b""
        while b"\r\n\r\n" not in taken:
            taken += self._some()
        head, _, body = taken.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None:
            raise RuntimeError(f"no length: {head!r}")
        while len(body) < int(length[1]):
            body += self._some()
        self._cookies.update(COOKIE.findall(head))
        place = LOCATION.search(head)
        return Answer(int(head.split(b" ", 2)[1]), place[1].decode() if place else "", body)

    def _some(self) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise RuntimeError("the server hung up")
        return got
