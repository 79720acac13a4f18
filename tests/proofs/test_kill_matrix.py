"""``kill -9`` at every named crash point, one process start per case.

A chain of cases shares one shop: the process that is started after a death is the one that
dies next. Several chains run at once, because most of the time is waiting.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from nequi_plugin.cli import nequi as nequi_commands
from storefront import create_app
from storefront.cli import store as store_commands
from tests.proofs.going_back import dialing, expiring, noting, refunding, spending, voiding
from tests.proofs.hands_off import receiving_by_itself, selling, settle_receipts, unmarking
from tests.proofs.people import Visitor, forms_of, phone
from tests.proofs.shops import Shops, running_shops
from tests.support.databases import Seeded
from tests.support.waiting import wait_until

SECONDS = 10  # from the restart until every order and invoice is right
DEAD_OR_LATE = (requests.ConnectionError, requests.Timeout)
GROUPS = {"nequi": nequi_commands, "store": store_commands}
ONE_AT_A_TIME = threading.Lock()  # a command run in this process prints to its one stdout


@dataclass
class Chain:
    """One shop whose processes die one after the other."""

    shops: Shops
    file: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    receivable: list[str] = field(default_factory=list)
    """Payments whose recibo the worker makes, sooner or later."""

    def arm(self, name: str) -> None:
        """From now on the process dies at ``name``."""
        self.file.write_text(name, "utf-8")

    def visitor(self) -> Visitor:
        """Somebody new."""
        return self.shops.visitor()

    def pay(self, page: str) -> str:
        """Type a number that nobody has used; the answer may never come."""
        with suppress(*DEAD_OR_LATE):
            self.visitor().pay(page, phone(next(self.numbers)))
        return page

    def waiting(self) -> str:
        """A paid-for order's page, its push on the phone."""
        page = self.pay(self.visitor().order())
        self.shops.until(page, "waiting", seconds=SECONDS)
        return page

    def accept(self) -> None:
        """The payer approves; a few seconds later Nequi is asked."""
        self.shops.phone.accept()
        self.shops.phone.advance(4)

    def flask(self, group: str, *words: str) -> Any:
        """The JSON of a command on the shop's database, run in this process to be quick."""
        with ONE_AT_A_TIME:
            done = self.app.test_cli_runner().invoke(GROUPS[group], [*words, "--json"])
        assert done.stdout, f"flask {group} {words}: {done.stderr} {done.exception!r}"
        return json.loads(done.stdout)

    @cached_property
    def app(self) -> Flask:
        """The shop's commands; its pages are served by the processes that die."""
        return create_app(self.shops.store.env)

    def link(self) -> str:
        """The path of a fresh statement link of the company."""
        customers = self.flask("store", "customers")
        company = next(one for one in customers if one["name"].startswith("Compañía"))
        link: str = self.flask("store", "send-statement", str(company["id"]))["link"]
        return "/" + link.split("/", 3)[3]


Flow = Callable[[Chain, str], str]


def placing(chain: Chain, name: str) -> str:
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        chain.visitor().order()
    return ""


def paying(chain: Chain, name: str) -> str:
    page = chain.visitor().order()
    chain.arm(name)
    return chain.pay(page)


def statement(chain: Chain, name: str) -> str:
    link = chain.link()
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        chain.visitor().send(link, "pay-statement", phone=phone(next(chain.numbers)))
    return ""


def approving(chain: Chain, name: str) -> str:
    page = chain.waiting()
    chain.arm(name)
    chain.accept()
    return page


def rejecting(chain: Chain, name: str) -> str:
    page = chain.waiting()
    chain.arm(name)
    chain.shops.phone.reject()
    chain.shops.phone.advance(4)
    return page


def cancelling(chain: Chain, name: str) -> str:
    page = chain.waiting()
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        chain.visitor().send(page, "cancel-payment")
    return page


def receiving(chain: Chain, name: str) -> str:
    page = chain.waiting()
    chain.accept()
    chain.shops.until(page, "approved", jump=2)
    (mid,) = [one["message_id"] for one in chain.shops.phone.book()["captures"]][-1:]
    clerk = chain.visitor()
    assert clerk.send("/entrar", "login", **chain.shops.store.logins()["clerk"]).status_code == 303
    draft = clerk.fill(f"/admin/pagos-sin-recibo/{mid}", "add-receipt")
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        answer = clerk.post(*draft)
        raise AssertionError(f"alive: {answer.status_code} {answer.text[:500]}")
    return page


@dataclass(frozen=True)
class Case:
    """Where the process dies, on which way, and what the page says once it is back."""

    name: str
    way: Flow
    then: str | None


