"""The poll's short way says what Flask's route says, and leaves all else to it."""

from __future__ import annotations

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from tests.nequi.host import Host
from tests.nequi_edge.reading import Payer

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def hooks(host: Host) -> list[str]:
    """Paths that reached Flask after its host chose the short way."""
    seen: list[str] = []
    app: Flask = host.app
    app._got_first_request = False  # the fixture's host has served; hooks are added before
    app.before_request(lambda: seen.append(request.path))
    host.nequi.quick_status(app, {"X-House": "ours"})
    host.app.test_client().get("/nequi/static/pay.css")
    seen.clear()
    return seen


def both(payer: Payer, client: FlaskClient, hooks: list[str]) -> None:
    """The short way and Flask's own, which a HEAD still takes, tell the same."""
    quick = client.get(f"{payer.url}/status")
    assert hooks == []
    slow = client.head(f"{payer.url}/status")
    assert hooks == [f"{payer.url}/status"]
    hooks.clear()
    assert (quick.status_code, slow.status_code) == (200, 200)
    assert quick.content_length == slow.content_length
    same = {"Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Robots-Tag",
            "X-Content-Type-Options", "Content-Type"}  # fmt: skip
    assert {name: quick.headers[name] for name in same} == {
        name: slow.headers[name] for name in same
    }
    assert quick.headers["X-House"] == "ours"
    assert "Set-Cookie" not in quick.headers


def test_it_tells_the_same_without_flask(host: Host, payer: Payer, hooks: list[str]) -> None:
    payer.pay("3005550001")
    hooks.clear()
    both(payer, host.app.test_client(), hooks)
    assert payer.client.get(f"{payer.url}/status").json["state"] == "created"


def test_all_else_is_flasks(host: Host, payer: Payer, hooks: list[str]) -> None:
    client = host.app.test_client()
    assert client.get(f"{payer.url}/status").json["state"] is None  # nothing was paid yet
    assert client.get("/nequi/bill.1.9.x/status").status_code == 404
    assert client.post(f"{payer.url}/status").status_code == 405
    assert client.get(payer.url).status_code == 200
    assert len(hooks) == 4


def test_trouble_is_told_by_flask(
    host: Host, payer: Payer, hooks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    payer.pay("3005550001")
    hooks.clear()
    host.app.testing, host.app.config["PROPAGATE_EXCEPTIONS"] = False, False
    with host.app.app_context():
        engine = host.db.engine
    monkeypatch.setattr(engine, "raw_connection", lambda: 1 / 0)

    assert host.app.test_client().get(f"{payer.url}/status").status_code == 500
    assert hooks == [f"{payer.url}/status"]


def test_the_first_request_is_always_flasks(host: Host, payer: Payer) -> None:
    """It starts a host's embedded worker, even where only polls come."""
    payer.pay("3005550001")
    seen: list[str] = []
    host.app._got_first_request = False
    host.app.before_request(lambda: seen.append(request.path))
    host.nequi.quick_status(host.app)
    client = host.app.test_client()
    answers = [client.get(f"{payer.url}/status").data for _ in range(3)]

    assert len(set(answers)) == 1
    assert len(seen) == 1
