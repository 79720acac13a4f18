"""Whatever the network or the other side does: certain things certain, the rest unclear."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from nequi_plugin.gateway import Verdict
from tests.gateway.conftest import Bench
from tests.gateway.envelopes import CODE, CREATED, answer, envelope, paid
from tests.gateway.scripted import Script, drips, http, resets, sends, silent

NO_ENVELOPE = b'{"message": "Forbidden"}'
NOT_SENT, UNCLEAR = Verdict.NOT_SENT, Verdict.UNCLEAR


GZIP = ("Content-Encoding: gzip",)
BOMB = gzip.compress(b" " * 50_000_000)
GOOD = envelope({**CREATED, **CODE, **paid(), "reversionRS": {}})

UNCLEAR_KINDS: dict[str, Script] = {
    "silence": silent,
    "reset after the request": resets,
    "closed without a word": sends(b""),
    "half a status line": sends(b"HTTP/1."),
    "not HTTP": sends(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "headers only": sends(http(b"", length=400)),
    "drip of the body": drips(http(GOOD + b" " * 500)),
    "drip of the headers": drips(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 5000),
    "endless 100 Continue": drips(b"HTTP/1.1 100 Continue\r\n\r\n" * 400, pause=0.001),
    "body cut by length": sends(http(GOOD[:-20], length=len(GOOD))),
    "truncated JSON": sends(http(GOOD[:-20])),
    "HTML with 200": sends(http(b"<html><h1>Mantenimiento</h1></html>")),
    "empty with 200": sends(http(b"")),
    "204": sends(http(b"", "204 No Content")),
    "ten megabytes": sends(http(GOOD[:-1] + b" " * 10_000_000 + b"}")),
    "gzip bomb": sends(http(BOMB, headers=GZIP)),
    "truncated gzip": sends(http(gzip.compress(GOOD)[:-9], headers=GZIP)),
    "gzip in name only": sends(http(GOOD, headers=GZIP)),
    "deep nesting": sends(http(b"[" * 200_000)),
    "deep nesting inside": sends(http(b'{"ResponseMessage":' + b'{"a":' * 150_000)),
    "huge number": sends(http(b'{"ResponseMessage": ' + b"9" * 100_000 + b"}")),
    "null": sends(http(b"null")),
    "a list": sends(http(b"[1, 2]")),
    "no envelope with 200": sends(http(NO_ENVELOPE)),
    "wrong types": sends(http(b'{"ResponseMessage": [], "ResponseHeader": 7}')),
    "status is text": sends(http(b'{"ResponseMessage": {"ResponseHeader": {"Status": "0"}}}')),
    "code is true": sends(answer(CREATED, code=True)),
    "code is an object": sends(answer(CREATED, code={"0": 0})),
    "500": sends(http(b'{"message": "Internal server error"}', "500 Internal Server Error")),
    "502": sends(http(b"<html>", "502 Bad Gateway")),
    "503 with a good envelope": sends(http(GOOD, "503 Service Unavailable")),
    "504": sends(http(b'{"message": "Endpoint request timed out"}', "504 Gateway Timeout")),
    "408": sends(http(b"", "408 Request Timeout")),
    "redirect": sends(http(b"", "302 Found", ("Location: /elsewhere",))),
    "redirect that keeps the POST": sends(http(b"", "308 Moved", ("Location: /elsewhere",))),
    "400 that says success": sends(http(GOOD, "400 Bad Request")),
    "403 with a broken body": sends(http(NO_ENVELOPE, "403 Forbidden", length=900)),
    "400 with half an envelope": sends(http(GOOD[:60], "400 Bad Request")),
}

REFUSED_KINDS: dict[str, Script] = {
    "429": sends(http(b'{"message": "Too Many Requests"}', "429 Too Many Requests")),
    "429 with a broken body": sends(http(b"{", "429 Too Many Requests", length=90)),
    "403": sends(http(NO_ENVELOPE, "403 Forbidden")),
    "404 with HTML": sends(http(b"<html>", "404 Not Found")),
    "400 without envelope": sends(http(b"{}", "400 Bad Request")),
    "413 without a body": sends(http(b"", "413 Payload Too Large")),
}

READS = ("status", "status_qr")
SERVICES = ("create", "create_qr", "cancel", "reverse", *READS)
ON_EVERY_SERVICE = (
    "silence",
    "reset after the request",
    "truncated JSON",
    "HTML with 200",
    "huge number",
    "wrong types",
    "503 with a good envelope",
    "400 that says success",
)
UNCLEAR_CASES = [
    *((service, kind) for service in ("create", "status", "cancel") for kind in UNCLEAR_KINDS),
    *((s, kind) for s in ("create_qr", "status_qr", "reverse") for kind in ON_EVERY_SERVICE),
]


@pytest.mark.parametrize(("service", "kind"), UNCLEAR_CASES)
def test_what_may_have_arrived_is_unclear(bench: Bench, kind: str, service: str) -> None:
    bench.server.script = UNCLEAR_KINDS[kind]
    told = bench.ask(service, bench.gateway())
    assert told.verdict is UNCLEAR
    assert (told.transaction_id, told.payload) == (None, None)
    assert told.value is None
    assert not told.unauthorized
    assert {one.target.split("/")[1] for one in bench.server.calls} == {"payments"}
    assert len(bench.server.calls) == 1 or service in READS


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("kind", REFUSED_KINDS)
def test_what_was_refused_at_the_door_was_not_sent(bench: Bench, kind: str, service: str) -> None:
    bench.server.script = REFUSED_KINDS[kind]
    told = bench.ask(service, bench.gateway())
    reads = service in READS
    assert told.verdict is (UNCLEAR if reads else NOT_SENT)
    assert told.reason == ("" if reads else "not_sent")
    assert told.alert is not kind.startswith("429")
    assert len(bench.server.calls) <= (2 if reads else 1)


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1", "http://no-such-host.invalid", "https://{host}"],
    ids=["connect refused", "no such name", "TLS with a plain server"],
)
def test_what_never_left_was_not_sent(bench: Bench, address: str, service: str) -> None:
    host = bench.server.url.removeprefix("http://")
    token_url = bench.server.url + "/oauth2/token"
    gateway = bench.gateway(api_url=address.format(host=host), token_url=token_url)
    told = bench.ask(service, gateway)
    assert told.verdict is (UNCLEAR if service in READS else NOT_SENT)
    assert len(bench.server.token_calls) == 1


def test_a_send_that_comes_too_late_does_not_leave(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow name service eats the whole time: nothing may leave afterwards."""
    look_up = socket.getaddrinfo

    def slowly(*args: Any, **kwargs: Any) -> Any:
        threading.Event().wait(0.3)
        return look_up(*args, **kwargs)

    gateway = bench.gateway(total_seconds=0.05)
    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    assert bench.create(gateway).verdict is NOT_SENT
    assert bench.server.seen == []


