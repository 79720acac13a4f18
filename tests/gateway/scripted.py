"""A tiny HTTP server that answers from a script: raw bytes, at any pace, or a reset."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

TOKEN_PATH = "/oauth2/token"
Script = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Seen:
    """One request as it came over the wire; header names in lower case."""

    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


def http(
    body: bytes, status: str = "200 OK", headers: tuple[str, ...] = (), length: int | None = None
) -> bytes:
    """A whole HTTP answer; ``length`` lies about the body's size."""
    lines = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def sends(data: bytes) -> Script:
    return lambda connection: connection.sendall(data)


def resets(connection: socket.socket) -> None:
    """Close with RST, as a dying process or a middlebox does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(connection: socket.socket) -> None:
    """Answer nothing until the other side gives up."""
    connection.settimeout(10)
    connection.recv(1)


def drips(data: bytes, pause: float = 0.02) -> Script:
    """One byte every ``pause`` seconds: each read succeeds, the whole never ends in time."""

    def script(connection: socket.socket) -> None:
        wait = threading.Event()
        for position in range(len(data)):
            connection.sendall(data[position : position + 1])
            wait.wait(pause)

    return script


@dataclass
class ScriptedServer:
    """``script`` answers API calls, ``token_script`` token calls; ``seen`` keeps all."""

    listener: socket.socket
    script: Script
    token_script: Script
    wrap: Callable[[socket.socket], socket.socket] = lambda plain: plain
    seen: list[Seen] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    @property
    def calls(self) -> list[Seen]:
        return [one for one in self.seen if not one.target.startswith(TOKEN_PATH)]

    @property
    def token_calls(self) -> list[Seen]:
        return [one for one in self.seen if one.target.startswith(TOKEN_PATH)]

    def in_turn(self, *scripts: Script) -> Script:
        """Answer with each script once, then with the last one for ever."""
        left: Iterator[Script] = iter(scripts[:-1])
        return lambda connection: next(left, scripts[-1])(connection)

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                self._converse(self.wrap(connection))
            except OSError:
                return  # the client hung up first: what half of these scripts are about

    def _converse(self, connection: socket.socket) -> None:
        with connection:
            request = _read(connection)
            if request is None:
                return
            with self._lock:
                self.seen.append(request)
            is_token = request.target.startswith(TOKEN_PATH)
            (self.token_script if is_token else self.script)(connection)


def _read(connection: socket.socket) -> Seen | None:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Seen(first.split(" ")[1], headers, body)


def good_token(value: str = "opaque-token", seconds: object = 3600) -> bytes:
    token = {"access_token": value, "expires_in": seconds, "token_type": "Bearer"}
    return http(json.dumps(token).encode())


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        server = ScriptedServer(listener, script=silent, token_script=sends(good_token()))
        threading.Thread(target=server.serve, daemon=True).start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
