"""The phone page in a real browser: light, dark, narrow, wide, with and without JavaScript."""

from __future__ import annotations

import pytest
import requests
from playwright.sync_api import expect

from tests.simulator.merchant import Merchant
from tests.support.browser import DESKTOP, PHONE, Opened, axe

NUMBER = "3000000057"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_person_accepts_and_rejects(
    merchant: Merchant, opened: Opened, size: dict[str, int]
) -> None:
    page = opened.page(size)
    page.goto(merchant.url)
    expect(page.get_by_text("Nada por ahora")).to_be_visible()
    _, first = merchant.create(NUMBER, "103000", reference1="6PD2X8WQ1J")
    amount = page.get_by_text("$\u00a0103.000")
    expect(amount).to_be_visible()  # by itself
    expect(page.get_by_text("para LADERA OFICIOS SAS · NIT 901.555.012-9")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.locator(".history").get_by_text("Aprobado")).to_be_visible()
    assert merchant.status(first)[1]["status"] == "35"
    _, second = merchant.create(NUMBER)
    page.get_by_role("button", name="Rechazar").click()
    expect(page.locator(".history").get_by_text("Rechazado")).to_be_visible()
    assert merchant.status(second)[0] == "10-455"


def test_the_same_without_javascript(merchant: Merchant, opened: Opened) -> None:
    page = opened.page(PHONE, java_script_enabled=False)
    merchant.create(NUMBER)
    merchant.create("3000000058")
    page.goto(f"{merchant.url}/?phone={NUMBER}")
    expect(page.get_by_role("button", name="Aceptar")).to_have_count(1)
    page.get_by_role("button", name="Aceptar").click()
    expect(page.get_by_text("Nada por ahora")).to_be_visible()
    assert [r["state"] for r in merchant.requests()] == ["paid", "pending"]
    page.get_by_role("button", name="Adelantar 15 minutos").click()
    expect(page.get_by_text("adelantada 15 min")).to_be_visible()
    assert [r["state"] for r in merchant.requests()] == ["paid", "expired"]


@pytest.mark.parametrize(
    ("size", "script"), [(PHONE, True), (DESKTOP, False)], ids=["phone", "without JavaScript"]
)
def test_a_person_pays_codes(
    merchant: Merchant, opened: Opened, size: dict[str, int], script: bool
) -> None:
    page = opened.page(size, java_script_enabled=script)
    merchant.code("103000", reference1="6PD2X8WQ1J")
    page.goto(f"{merchant.url}/?phone={NUMBER}")
    expect(page.get_by_text("$\u00a0103.000")).to_be_visible()
    expect(page.get_by_text("Código QR de las")).to_be_visible()
    field = page.get_by_label("Celular que lo escanea")
    expect(field).to_have_value(NUMBER)
    field.fill("601 234")
    page.get_by_role("button", name="Pagar con este celular").click()
    expect(page.get_by_text("Escribe los diez números de un celular")).to_be_visible()
    expect(field).to_have_value("601 234")
    if script:
        axe(page)
    field.fill("300 000 0058")
    page.get_by_role("button", name="Pagar con este celular").click()
    expect(page.get_by_text("Nada por ahora")).to_be_visible()
    merchant.code()
    page.goto(merchant.url)
    page.get_by_role("button", name="Pagar desde otro banco").click()
    expect(page.get_by_text("Código QR · otro banco")).to_be_visible()
    expect(page.get_by_text("Código QR · 300 000 0058")).to_be_visible()
    paid = [(r["phone"], r["state"]) for r in merchant.requests()]
    assert paid == [("3000000058", "paid"), ("", "paid")]


def test_only_a_living_code_is_paid_by_its_door(merchant: Merchant) -> None:
    merchant.create(NUMBER)
    merchant.code()
    merchant.advance(46 * 60)
    for push_id in (1, 2, 9):
        typed = {"celular": NUMBER, "desde": "celular"}
        answer = requests.post(f"{merchant.url}/pagar/{push_id}", data=typed, timeout=30)
        assert answer.status_code == 200
    assert merchant.book()["captures"] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_merchant_faults_and_numbers(
    merchant: Merchant, opened: Opened, size: dict[str, int]
) -> None:
    page = opened.page(size)
    page.goto(merchant.url)
    page.get_by_role("link", name="Ver los 33 números").click()
    expect(page.get_by_role("row")).to_have_count(35)
    axe(page)
    page.get_by_role("link", name="Volver al celular").click()
    page.get_by_role("link", name="Cambiar el comercio").click()
    axe(page)
    page.get_by_label("Nombre del comercio").fill("TALLER ANA SAS")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("TALLER ANA SAS · NIT 901.555.012-9")).to_be_visible()
    page.get_by_role("link", name="Cambiar las fallas").click()
    page.get_by_label("Lento: 12 segundos por solicitud").check()
    axe(page)
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Lento: 12 segundos por solicitud")).to_be_visible()
    assert merchant.control("GET", "faults")["latency"] == {"create": 12, "create_qr": 12}


def test_a_wrong_account_keeps_what_was_typed(merchant: Merchant) -> None:
    typed = {"type": "NIT", "number": "901555012-9", "name": "LADERA <b>"}
    answer = requests.post(merchant.url + "/comercio", data=typed, timeout=30)
    assert answer.status_code == 422
    assert "Escribe el número sin guion" in answer.text
    assert 'value="901555012-9"' in answer.text
    assert "LADERA &lt;b&gt;" in answer.text
    assert merchant.control("GET", "merchant")["name"] == "LADERA OFICIOS SAS"
