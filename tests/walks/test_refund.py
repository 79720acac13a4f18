"""Money goes back: the owner asks with her password, Nequi reverses, the buyer is told."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.waiting import wait_until
from tests.walks import office, paying, shopping
from tests.walks.walk import Walk, fills, money, pesos, press, says

pytestmark = pytest.mark.databases("sqlite")


def test_money_goes_back(visit: Walk) -> None:
    owner = office.merchant(visit)
    shopper = visit.person()
    number = shopping.quick_order(visit, shopper)
    total = money(shopper.locator(".amount").first)
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    visit.world.phone.accept()
    paying.in_state(shopper, "approved")

    office.menu(owner, "Pedidos")
    owner.locator("tbody a", has_text=number).click()
    press(owner, "Devolver dinero")
    visit.see(owner, "devolver")
    asks_for_the_password(visit, owner)
    comes_back(visit, owner, total, number)
    says(shopper_again(shopper), "Este pago fue devuelto")


def asks_for_the_password(walk: Walk, owner: Page) -> None:
    """A wrong one gives nothing back and keeps what was typed."""
    form = owner.locator("[data-form=refund]")
    fills(owner, {"reason": "Llegó rota", "password": "no es la clave"})
    press(form, "Devolver dinero")
    says(owner, "Esa no es tu clave.")
    walk.see(owner, "devolver-clave")
    expect(form.locator("[name=reason]")).to_have_value("Llegó rota")


def comes_back(walk: Walk, owner: Page, total: int, number: str) -> None:
    """The right one: reversed at Nequi, one mail to the buyer."""
    fills(owner, {"password": walk.world.store.logins()["owner"]["password"]})
    press(owner.locator("[data-form=refund]"), "Devolver dinero")
    says(owner, "Llegó rota")

    def returned() -> bool:
        owner.reload()
        return "Devuelto" in owner.inner_text("main")

    wait_until(returned)
    walk.see(owner, "devuelto")
    letter = walk.mail("refund", number)
    assert letter.message["To"] == shopping.BUYER["email"]
    for body in (letter.text, letter.page):
        assert pesos(total) in body
    walk.open_mail(owner, letter)


def shopper_again(shopper: Page) -> Page:
    shopper.reload()
    return shopper
