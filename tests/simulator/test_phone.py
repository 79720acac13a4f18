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
    assert merchant.control("GET", "faults")["latency"] == {"create": 12}


def test_a_wrong_account_keeps_what_was_typed(merchant: Merchant) -> None:
    typed = {"type": "NIT", "number": "901555012-9", "name": "LADERA <b>"}
    answer = requests.post(merchant.url + "/comercio", data=typed, timeout=5)
    assert answer.status_code == 422
    assert "Escribe el número sin guion" in answer.text
    assert 'value="901555012-9"' in answer.text
    assert "LADERA &lt;b&gt;" in answer.text
    assert merchant.control("GET", "merchant")["name"] == "LADERA OFICIOS SAS"
