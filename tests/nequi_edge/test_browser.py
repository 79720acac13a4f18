"""The payment page in a browser: it turns by itself, says so, and axe finds nothing."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from nequi_plugin import Pesos
from tests.nequi.host import Host
from tests.support.browser import DESKTOP, PHONE, Opened, axe

pytestmark = pytest.mark.databases("sqlite")
Link = Callable[[], str]
ANOTHER = "fetch('/nequi/static/payment.js')"  # what a timer asked for came before this


@pytest.fixture
def link(working: Host) -> Iterator[Link]:
    """Addresses of payment pages of new bills, on a real port."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, working.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()

    def make() -> str:
        (bill,) = working.bills(25_000)
        with working.app.app_context():
            path = working.nequi.pay_url("bill", str(bill))
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield make
    server.shutdown()
    thread.join(5)
    server.server_close()


def _pay(page: Page, url: str, phone: str) -> None:
    page.goto(url)
    page.get_by_label("Tu número Nequi").fill(phone)
    page.get_by_role("button", name="Paga con Nequi").click()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_turns_by_itself(
    working: Host, link: Link, opened: Opened, size: dict[str, int]
) -> None:
    page = opened.page(size)
    url = link()
    page.goto(url)
    axe(page)
    _pay(page, url, "300 555 0001")
    expect(page.locator('[data-payment-state="waiting"]')).to_be_visible()
    axe(page)
    digits = page.locator("[data-digits]").inner_text()
    expect(page.locator("[data-digits]")).not_to_have_text(digits)
    assert page.locator("[data-live]").get_attribute("aria-live") == "polite"

    working.phone.accept()
    expect(page.get_by_role("heading", name="Pago aprobado")).to_be_visible()
    expect(page.get_by_role("heading", name="Pago aprobado")).to_be_focused()
    expect(page.locator("[data-live]")).to_have_text("Recibimos tu pago. Gracias.")
    assert page.title().startswith("Pago aprobado")
    axe(page)


@pytest.mark.parametrize(
    ("phone", "title"),
    [
        ("3001000002", "El pago fue rechazado en Nequi"),
        ("3001000004", "Ese número no tiene Nequi"),
        ("3001000009", "Estamos verificando tu pago"),
    ],
)
def test_endings_are_clean(link: Link, opened: Opened, phone: str, title: str) -> None:
    page = opened.page(PHONE)
    _pay(page, link(), phone)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    axe(page)


def test_a_page_in_review_turns_once_a_person_decides(
    working: Host, link: Link, opened: Opened
) -> None:
    page = opened.page(PHONE)
    page.clock.install()
    _pay(page, link(), "3001000018")
    title = "Estamos revisando tu pago"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    axe(page)
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    with page.expect_response("**/status"):
        page.clock.fast_forward(15_000)  # from here to the next turn it is a full quarter minute
    page.evaluate(ANOTHER)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward(12_000)
    with working.app.app_context():
        (payment,) = working.nequi.payments()
        decided = {"person": "paula", "reason": "llegó", "reference": "M1"}
        working.nequi.resolve(payment.message_id, "approved", value=Pesos(26_000), **decided)
    assert asked == [], "a person takes her time: the page asks seldom"

    page.clock.fast_forward(4_000)

    expect(page.get_by_role("heading", name="Pago aprobado")).to_be_visible()
    asked.clear()
    page.clock.fast_forward(60_000)
    page.evaluate(ANOTHER)
    assert [url for url in asked if url.endswith("/status")] == []


def test_bad_input_stands_by_its_field(link: Link, opened: Opened) -> None:
    page = opened.page(PHONE)
    _pay(page, link(), "601 555 0000")
    field = page.get_by_label("Tu número Nequi")

    expect(field).to_have_value("601 555 0000")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#phone-error")).to_contain_text("Escribe un celular de 10 dígitos")
    axe(page)


def test_time_jumps_and_the_countdown_follows(working: Host, link: Link, opened: Opened) -> None:
    page = opened.page(PHONE)
    _pay(page, link(), "3005550001")
    expect(page.locator('[data-payment-state="waiting"]')).to_be_visible()
    working.advance(minutes=10)
    expect(page.locator("[data-digits]")).to_have_text(_minutes(4))
    expect(page.locator("[data-live]")).to_have_text("Quedan 5 minutos.")
    working.advance(minutes=6)
    expect(page.get_by_role("heading", name="Se acabó el tiempo")).to_be_visible()


def _minutes(minutes: int) -> re.Pattern[str]:
    return re.compile(rf"{minutes}:\d\d")


def test_it_all_works_without_a_script(working: Host, link: Link, opened: Opened) -> None:
    page = opened.page(PHONE, java_script_enabled=False)
    _pay(page, link(), "3005550001")
    expect(page.locator('[data-payment-state="waiting"]')).to_be_visible()
    working.phone.accept()
    expect(page.get_by_role("heading", name="Pago aprobado")).to_be_visible()


def test_a_double_press_is_one_request(working: Host, link: Link, opened: Opened) -> None:
    page = opened.page(PHONE)
    page.goto(link())
    page.get_by_label("Tu número Nequi").fill("3005550001")
    page.get_by_role("button", name="Paga con Nequi").dblclick()
    expect(page.locator('[data-payment-state="waiting"]')).to_be_visible()

    with working.app.app_context():
        assert len(working.nequi.payments()) == 1
