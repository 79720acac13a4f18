"""A payment that goes on in another browser, an order given up, and a code without script."""
from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.support.waiting import wait_until
from tests.walks import paying, shopping
from tests.walks.letters import Letter, letters
from tests.walks.test_ways import steps_show
from tests.walks.walk import Walk, money, press, says

ELSEWHERE, PARTNER = "luz@correo.example", "contadora@correo.example"
pytestmark = pytest.mark.databases("sqlite")


def mails_to(walk: Walk, page: Page, step: str, address: str, kind: str) -> Letter:
    """Open the step, type the address, press its button; the mail that arrives there."""
    page.locator("summary", has_text=step).click()
    form = page.locator("[data-form=send-mail]")
    form.locator("[name=email]").fill(address)
    form.get_by_role("button").click()
    says(page, "Si el correo está bien escrito, llega en un momento.")
    return wait_until(lambda: next(
        (one for one in letters(walk.world.mailbox, kind) if one.message["To"] == address), None))


def test_the_mailed_link_goes_on_elsewhere(visit: Walk) -> None:
    shopper = visit.person()
    shopping.quick_order(visit, shopper)
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    steps_show(visit, shopper)
    letter = mails_to(visit, shopper, "Envíame el enlace", ELSEWHERE, "payment-link")
    visit.see(shopper, "pago-enlace-enviado")
    other = visit.person(wide=True)
    assert not other.context.cookies()
    other.goto(letter.link("/nequi/"))
    paying.in_state(other, "waiting")
    assert paying.status(other)["reference"] == paying.status(shopper)["reference"]

    visit.world.phone.accept()

    for page in (other, shopper):
        paying.in_state(page, "approved")
    receipt = mails_to(visit, other, "Enviar también a…", PARTNER, "receipt")
    assert money(other.locator(".outcome .amount")) == money(shopper.locator(".outcome .amount"))
    assert paying.status(other)["reference"] in receipt.text
    visit.see(other, "pago-comprobante-enviado")


def test_a_shopper_gives_the_order_up(visit: Walk) -> None:
    shopper = visit.person()
    number = shopping.quick_order(visit, shopper)
    payment = shopper.url
    shopper.goto(visit.mail("order-received", number).link("/pedido/"))
    shopper.locator(".cancel-order summary").click()
    visit.see(shopper, "pedido-anular")
    press(shopper, "Sí, anular el pedido")
    says(shopper, "Anulado")
    expect(shopper.locator(".cancel-order")).to_have_count(0)
    expect(shopper.get_by_role("link", name="Paga con Nequi")).to_have_count(0)
    visit.see(shopper, "pedido-anulado")
    letter = visit.mail("order-cancelled", number)
    assert letter.message["To"] == shopping.BUYER["email"]
    visit.open_mail(shopper, letter)
    shopper.goto(payment)
    expect(shopper.locator("[data-form=pay-nequi]")).to_have_count(0)


def test_a_code_is_paid_without_script(visit: Walk) -> None:
    walk = replace(visit, eyes=None)
    shopper = walk.person(java_script_enabled=False)
    shopping.quick_order(walk, shopper)
    total = money(shopper.locator(".amount").first)
    shopper.locator("[data-form=pay-qr] button").click()
    paying.in_state(shopper, "waiting")
    expect(shopper.locator(".qr-code svg")).to_be_visible()
    says(shopper, "Escanea con Nequi", "Se cierra a las")
    walk.world.phone.accept()
    paying.in_state(shopper, "approved")
    assert money(shopper.locator(".outcome .amount")) == total