@pytest.mark.parametrize(
    "data",
    [
        http(gzip.compress(GOOD), headers=GZIP),
        http(b"\xef\xbb\xbf" + GOOD),
        http(GOOD.decode().encode("utf-16")),
        http(json.dumps(json.loads(GOOD), ensure_ascii=False).encode().replace(b"PRUEBA", b"\xd1")),
        http(GOOD, "201 Created"),
    ],
    ids=["gzip unasked", "byte order mark", "UTF-16", "Latin-1", "201"],
)
def test_odd_but_readable_answers_are_read(bench: Bench, data: bytes) -> None:
    bench.server.script = sends(data)
    assert bench.create(bench.gateway()).verdict is Verdict.ACCEPTED
    assert bench.status(bench.gateway()).verdict is Verdict.PAID
    assert bench.create_qr(bench.gateway()).verdict is Verdict.ACCEPTED


def test_a_header_that_cannot_be_sent_is_not_sent(bench: Bench) -> None:
    bench.credentials = type(bench.credentials)("id", "secret", "llave\r\nX: y", "NIT_1")
    assert bench.create(bench.gateway()).verdict is NOT_SENT
    assert bench.server.calls == []


def test_the_machines_own_netrc_and_proxies_stay_out(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either could replace the Authorization header or carry it to somebody else."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    bench.server.script = sends(answer(CREATED))
    assert bench.create(bench.gateway()).verdict is Verdict.ACCEPTED
    assert bench.server.calls[0].headers["authorization"] == "Bearer opaque-token"
    assert bench.server.token_calls[0].headers["authorization"].startswith("Basic dGhlLWNsaWVudDp0")
