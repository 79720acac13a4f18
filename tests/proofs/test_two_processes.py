"""Two web processes and many hands on one debt: one request at Nequi, equal answers."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.proofs.people import Fields, Visitor, phone
from tests.proofs.shops import Shops
from tests.support.processes import StoreProcess

AT_ONCE = 50
Filled = tuple[Visitor, str, Fields]


def press(filled: Filled) -> requests.Response:
    visitor, address, fields = filled
    return visitor.post(address, fields)


def fill_all(page: str, stores: list[StoreProcess], form: str = "pay-nequi") -> list[Filled]:
    """Fifty devices of fifty people, half at each process, each with the page before them."""

    def fill(number: int) -> Filled:
        visitor = Visitor(stores[number % len(stores)].url)
        path = page.replace(stores[0].url, "")
        return (visitor, *visitor.fill(path, form, phone=phone(number)))

    with ThreadPoolExecutor(10) as hands:
        return list(hands.map(fill, range(AT_ONCE)))


def press_all(filled: list[Filled]) -> list[requests.Response]:
    with ThreadPoolExecutor(AT_ONCE) as hands:
        return list(hands.map(press, filled))


def path_of(answer: requests.Response) -> tuple[int, str]:
    location = answer.headers.get("Location", "")
    return answer.status_code, "/" + location.split("/", 3)[3] if "://" in location else location


def test_fifty_posts_on_one_order_make_one_request(shops: Shops) -> None:
    second = shops.another()
    page = shops.visitor().order()
    answers = press_all(fill_all(page, [shops.store, second]))

    assert {path_of(answer) for answer in answers} == {(303, "/" + page.split("/", 3)[3])}
    shops.until_sent(1)
    shops.phone.accept()
    shops.until(page, "approved", jump=2)
    assert len(shops.sent()) == 1
    assert shops.states() == ["approved"]
    shops.world.check()


def links(shops: Shops, count: int) -> list[str]:
    """Mailed links to the statement of the company that owes three invoices."""
    customers = shops.store.json("store", "customers")
    company = next(one for one in customers if one["name"].startswith("Compañía"))
    send = ("store", "send-statement", str(company["id"]))
    return [shops.store.json(*send)["link"] for _ in range(count)]


def test_two_devices_on_one_statement_make_one_request_per_debt(shops: Shops) -> None:
    second = shops.another()
    paths = ["/" + link.split("/", 3)[3] for link in links(shops, 2)]
    filled = [ticked(Visitor((shops.store, second)[n % 2].url), paths[n // 2 % 2], n)
              for n in range(8)]
    answers = press_all(filled)

    assert {answer.status_code for answer in answers} == {303}
    assert_one_live_request_per_debt(shops)


def ticked(visitor: Visitor, path: str, number: int) -> Filled:
    """Three different selections, each with the middle one of the three invoices."""
    debts = re.findall(r'name="invoices"[^>]*value="(\d+)"', visitor.get(path).text)
    assert len(debts) == 3, debts
    chosen = (debts, debts[:2], debts[1:])[number % 3]
    address, fields = visitor.fill(path, "pay-statement", phone=phone(number))
    rest = [field for field in fields if field[0] != "invoices"]
    return visitor, address, rest + [("invoices", debt) for debt in chosen]


def assert_one_live_request_per_debt(shops: Shops) -> None:
    """Every selection has the middle invoice, so there is one request in all."""
    shops.until_sent(1)
    shops.phone.advance(1)
    assert len(shops.sent()) == 1
    assert len(shops.states()) == 1
    shops.world.check()


@pytest.mark.databases("postgresql")
def test_without_the_lock_on_debts_there_are_more(shops: Shops) -> None:
    """The proof above would notice: here the lock and the claim's guard are off."""
    broken = [shops.another(TEST_PLANT="no_debt_lock") for _ in range(2)]
    shops.store.stop()
    orders = 0
    while orders < 5 and len(shops.states()) == orders:  # fifty hands may just miss each other
        orders += 1
        press_all(fill_all(Visitor(broken[0].url).order(), broken))

    assert len(shops.until_sent(orders + 1)) > orders
