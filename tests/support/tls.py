"""A TLS front for a store under test, as a proxy at a real shop would stand before it."""
from __future__ import annotations

import http.client
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class TlsFront:
    """``https://localhost:port`` in front of ``http://127.0.0.1:target``; a context manager.

    Start the store with STORE_PUBLIC_URL=front.url and STORE_TRUSTED_PROXIES=1, the browser page
    with ``ignore_https_errors=True``: the certificate is its own.
    """

    def __init__(self, folder: Path) -> None:
        self.target = 0  # the store's port; set before the first request
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                pass_on(self, front.target)

            do_GET = do_POST = do_HEAD = _pass_on  # noqa: N815, RUF100 - http.server's names

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context(folder).wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"https://localhost:{self._server.server_port}"

    def __enter__(self) -> TlsFront:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def pass_on(handler: BaseHTTPRequestHandler, target: int) -> None:
    """One request to the store and its answer back."""
    body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    headers = {name: value for name, value in handler.headers.items() if name.lower() not in HOP}
    headers |= {"X-Forwarded-For": handler.client_address[0], "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": handler.headers.get("Host", "")}
    inner = http.client.HTTPConnection("127.0.0.1", target, timeout=30)
    try:
        inner.request(handler.command, handler.path, body or None, headers)
        answer = inner.getresponse()
        content = answer.read()
    finally:
        inner.close()
    handler.send_response(answer.status)
    for name, value in answer.getheaders():
        if name.lower() not in HOP:
            handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


def context(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate for localhost, made now and good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + timedelta(days=1))
            .add_extension(names, critical=False).sign(key, hashes.SHA256()))
    file = folder / "localhost.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption()))
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(file)
    return found
