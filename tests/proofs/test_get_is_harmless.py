"""Mail scanners and link previews open every link: nothing may happen by a GET."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from sqlalchemy import MetaData, create_engine, select

from storefront.mailbox import parts
from tests.proofs.people import Visitor, phone
from tests.proofs.shops import Shops
from tests.proofs.test_kill import kinds_of
from tests.proofs.test_two_processes import links
from tests.support.waiting import wait_until
from tests.walks.letters import HREF, letters

TIMES = 20
HEARTBEATS = "nequi_worker"
Dump = dict[str, list[tuple[Any, ...]]]


def dump(address: str) -> Dump:
    """Every row of every table but the heartbeats."""
    engine, tables = create_engine(address), MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in tables.sorted_tables if table.name != HEARTBEATS
        }  # fmt: skip
    engine.dispose()
    return found


def mailed_links(shops: Shops) -> set[str]:
    """What the mails of a statement, an order, a payment and its notice lead to."""
    kinds = ("statement", "order-received", "receipt", "merchant-notice")
    mailbox = shops.world.mailbox
    wait_until(lambda: set(kinds) <= set(kinds_of(shops)))
    found = {url for kind in kinds for letter in letters(mailbox, kind)
             for url in HREF.findall(parts.html_of(letter.message))}  # fmt: skip
    return {url for url in found if url.startswith(shops.world.url)}


def settled(url: str) -> Dump:
    """The rows once two looks see the same; what Nequi said is written a second later."""
    seen: list[Dump] = [{}]

    def rests() -> bool:
        seen.append(dump(url))
        return seen[-1] == seen[-2]

    wait_until(rests, every=1.5)
    return seen[-1]


@pytest.mark.databases("sqlite")
def test_opening_links_changes_nothing(shops: Shops) -> None:
    links(shops, 1)
    paid, unpaid = pay_one(shops), shops.visitor().order()
    urls = mailed_links(shops) | {paid, unpaid}
    assert len(urls) >= 5, urls
    wait_until(lambda: all_done(shops))
    rows, calls = settled(shops.store.env["STORE_DATABASE_URL"]), shops.phone.book()["calls"]

    for url in sorted(urls):
        for number in range(TIMES):
            method = "HEAD" if number % 4 == 3 else "GET"
            answer = requests.request(method, url, timeout=30)
            assert answer.status_code == 200, f"{method} {url}: {answer.status_code}"

    assert shops.phone.book()["calls"] == calls
    after = dump(shops.store.env["STORE_DATABASE_URL"])
    assert {name for name in after if after[name] != rows[name]} == set()


@pytest.mark.databases("sqlite")
def test_a_page_that_acts_is_found(shops: Shops) -> None:
    """The proof above would notice: here a page's GET makes us ask Nequi."""
    broken = shops.another(TEST_PLANT="get_looks")
    path = pay_one(shops).removeprefix(shops.world.url)
    calls = shops.phone.book()["calls"]
    Visitor(broken.url).get(path)

    wait_until(lambda: shops.phone.book()["calls"] != calls)


def pay_one(shops: Shops) -> str:
    """An order that is paid; its payment page."""
    visitor = shops.visitor()
    page = visitor.order()
    visitor.pay(page, phone(1))
    shops.phone.accept()
    shops.until(page, "approved", jump=2)
    return page


def all_done(shops: Shops) -> bool:
    """Mails and checks are done; what is due later, a reservation's end, may stay."""
    engine = create_engine(shops.store.env["STORE_DATABASE_URL"])
    with engine.connect() as connection:
        query = "SELECT count(*) FROM nequi_job WHERE state = 'due' AND lane = 'mail'"
        waiting = connection.exec_driver_sql(query).scalar_one()
    engine.dispose()
    return bool(waiting == 0)
