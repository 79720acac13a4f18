"""``kill -9`` of the shop's process, and the books right within ten seconds of its restart."""

from __future__ import annotations

import pytest

from tests.proofs.people import phone
from tests.proofs.shops import Shops
from tests.proofs.test_two_processes import links
from tests.support.waiting import wait_until

FIRST = phone(1)


def start_order(shops: Shops) -> str:
    """A shopper's order with its number sent; the payment page."""
    page = shops.visitor().order()
    assert shops.visitor().pay(page, FIRST).status_code == 303
    return page


def start_statement(shops: Shops) -> str:
    """A customer's statement with its number sent; the payment page."""
    (link,) = links(shops, 1)
    sent = shops.visitor().send("/" + link.split("/", 3)[3], "pay-statement", phone=FIRST)
    assert sent.status_code == 303, sent.text[:2000]
    return shops.visitor().get(sent.headers["Location"]).url


@pytest.mark.parametrize("start", [start_order, start_statement])
def test_killed_while_the_push_is_at_nequi(shops: Shops, start: object) -> None:
    shops.phone.fault(latency={"create": 3}, drop_reply={"create": 1})
    page = start(shops)  # type: ignore[operator] # one of the two above
    shops.until_sent(1)
    shops.store.kill()
    shops.phone.fault()
    shops.store.start()

    shops.until(page, "unknown")
    shops.phone.accept()
    shops.until(page, "approved", jump=61)  # the report is asked every minute
    assert_paid_once(shops)


def assert_paid_once(shops: Shops) -> None:
    """One request, one capture, one comprobante, clean books."""
    shops.assert_sent_once()
    assert len(shops.phone.book()["captures"]) == 1
    kinds = wait_until(lambda: k if "receipt" in (k := kinds_of(shops)) else None)
    assert kinds.count("receipt") == 1
    shops.world.check()


def kinds_of(shops: Shops) -> list[str]:
    """What lies in the mailbox."""
    return [mail.kind for mail in shops.world.mailbox.box.newest()]
