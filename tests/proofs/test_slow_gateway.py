"""Nequi takes half a minute for every push; the shop does not (how fast it is: ``bench/``)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.proofs.people import Fields, Visitor, phone
from tests.proofs.shops import Shops

SLOW = {"create": 30}  # seconds; less than what a call of the shop may take
ALONE = 5.0  # seconds: a slow disk's or a busy machine's, never Nequi's
SHOPPERS = 20
PAGES = ("/", "/producto/taza-de-barro", "/carrito")
pytestmark = pytest.mark.databases("sqlite")


def seconds(action: Callable[[], object]) -> float:
    began = time.monotonic()
    action()
    return time.monotonic() - began


def median(times: list[float]) -> float:
    return statistics.median(times)


def filled(shops: Shops, number: int) -> tuple[Visitor, str, Fields]:
    """A shopper with an order of their own before the payment form."""
    visitor = shops.visitor()
    return (visitor, *visitor.fill(visitor.order(), "pay-nequi", phone=phone(number)))


def page_times(shops: Shops) -> dict[str, float]:
    """The median of five per page."""
    visitor = shops.visitor()
    return {path: median([seconds(lambda p=path: visitor.get(p)) for _ in range(5)])  # type: ignore[misc]
            for path in PAGES}


def test_the_shop_is_as_fast_while_nequi_is_slow(
    shops: Shops, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = [filled(shops, number) for number in range(5)]
    before = page_times(shops)
    shops.phone.fault(latency=SLOW)
    posts = [seconds(lambda f=form: f[0].post(f[1], f[2])) for form in forms]  # type: ignore[misc]
    meanwhile = page_times(shops)

    with capsys.disabled():
        print(f"\npayment POST, Nequi at 30 s: {median(posts) * 1000:.0f} ms")
        for path in PAGES:
            print(f"{path}: {before[path] * 1000:.0f} ms, then {meanwhile[path] * 1000:.0f} ms")
    assert median(posts) < ALONE
    for path in PAGES:
        assert meanwhile[path] < ALONE
    shops.phone.fault()


def test_twenty_shoppers_have_twenty_pushes_at_once(
    shops: Shops, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor(10) as hands:
        forms = list(hands.map(lambda number: filled(shops, number), range(SHOPPERS)))
    shops.phone.fault(latency=SLOW)
    began = time.monotonic()
    with ThreadPoolExecutor(SHOPPERS) as hands:
        answers = list(hands.map(lambda form: form[0].post(form[1], form[2]), forms))
    sent = shops.until_sent(SHOPPERS)
    took = time.monotonic() - began
    shops.phone.fault()

    with capsys.disabled():
        print(f"\n{SHOPPERS} pushes in the book after {took:.1f} s")
    assert {answer.status_code for answer in answers} == {303}
    assert len({push["message_id"] for push in sent}) == SHOPPERS
    assert took < SLOW["create"], "one waited for another's answer"


def test_a_stop_does_not_wait_for_nequi(shops: Shops) -> None:
    """SIGTERM ends the shop within 15 s (``stop`` says so), whatever Nequi still owes it."""
    visitor, page, form = filled(shops, 0)
    shops.phone.fault(latency=SLOW)
    visitor.post(page, form)
    shops.until_sent(1)
    shops.store.stop()
    shops.store.start()