CHAINS = (
    (Case("order-uncommitted", placing, None), Case("attempt-uncommitted", paying, None),
     Case("sending-committed", paying, "unknown"), Case("waiting-committed", paying, "waiting"),
     Case("nequi.mail-handled", approving, "approved"),
     Case("refund-committed", refunding, "approved"),
     Case("failed-committed", dialing("04"), "failed"),
     Case("payment-undone-uncommitted", unmarking, None)),
    (Case("order-committed", placing, None), Case("attempt-committed", paying, "waiting"),
     Case("receipt-uncommitted", receiving_by_itself, "approved"),
     Case("receipt-committed", receiving_by_itself, "approved"),
     Case("create-answered", paying, "unknown"), Case("waiting-uncommitted", paying, "unknown"),
     Case("review-uncommitted", dialing("18"), "review"),
     Case("expired-uncommitted", expiring, "expired"),
     Case("selection-committed", statement, None), Case("create-answered", statement, None)),
    (Case("status-answered", approving, "approved"),
     Case("approved-uncommitted", approving, "approved"),
     Case("approved-committed", approving, "approved"),
     Case("notice-uncommitted", approving, "approved"),
     Case("notice-committed", approving, "approved"),
     Case("nequi.mail-taken", approving, "approved"),
     Case("credit-note-uncommitted", noting, None), Case("credit-use-uncommitted", spending, None),
     Case("refund-answered", refunding, "reversed")),
    (Case("cancel-committed", cancelling, "cancelled"),
     Case("cancelled-uncommitted", cancelling, "cancelled"),
     Case("rejected-committed", rejecting, "rejected"),
     Case("receipt-uncommitted", receiving, "approved"),
     Case("receipt-committed", receiving, "approved"),
     Case("void-uncommitted", voiding, "approved"),
     Case("reversed-uncommitted", refunding, "reversed"),
     Case("credit-sale-uncommitted", selling, None),
     Case("unknown-uncommitted", dialing("09"), "unknown")),
)  # fmt: skip


@pytest.mark.databases("sqlite")
def test_killed_anywhere_the_books_are_right_within_ten_seconds(
    seeded: Seeded, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(len(CHAINS)) as hands:
        told = hands.map(lambda pair: walk(seeded, tmp_path / str(pair[0]), pair[1]),
                         enumerate(CHAINS))  # fmt: skip
        failures = [words for found in told for words in found]
    assert failures == []


def walk(seeded: Seeded, folder: Path, cases: tuple[Case, ...]) -> list[str]:
    """One chain to its end; what went wrong, case by case."""
    folder.mkdir()
    file = folder / "dies-at"
    failures = []
    settings = {"TEST_PLANT": "kill_at", "TEST_KILL_FILE": str(file)}
    with running_shops(seeded, folder, **settings) as shops:
        chain = Chain(shops, file)
        for case in cases:
            try:
                survive(chain, case)
            except AssertionError as failure:
                log = shops.store.log.read_text("utf-8")[-1500:]
                failures.append(f"{case.name} ({case.way.__name__}): {str(failure)[:600]}\n{log}")
                break  # its shop is not what the next case counts on
        if not failures:
            settle_receipts(chain)
    return failures


def survive(chain: Chain, case: Case) -> None:
    """Die, come back, be right in time, and take the money that may still come."""
    shops = chain.shops
    page = case.way(chain, case.name)
    wait_until(shops.store.ended, SECONDS, what="dead")
    shops.store.kill()  # nothing is left of it
    shops.store.start()
    if page:
        jump = 31 if case.then == "cancelled" else 2  # a cancel is repeated after 30 s
        wait_until(lambda: settled(chain, page, case.then, jump), SECONDS, what=f"{case.then}")
    finish(chain, page, case.then)
    assert chain.flask("nequi", "check")["breaches"] == []
    shops.assert_sent_once()


def settled(chain: Chain, page: str, then: str | None, jump: float) -> bool:
    """Whether the page says ``then``; time goes on where it does not yet."""
    if then is None:
        return "pay-nequi" in forms_of(chain.visitor().get(page).text)
    if chain.visitor().state(page) == then:
        return True
    chain.shops.phone.advance(jump)
    return False


def finish(chain: Chain, page: str, then: str | None) -> None:
    """Whatever can still be paid is paid, and booked: paid if and only if captured."""
    shops = chain.shops
    if not page:
        return
    if then is None:
        chain.pay(page)
        shops.until(page, "waiting", seconds=SECONDS)
    pending = [push for push in shops.sent() if push["state"] == "pending"]
    if pending:
        shops.phone.accept(pending[-1])
        shops.until(page, "approved", jump=61, seconds=SECONDS)
