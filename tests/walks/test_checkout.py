"""Walk 3: a guest buys, pays with the phone, and the sale gets its recibo de caja."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walks import office, paying, shopping
from tests.walks.walk import Walk, money, pesos, says

JUG, PIECES, PRICE = "Jarra de barro", 2, 68_000
pytestmark = pytest.mark.databases("sqlite")


def test_a_guest_buys_and_the_sale_gets_its_receipt(walk: Walk) -> None:
    clerk = office.merchant(walk, wide=False)
    before = stock(walk, clerk)
    shopper = walk.person(wide=True)
    shopping.order(walk, shopper, JUG, PIECES)
    total = money(shopper.locator(".amount").first)
    assert total > PIECES * PRICE

    paying.pay(walk, shopper, "pedido")

    press_back(walk, shopper)
    assert stock(walk, clerk) == before - PIECES
    mails_say(walk, total)
    notice = walk.mail("merchant-notice")
    office.add_receipt(walk, walk.person(), notice, "pedido")
    walk.world.check()


def press_back(walk: Walk, shopper: Page) -> None:
    """The order's page knows that it is paid and asks for nothing more."""
    shopper.get_by_role("link", name="Ver mi pedido").click()
    expect(shopper.get_by_role("heading", name=re.compile("Pedido"))).to_be_visible()
    says(shopper, "Pagado")
    expect(shopper.get_by_role("link", name="Paga con Nequi")).to_have_count(0)
    walk.see(shopper, "pedido-pagado")


def mails_say(walk: Walk, total: int) -> None:
    """The order and its comprobante, both to the shopper."""
    for kind in ("order-received", "receipt"):
        letter = walk.mail(kind)
        assert letter.message["To"] == shopping.BUYER["email"]
        for body in (letter.text, letter.page):
            assert pesos(total) in body


def stock(walk: Walk, clerk: Page) -> int:
    """How many jugs the back office says there are."""
    office.menu(clerk, "Productos")
    walk.see(clerk, "productos")
    row = clerk.locator("tbody tr").filter(has_text=JUG)
    return int(row.locator("td[data-label=Disponibles]").inner_text())
