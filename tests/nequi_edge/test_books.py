"""``flask nequi check`` finds what was broken on purpose, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from click.testing import Result
from sqlalchemy import text
from sqlalchemy.orm import Session

from nequi_plugin import State
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
]  # fmt: skip


@pytest.mark.parametrize(("sql", "words"), BREACHES, ids=[words for _, words in BREACHES])
@pytest.mark.databases("sqlite")
def test_a_broken_book_is_named(settled: Host, sql: str, words: str) -> None:
    settled.work(lambda s: s.execute(text(sql)))
    result = _check(settled)

    assert result.exit_code == 1
    assert any(words in breach for breach in json.loads(result.stdout)["breaches"]), result.stdout


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
