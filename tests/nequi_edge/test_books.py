"""``flask nequi check`` finds what was broken on purpose, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress

import pytest
from click.testing import Result
from sqlalchemy import text
from sqlalchemy.orm import Session

from nequi_plugin import State
from nequi_plugin.books.compared import compare
from nequi_plugin.books.invariants import check
from nequi_plugin.cli import nequi as commands
from tests.nequi.host import Host

PHONES = {"approved": "3001000001", "rejected": "3001000002", "failed": "3001000004",
          "review": "3001000018", "unknown": "3001000009", "waiting": "3005550001"}  # fmt: skip


@pytest.fixture
def settled(working: Host) -> Host:
    """One attempt in each of these states, and the worker stopped."""
    for state, phone in PHONES.items():
        (bill,) = working.bills(25_000)
        working.until(working.pay(str(bill), phone).message_id, State(state))
    working.runtime.stop_worker()
    return working


def _check(host: Host) -> Result:
    return host.app.test_cli_runner().invoke(commands, ["check", "--json"])


def test_books_after_every_kind_of_ending_are_right(settled: Host) -> None:
    result = _check(settled)

    assert json.loads(result.stdout) == {"ok": True, "breaches": [], "compared": True}
    assert result.exit_code == 0


BREACHES = [
    ("UPDATE nequi_debt SET holder = NULL WHERE name LIKE 'bill:%'", "should hold bill:"),
    ("UPDATE nequi_debt SET holder = 99 WHERE name = 'bill:2'", "no claim to it"),
    ("UPDATE nequi_debt SET holder = NULL WHERE name LIKE 'phone:%'", "does not hold"),
    ("UPDATE nequi_payment SET holds_debts = false WHERE state = 'waiting'", "holds no debts"),
    ("UPDATE nequi_payment SET holds_debts = true WHERE state = 'rejected'", "still holds"),
    ("UPDATE nequi_payment SET ended_at = NULL WHERE state = 'rejected'", "ended at no time"),
    ("UPDATE nequi_payment SET holds_debts = false WHERE state = 'unknown'", "without a release"),
    ("UPDATE nequi_payment SET captured = NULL WHERE state = 'approved'", "nobody told a capture"),
    ("UPDATE nequi_payment SET captured = 24000 WHERE state = 'approved'", "another value"),
    ("UPDATE nequi_payment SET applied = false WHERE state = 'approved'", "applied or queued"),
    ("UPDATE nequi_payment SET queued_at = NULL WHERE state = 'review'", "outside the queue"),
    ("UPDATE nequi_payment SET state = 'expired' WHERE state = 'rejected'", "its history ends"),
    ("UPDATE nequi_payment SET transaction_id = NULL WHERE state = 'waiting'", "without an id"),
    ("UPDATE nequi_event SET before = 'unknown' WHERE after = 'rejected'", "history jumps"),
    ("DELETE FROM nequi_event", "has no history"),
    ("DELETE FROM nequi_claim", "names no debt"),
    ("DELETE FROM nequi_job", "receipt was never queued"),
    ("UPDATE nequi_payment SET message_id = 'Zz' WHERE state = 'approved'", "we do not know"),
    ("UPDATE nequi_payment SET captured = 9 WHERE state = 'approved'", "we booked 9"),
    ("UPDATE nequi_payment SET sent_at = NULL WHERE state = 'unknown'", "was sent at no time"),
    ("UPDATE nequi_payment SET way = 'qr' WHERE state = 'unknown'", "is a code and unknown"),
    ("UPDATE nequi_payment SET way = 'qr' WHERE state = 'waiting'", "without a code to scan"),
    ("UPDATE nequi_payment SET next_way = 'qr' WHERE state = 'rejected'", "names a successor"),
    ("UPDATE nequi_payment SET holds_debts = true WHERE state = 'approved'", "was applied and"),
    ("UPDATE nequi_payment SET wake_at = NULL WHERE state = 'unknown'", "nobody will look"),
    ("UPDATE nequi_payment SET cancel_asked_at = '2026-01-01' WHERE state = 'waiting'",
     "and never sent"),
    ("UPDATE nequi_payment SET ended_at = created_at, state = 'rejected'"
     " WHERE state = 'approved'", "which is rejected here"),
    ("UPDATE nequi_payment SET phone = '3009999999'", "was paid by another phone"),
    ("UPDATE nequi_event SET after = 'reversed' WHERE after = 'rejected'", "no rule allows"),
    ("UPDATE nequi_debt SET holder = (SELECT id FROM nequi_payment WHERE state = 'approved')"
     " WHERE name LIKE 'phone:%'", "which asks nobody"),
]  # fmt: skip


class Undone(Exception):
    """Leaves a transaction without a trace."""


def test_every_broken_book_is_named(settled: Host) -> None:
    told = {sql: _planted(settled, sql) for sql, _ in BREACHES}
    missed = {sql: told[sql] for sql, words in BREACHES if words not in " ".join(told[sql])}
    assert missed == {}
    assert _check(settled).exit_code == 0


def _planted(host: Host, sql: str) -> list[str]:
    """What is found while ``sql`` has run."""
    book, desk, found = host.phone.book(), host.runtime.desk, list[str]()
    with suppress(Undone), host.app.app_context(), host.nequi.unit_of_work() as s:
        s.execute(text(sql))
        found += [*check(s, desk.registry, desk.now()), *compare(s, book)]
        raise Undone
    return found


@pytest.mark.databases("sqlite")
def test_the_command_names_a_breach_and_fails(settled: Host) -> None:
    settled.work(lambda s: s.execute(text("DELETE FROM nequi_claim")))
    result = _check(settled)

    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["ok"] is False
    assert any("names no debt" in breach for breach in told["breaches"])


@pytest.mark.databases("sqlite")
def test_the_hosts_own_checks_are_part_of_it(settled: Host) -> None:
    @settled.nequi.check
    def stock(s: Session) -> Iterable[str]:
        return ["stock of cups is below zero"] if s.execute(text("SELECT 1")).scalar() else []

    result = settled.app.test_cli_runner().invoke(commands, ["check"])

    assert result.exit_code == 1
    assert "stock of cups is below zero" in result.output


@pytest.mark.databases("sqlite")
def test_without_the_simulator_the_rows_are_still_checked(settled: Host) -> None:
    settled.sim.stop()
    settled.sim.stop = lambda: None  # type: ignore[method-assign] # the fixture stops it, too
    result = _check(settled)

    assert json.loads(result.stdout) == {"ok": True, "breaches": [], "compared": False}
    assert "was not compared" in result.stderr
