"""Paying without a mouse: Tab, Space, Enter and typing lead through both ways to pay."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.walks import paying, shopping, statement
from tests.walks.keyboard import on_title, reach, step, tour, types
from tests.walks.walk import Walk, money

pytestmark = pytest.mark.databases("sqlite")


def test_a_statement_is_paid_by_keyboard(visit: Walk) -> None:
    link = visit.world.store.json("store", "send-statement", statement.COMPANY)["link"]
    payer = visit.person(wide=True)
    payer.goto(link)
    assert tour(payer) > len(statement.OPEN)
    payer.goto(link)
    leaves_one_out(payer, "FE-1051")
    keeps_its_retentions(payer)
    asked = money(payer.locator("[data-sum]"))
    visit.world.phone.fault(latency={"create": 30})  # so that the page turns under our hands
    sends(payer)
    paying.in_state(payer, "sending")
    visit.world.phone.fault()
    paying.in_state(payer, "waiting")
    on_title(payer, "Nequi")
    visit.see(payer, "teclado-estado-esperando")
    assert tour(payer) > 1
    visit.world.phone.accept()
    paying.in_state(payer, "approved")
    on_title(payer, "Pago aprobado")
    assert money(payer.locator(".outcome .amount")) == asked
    assert tour(payer) > 1


def leaves_one_out(payer: Page, number: str) -> None:
    """Space takes the tick away, and the sum follows."""
    row = payer.locator(".documents tbody tr").filter(has_text=number)
    before = money(payer.locator("[data-sum]"))
    reach(payer, row.locator("input"))
    payer.keyboard.press("Space")
    expect(row.locator("input")).not_to_be_checked()
    assert money(payer.locator("[data-sum]")) == before - statement.OPEN[number]


def keeps_its_retentions(payer: Page) -> None:
    """What stays ticked is less by them, and Tab goes on from where they stand."""
    before = money(payer.locator("[data-sum]"))
    reach(payer, payer.get_by_role("button", name="Practicar retenciones"))
    payer.keyboard.press("Enter")
    expect(payer.locator("#retenciones")).to_be_visible()
    assert money(payer.locator("[data-sum]")) < before


def sends(payer: Page) -> None:
    """The number, then there and back again to the button, and Enter."""
    bar = payer.locator(".paybar")
    types(payer, bar.locator("[name=phone]"), paying.PHONE)
    button = bar.get_by_role("button", name="Paga con Nequi", exact=True)
    reach(payer, button)
    step(payer)
    reach(payer, button, "Shift+Tab")
    payer.keyboard.press("Enter")


def test_an_order_is_placed_and_its_request_withdrawn_by_keyboard(visit: Walk) -> None:
    """As narrow as a desktop window that is enlarged four times."""
    shopper = visit.person()
    to_checkout(visit, shopper)
    fills_checkout(shopper)
    expect(shopper.locator("[data-form=pay-nequi]")).to_be_visible()
    total = money(shopper.locator(".amount").first)
    form = shopper.locator("[data-form=pay-nequi]")
    types(shopper, form.locator("[name=phone]"), str(next(paying.FRESH)))
    reach(shopper, form.get_by_role("button", name="Paga con Nequi"))
    shopper.keyboard.press("Enter")
    paying.in_state(shopper, "waiting")
    reach(shopper, shopper.locator("[data-form=cancel-payment] button"))
    shopper.keyboard.press("Enter")
    paying.in_state(shopper, "cancelled")
    visit.see(shopper, "teclado-pago-cancelado")
    assert not [push for push in visit.world.phone.pushes() if push["state"] == "pending"]
    assert money(shopper.locator(".amount").first) == total
    assert tour(shopper) > 1


def to_checkout(walk: Walk, shopper: Page) -> None:
    """The product's page, the cart, the checkout; each is walked to its end first."""
    shopper.goto(f"{walk.world.url}/producto/vela-de-abejas")
    assert tour(shopper) > 1
    reach(shopper, shopper.get_by_role("button", name="Agregar al carrito"))
    shopper.keyboard.press("Enter")
    expect(shopper).to_have_url(re.compile("/carrito"))
    assert tour(shopper) > 1
    reach(shopper, shopper.locator("summary", has_text="¿Tienes un cupón?"))
    shopper.keyboard.press("Enter")
    types(shopper, shopper.locator("[name=coupon]"), "LADERA10")
    shopper.keyboard.press("Enter")
    expect(shopper.get_by_role("button", name="Quitar el cupón LADERA10")).to_be_visible()
    reach(shopper, shopper.get_by_role("link", name="Finalizar compra", exact=True))
    shopper.keyboard.press("Enter")
    expect(shopper.locator("[data-form=checkout]")).to_be_visible()
    assert tour(shopper) > len(shopping.BUYER)


def fills_checkout(shopper: Page) -> None:
    """Every needed field where Tab finds it, the department by its first letters, the consent."""
    form = shopper.locator("[data-form=checkout]")
    for name, value in shopping.BUYER.items():
        types(shopper, form.locator(f"[name={name}]"), value)
    department = form.locator("[name=department]")
    reach(shopper, department)
    shopper.keyboard.type(shopping.DEPARTMENT[:4])
    expect(department).to_have_value(shopping.DEPARTMENT)
    reach(shopper, form.locator("[name=consent]"))
    shopper.keyboard.press("Space")
    expect(form.locator("[name=consent]")).to_be_checked()
    reach(shopper, form.get_by_role("button", name="Continuar al pago"))
    shopper.keyboard.press("Enter")
