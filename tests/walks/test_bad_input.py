"""What people type, tamper with and come too late for: a sentence, and nothing typed is lost."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests.support.waiting import wait_until
from tests.support.world import World
from tests.walks import office, paying, shopping, statement
from tests.walks.walk import Walk, fills, says

LANDLINE = "601 000 0012"
BY_THE_FIELD = "Escribe un celular de 10 dígitos que empiece por 3"
DAY = 24 * 3600


def error_of(page: Page, name: str) -> str:
    """The sentence that belongs to a field, for eyes and for screen readers."""
    box = page.locator(f'[name="{name}"]').last
    expect(box).to_have_attribute("aria-invalid", "true")
    sentence = page.locator(f"#{box.get_attribute('aria-describedby')}")
    expect(sentence).to_be_visible()
    return sentence.inner_text()


@pytest.fixture(scope="module")
def link(one_world: World) -> str:
    """What a statement's mail leads to."""
    sent = one_world.store.json("store", "send-statement", statement.COMPANY)
    return str(sent["link"])


def open_statement(walk: Walk, link: str) -> Page:
    """A payer behind the link."""
    payer = walk.person()
    payer.goto(link)
    return payer


def alter(page: Page, name: str, value: str) -> None:
    """Write into a hidden field, as a person with tools would."""
    page.locator(f'input[name="{name}"]').first.evaluate(
        "(field, value) => { field.value = value }", value)


def answered(answer: Response | None, code: int) -> bool:
    """Whether a page's answer had this code."""
    return answer is not None and answer.status == code


def refused(walk: Walk, page: Page, code: int, name: str) -> None:
    """The browser's console tells of an answer that is an error on purpose."""
    expect(page.locator("h1").first).to_be_visible()
    assert "Traceback" not in page.content()
    walk.opened.forgive(f"status of {code}")
    walk.see(page, name)


def test_a_wrong_check_digit_can_be_mended_with_one_touch(visit: Walk) -> None:
    owner = office.merchant(visit)
    owner.goto(f"{visit.world.url}/admin/configuracion/empresa")
    owner.locator("[name=dv]").fill("1")
    owner.locator("[name=city]").fill("Tunja")
    owner.get_by_role("button", name="Guardar", exact=True).last.click()
    assert "el dígito es 9" in error_of(owner, "dv")
    assert owner.locator("[name=dv]").input_value() == "1"
    assert owner.locator("[name=city]").input_value() == "Tunja"
    visit.see(owner, "empresa-digito")
    owner.get_by_role("button", name="Poner 9").click()
    says(owner, "Guardado")


def test_a_landline_does_not_get_a_push(visit: Walk, link: str) -> None:
    payer = open_statement(visit, link)
    statement.untick(payer, "FE-1051")
    before = visit.world.phone.book()["calls"]
    statement.send(payer, LANDLINE)
    assert BY_THE_FIELD in error_of(payer, "phone")
    visit.opened.forgive("status of 422")
    assert payer.locator("[name=phone]").input_value() == LANDLINE
    expect(payer.locator(".documents input:checked")).to_have_count(1)
    visit.see(payer, "estado-telefono-fijo")

    shopper = visit.person()
    shopping.quick_order(visit, shopper)
    paying.ask_for_payment(shopper, LANDLINE)
    assert BY_THE_FIELD in error_of(shopper, "phone")
    assert shopper.locator("[name=phone]").input_value() == LANDLINE
    visit.see(shopper, "pago-telefono-fijo")
    assert visit.world.phone.book()["calls"] == before


def test_half_a_checkout_keeps_what_was_typed(visit: Walk) -> None:
    shopper = visit.person()
    shopping.add_to_cart(visit, shopper, "Canasto werregue")
    shopping.to_checkout(visit, shopper)
    shopping.fill_checkout(shopper, address="", email="sara.ejemplo")
    shopping.place_order(shopper)
    assert "Revisa el correo" in error_of(shopper, "email")
    assert "Escribe la dirección" in error_of(shopper, "address")
    assert shopper.locator("[name=email]").input_value() == "sara.ejemplo"
    assert shopper.locator("[name=name]").input_value() == shopping.BUYER["name"]
    assert shopper.locator("[name=department]").input_value() == shopping.DEPARTMENT
    expect(shopper.locator("[name=consent]")).to_be_checked()
    visit.see(shopper, "finalizar-a-medias")
    fills(shopper, {"email": "sara@correo.example", "address": "Calle 1 # 2-3"})
    shopping.place_order(shopper)
    expect(shopper.locator("[data-form=pay-nequi]")).to_be_visible()


def test_an_empty_cart_and_what_is_sold_out(visit: Walk) -> None:
    shopper = visit.person()
    shopper.goto(f"{visit.world.url}/finalizar")
    says(shopper, "Tu carrito está vacío")
    visit.see(shopper, "carrito-vacio")
    shopper.goto(visit.world.url)
    shopper.locator(".products").get_by_role("link", name="Taza de barro", exact=True).click()
    expect(shopper.get_by_role("radio", name="Azul, agotado")).to_be_disabled()
    shopper.locator("[name=quantity]").fill("99")
    shopper.get_by_text("Crema pequeña").click()
    shopper.get_by_role("button", name="Agregar al carrito").click()
    assert "90" in error_of(shopper, "quantity")
    assert shopper.locator("[name=quantity]").input_value() == "99"
    visit.see(shopper, "producto-sin-tantos")


def test_an_edited_amount_is_never_charged(visit: Walk, link: str) -> None:
    before = visit.world.phone.book()["calls"]
    payer = open_statement(visit, link)
    alter(payer, "shown", "1.0000")
    statement.send(payer, paying.PHONE)
    says(payer, "Esta página llegó alterada.")
    refused(visit, payer, 400, "estado-alterado")

    shopper = visit.person()
    shopping.quick_order(visit, shopper)
    alter(shopper, "digest", "100")
    paying.ask_for_payment(shopper)
    expect(shopper.locator(".notice.tone-bad, .notice.tone-warn").first).to_be_visible()
    expect(shopper.locator("[data-payment-state]")).to_have_count(0)
    refused(visit, shopper, 400, "pago-alterado")
    assert visit.world.phone.book()["calls"] == before


@pytest.mark.parametrize("kind", ["estado", "nequi", "pedido"])
def test_an_altered_link_opens_nothing(visit: Walk, kind: str) -> None:
    somebody = visit.person()
    somebody.goto(f"{visit.world.url}/{kind}/1.AAAAAAAAAAAAAAAAAAAAAAAA")
    expect(somebody.get_by_text(re.compile("no sirve|no abre nada|no existe", re.I)).first
           ).to_be_visible()
    refused(visit, somebody, 404, f"{kind}-enlace-alterado")


def test_an_unknown_page(visit: Walk) -> None:
    somebody = visit.person()
    somebody.goto(f"{visit.world.url}/no-existe")
    refused(visit, somebody, 404, "no-existe")
    says(somebody, "Esta página no existe", "Ir al inicio")


def test_an_expired_link_says_so(visit: Walk, link: str) -> None:
    payer = open_statement(visit, link)
    visit.world.phone.advance(200 * DAY)
    wait_until(lambda: answered(payer.reload(), 410))
    says(payer, "Este enlace ya venció", "hola@ladera.example")
    refused(visit, payer, 410, "estado-vencido")
