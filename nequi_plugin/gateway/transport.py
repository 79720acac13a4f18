"""One HTTP exchange that knows for certain whether the request may have left."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from nequi_plugin.errors import ConfigError
from nequi_plugin.gateway.exchange import NoReply, Outcome, Reply
from nequi_plugin.gateway.protocol import always
from nequi_plugin.gateway.settings import GatewaySettings

_GZIP_WINDOW = 31
_now_sending = threading.local()


class _Watch:
    """Follows one exchange: did a byte leave, and is its time over?"""

    def __init__(self, in_time: Callable[[], bool]) -> None:
        self.sent = False
        self._in_time = in_time
        self._late = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    def leaving(self, sock: socket.socket) -> None:
        """Called before the first byte; raises TimeoutError when it is too late to send."""
        with self._lock:
            if self._late or not (self.sent or self._in_time()):
                raise TimeoutError("time was over before the request could leave")
            self.sent = True
            self._socket = sock

    def cut(self) -> None:
        """End the exchange wherever it is: a server that drips must not hold a worker."""
        with self._lock:
            self._late = True
            if self._socket is not None:
                with contextlib.suppress(OSError):  # it may have ended by itself just now
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Plain(HTTPConnection):
    def send(self, data: Any) -> None:  # Any: http.client's own word for what can be sent
        if self.sock is None:
            self.connect()
        _now_sending.watch.leaving(self.sock)
        super().send(data)


class _Secure(HTTPSConnection):
    def send(self, data: Any) -> None:  # urllib3 has connected and checked the certificate
        _now_sending.watch.leaving(self.sock)
        super().send(data)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    """Never repeats anything by itself, and its connections tell when they send."""

    def __init__(self, trust: ssl.SSLContext) -> None:
        self._trust = trust
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._trust, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def cert_verify(self, conn: Any, url: object, verify: object, cert: object) -> None:
        # The shared context holds the authorities: reading them anew costs 16 ms a call.
        conn.cert_reqs = "CERT_REQUIRED"


class Transport:
    """POSTs with both time limits, no redirects, no cookies, checked TLS, bounded answers."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._trust = _trust(settings.ca_bundle)

    def post(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        in_time: Callable[[], bool] = always,
    ) -> Outcome:
        """Exactly one request, on a connection of its own; never raises.

        ``in_time`` is asked once, before the first byte; where it says no, none leaves.

        A kept connection may be dead by the time it is used, and a payment sent into it would
        be unclear for nothing.
        """
        watch = _now_sending.watch = _Watch(in_time)
        timer = threading.Timer(self._settings.total_seconds, watch.cut)
        timer.daemon = True
        timer.start()
        try:
            with _session(self._trust) as session:
                return self._exchange(session, url, body, headers)
        except Exception as error:  # whatever broke, only "may it have left?" matters
            return NoReply(watch.sent, _why(error), timed_out=_is_timeout(error))
        finally:
            timer.cancel()

    def _exchange(
        self, session: requests.Session, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Reply:
        settings = self._settings
        response = session.post(
            url,
            data=body,
            headers={**headers, "Accept": "application/json", "Accept-Encoding": "identity"},
            timeout=(settings.connect_seconds, settings.read_seconds),
            allow_redirects=False,
            stream=True,
            verify=True,
        )
        with contextlib.closing(response):
            return Reply(
                response.status_code,
                _body(response.raw, settings.max_bytes),
                request_id=response.headers.get("x-amzn-requestid", "")[:100],
                retry_after=response.headers.get("Retry-After", ""),
            )


@cache
def authorities() -> ssl.SSLContext:
    """Those that every browser believes; read once in a process, since it takes 20 ms."""
    return ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)


def _trust(bundle: str | None) -> ssl.SSLContext:
    """The authorities to believe; raises ConfigError when the file cannot be read."""
    try:
        return ssl.create_default_context(cafile=bundle) if bundle else authorities()
    except OSError as error:
        raise ConfigError(f"NEQUI_CA_BUNDLE: cannot read certificates from {bundle}") from error


def _session(trust: ssl.SSLContext) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # a .netrc would replace the Authorization header
    adapter = _Adapter(trust)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _body(raw: BaseHTTPResponse, limit: int) -> bytes | None:
    """At most ``limit`` bytes, unpacked under the same limit; None when broken or larger."""
    try:
        data = b""
        # Read to the very end: only then does urllib3 tell that the answer broke off.
        while len(data) <= limit and (
            chunk := raw.read(limit + 1 - len(data), decode_content=False)
        ):
            data += chunk
        if raw.headers.get("Content-Encoding", "").strip().lower() == "gzip":
            unpacker = zlib.decompressobj(_GZIP_WINDOW)
            data = unpacker.decompress(data, limit + 1)
            if not unpacker.eof:
                return None
    except (HTTPError, OSError, zlib.error):
        return None
    return data if len(data) <= limit else None


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, requests.Timeout | TimeoutError)


def _why(error: Exception) -> str:
    """The kind of failure; never its text, which could hold a header."""
    return type(error).__name__
