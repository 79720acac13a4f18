"""``flask nequi check`` on a shop's books with one planted breach of each invariant.

The invariants are those of a payment system's books: I1 conservation, I2 one receipt per
capture, I3 one payable request, I4 paid stays paid, I5 balance, I6 refunds within the capture,
I7 amount and payee, I8 mails, I9 nothing is forgotten, I10 stock, I11 every change has its event.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nequi_plugin import State, push, refund_work
from nequi_plugin.cli import nequi as commands
from nequi_plugin.runtime import Runtime
from nequi_plugin.simulator import RunningSimulator
from storefront.extensions import nequi
from storefront.receipts.service import ReceiptData, make
from tests.storefront.receiving import Till, running_till
from tests.support.noon import at_noon
from tests.support.phone import Phone

STORE, NEQUI = "store", "nequi"
COMPANY, PERSON = "Compañía SAS", "Mariana Quintero"
ASKED = ((COMPANY, "FE-1051"), ("Café La Esquina SAS", "FE-1044"), (COMPANY, "FE-1038"),
         (PERSON, "FE-1055"))  # fmt: skip
BREACHES = [
    ("I1", STORE, "UPDATE allocation SET cents = cents - 100 WHERE payment_id IS NOT NULL",
     "divided"),
    ("I1", NEQUI, "UPDATE capture SET reversed_at = '' WHERE reversed_at <> ''",
     "is done, but Nequi did not give"),
    ("I1", NEQUI, "UPDATE capture SET reversed_at = captured_at WHERE reversed_at = ''",
     "back, which is approved here"),
    ("I1", NEQUI, "UPDATE capture SET value = value + 1000 WHERE reversed_at = ''",
     "was captured for"),
    ("I2", STORE, "UPDATE booking SET message_id = id WHERE payment_id IS NOT NULL",
     "approved and applied but not booked"),
    ("I2", STORE, "UPDATE receipt SET message_id = 'nobody' WHERE payment_id IS NOT NULL",
     "is not the live receipt of a payment"),
    ("I2", NEQUI, "DELETE FROM capture", "but Nequi captured nothing"),
    ("I3", NEQUI, "UPDATE push SET message_id = (SELECT min(message_id) FROM push)",
     "Nequi accepted MessageID"),
    ("I3", STORE, "UPDATE nequi_claim SET name = 'debt:1'",
     "2 requests at Nequi can be paid for debt:1"),
    ("I4", STORE, "UPDATE nequi_payment SET state = 'rejected', ended_at = approved_at"
     " WHERE state = 'approved'; INSERT INTO nequi_event (payment_id, at, source, event, before,"
     " after, code, detail, alert) SELECT id, approved_at, 'status', 'rejected', 'approved',"
     " 'rejected', '', '', 0 FROM nequi_payment WHERE state = 'rejected'",
     "went from approved to rejected without a person"),
    ("I5", STORE, "UPDATE debt SET balance_cents = balance_cents - 100 WHERE label = 'FE-1038'",
     "its rows say"),
    ("I6", STORE, "UPDATE nequi_refund SET pesos = pesos + 1", "on a capture of"),
    ("I6", STORE, "INSERT INTO nequi_refund (payment_id, message_id, state, origin, reason,"
     " pesos, reference, created_at) SELECT payment_id, 'again', 'asked', origin, reason, pesos,"
     " reference, created_at FROM nequi_refund", "on a capture of"),
    ("I6", NEQUI, "INSERT INTO call (service, message_id, at)"
     " SELECT service, message_id, at FROM call WHERE service = 'reverse'",
     "was asked 2 times to give money back, for 1 refunds taken"),
    ("I7", STORE, "UPDATE nequi_payment SET captured = captured - 1 WHERE state = 'approved'",
     "is approved for another value than asked"),
    ("I7", NEQUI, "UPDATE push SET phone = '3009999999'", "was paid by another phone"),
    ("I8", STORE, "DELETE FROM nequi_job WHERE unique_key LIKE 'mail:receipt:%'",
     "its receipt was never queued"),
    ("I8", STORE, "UPDATE nequi_job SET unique_key = 'mail:receipt:' || (SELECT max(message_id)"
     " FROM nequi_payment WHERE state = 'waiting') WHERE unique_key LIKE 'mail:receipt:%'"
     " AND unique_key < (SELECT max(unique_key) FROM nequi_job"
     " WHERE unique_key LIKE 'mail:receipt:%')",
     "is waiting, but its receipt was mailed"),
    ("I9", STORE, "UPDATE nequi_payment SET wake_at = NULL WHERE state = 'waiting'",
     "nobody will look at it again"),
    ("I10", STORE, "UPDATE variant SET taken = taken + 1 WHERE stock > 0", "1 taken"),
    ("I11", STORE, "DELETE FROM nequi_event WHERE after = 'approved'", "its history ends at"),
]  # fmt: skip


@dataclass
class Books:
    """A shop that has sold, and its Nequi; ``planted`` breaks one of the two and mends it."""

    till: Till
    files: dict[str, Path]

    def check(self) -> tuple[int, Any]:
        """Exit code and JSON of the command."""
        done = self.till.shop.app.test_cli_runner().invoke(commands, ["check", "--json"])
        return done.exit_code, json.loads(done.stdout)

    @contextmanager
    def planted(self, which: str, sql: str) -> Iterator[None]:
        """``sql`` has run on the file of ``which``; afterwards the file is as it was."""
        with (closing(sqlite3.connect(":memory:")) as kept,
              closing(sqlite3.connect(self.files[which])) as file):
            file.backup(kept)
            file.executescript(sql)
            try:
                yield
            finally:
                kept.backup(file)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    """One statement paid and received, one paid and given back, two that wait for their payers."""
    folder = tmp_path_factory.mktemp("books")
    at_noon(folder / "nequi")
    with RunningSimulator(folder / "nequi") as sim:
        keys = {"NEQUI_API_URL": sim.url, "NEQUI_TOKEN_URL": f"{sim.url}/oauth2/token",
                "NEQUI_SIMULATOR_URL": sim.url, "NEQUI_CLIENT_ID": "sim-client",
                "NEQUI_CLIENT_SECRET": "sim-secret", "NEQUI_API_KEY": "sim-key"}  # fmt: skip
        store = folder / "store.db"
        with running_till(f"sqlite:///{store}", folder, **keys) as till:
            _sell(till, Phone(sim.url))
            (book,) = (folder / "nequi").glob("*.sqlite3")
            yield Books(till, {STORE: store, NEQUI: book})


def _sell(till: Till, phone: Phone) -> None:
    numbers = (f"300555000{n}" for n in range(9))
    paid, back, *_waiting = [_ask(till, *asked, next(numbers)) for asked in ASKED]
    for mid in (paid, back):
        _approve(till, phone, mid)
    with till.shop.app.app_context():
        refund = nequi.refund(back, person="Ana", reason="Vino roto", form_key="una")
        refund_work.send(_runtime(till).desk, refund.reference)
        today = nequi.now().date()
        make(paid, ReceiptData("RC", today, "Bogotá", "Pago"), person="Ana", actor="ana@x.example")
    states = {one.message_id: one.state for one in till.payments()}
    assert (states[paid], states[back]) == (State.APPROVED, State.REVERSED)


def _ask(till: Till, owner: str, label: str, number: str) -> str:
    """A statement's payment that is on its payer's phone; its MessageID."""
    assert till.payer(owner).pay(label, phone=number).status_code == 303
    mid = till.payments()[0].message_id
    push.send(_runtime(till).desk, mid)
    return mid


def _approve(till: Till, phone: Phone, mid: str) -> None:
    phone.accept(next(one for one in phone.pushes() if one["message_id"] == mid))
    with till.shop.app.app_context():
        nequi.look_now(mid)
        push.ask(_runtime(till).desk, mid)


def _runtime(till: Till) -> Runtime:
    found = till.shop.app.extensions["nequi"]
    assert isinstance(found, Runtime)
    return found


def test_the_books_are_right_before(books: Books) -> None:
    assert books.check() == (0, {"ok": True, "breaches": [], "compared": True})


@pytest.mark.parametrize(("invariant", "which", "sql", "words"), BREACHES,
                         ids=[f"{one[0]}-{one[3]}" for one in BREACHES])  # fmt: skip
def test_one_breach_is_found(
    books: Books, invariant: str, which: str, sql: str, words: str
) -> None:
    with books.planted(which, sql):
        code, told = books.check()

    assert code == 1
    assert any(words in breach for breach in told["breaches"]), told["breaches"]
    assert books.check()[0] == 0
