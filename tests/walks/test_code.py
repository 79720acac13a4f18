"""A code instead of a push: an order and a statement, scanned with the test phone."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.walks import office, paying, shopping, statement
from tests.walks.test_statement import statement_arrives
from tests.walks.walk import Walk, money, press, says

pytestmark = pytest.mark.databases("sqlite")


def test_an_order_and_a_statement_are_paid_by_code(visit: Walk) -> None:
    clerk = office.merchant(visit)
    shopper = visit.person()
    shopping.quick_order(visit, shopper)
    total = money(shopper.locator(".amount").first)
    shopper.locator("[data-form=pay-qr] button").click()
    scanned(visit, shopper, "pedido", total)

    letter = statement_arrives(visit, clerk)
    payer = visit.person()
    payer.goto(letter.link("/estado/"))
    statement.untick(payer, "FE-1051")
    press(payer.locator(".paybar"), "Pagar con código QR")
    scanned(visit, payer, "estado", statement.OPEN["FE-1038"])


def scanned(walk: Walk, page: Page, name: str, pesos: int) -> None:
    """The code stands there until the test phone has paid it, then the page turns by itself."""
    paying.in_state(page, "waiting")
    expect(page.locator(".qr-code svg")).to_be_visible()
    says(page, "Escanea con Nequi", "Se cierra a las")
    walk.see(page, f"codigo-{name}")
    walk.world.phone.accept()
    paying.in_state(page, "approved")
    assert money(page.locator(".outcome .amount")) == pesos
    walk.see(page, f"codigo-pagado-{name}")
