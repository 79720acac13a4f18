"""The JSON door costs one query, and nothing is ever done by a GET."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from nequi_plugin import State
from tests.nequi.host import Host
from tests.nequi_edge.reading import Payer


@contextmanager
def statements(host: Host) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    seen: list[str] = []

    def watch(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(seen.append)

    def leave(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(None)

    with host.app.app_context():
        pool = host.db.engine.pool
    event.listen(pool, "checkout", watch)
    event.listen(pool, "checkin", leave)
    try:
        yield seen
    finally:
        event.remove(pool, "checkout", watch)
        event.remove(pool, "checkin", leave)


@pytest.mark.databases("sqlite")
def test_status_costs_one_query_in_every_state(host: Host, payer: Payer) -> None:
    for prepare in (payer.look, lambda: payer.pay("3005550001")):
        prepare()
        with statements(host) as seen:
            payer.status()
        assert len([sql for sql in seen if sql.startswith("SELECT")]) == 1, seen


@pytest.mark.databases("sqlite")
def test_no_get_writes_or_asks(host: Host, payer: Payer) -> None:
    payer.pay("3005550001")
    with statements(host) as seen:
        for _ in range(20):
            payer.look()
            payer.status()
            for act in ("cancel", "declare", "look"):
                assert payer.client.get(f"{payer.url}/{act}").status_code == 405

    assert not [sql for sql in seen if not sql.startswith(("SELECT", "BEGIN", "ROLLBACK"))]
    assert host.phone.book()["calls"] == {}
    assert host.newest().state is State.CREATED


def test_unknown_things_are_404_in_both_doors(host: Host, payer: Payer) -> None:
    with host.app.app_context():
        nobody = host.nequi.pay_url("bill", "999")
        stranger = host.nequi.pay_url("thing", "1")
    bent = ("bill.1.9.x", "%F0%9F%92%A5", "a" * 900)
    for url in (nobody, stranger, *(f"/nequi/{token}" for token in bent)):
        assert payer.client.get(url).status_code == 404
    answer = payer.client.get("/nequi/bill.1.9.x/status")
    assert answer.status_code == 404
    assert answer.get_json()["error"]
