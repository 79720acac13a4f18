"""What the payer does: the payment page, and the phone in their other hand."""
from __future__ import annotations

import itertools
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.support.waiting import wait_until
from tests.walks.walk import Walk, press

PHONE = "300 000 0042"
FRESH = itertools.count(3_000_000_100)  # nobody is asked again and again: the shop would refuse


def in_state(page: Page, state: str, reason: str = "") -> None:
    """Wait until the page says so by itself, asking whenever we knock."""
    there = f'[data-payment-state="{state}"]'
    if reason:
        there += f'[data-payment-reason="{reason}"]'
    place = page.locator(there)

    def turned() -> bool:
        knock(page)
        return place.count() > 0

    wait_until(turned)


def knock(page: Page) -> None:
    """The net came back: the page asks at once, and not only with its next turn.

    Where there is no script, the page is opened again before it does so itself.
    """
    if page.locator("noscript > meta").count():
        page.reload()
        return
    with suppress(PlaywrightError):  # it is just leaving, and asks anyhow when it is there
        page.evaluate("window.dispatchEvent(new Event('online'))")


def ask_for_payment(page: Page, phone: str = "") -> None:
    """Type a number (a fresh one unless told) on the payment page and press the one button."""
    form = page.locator("[data-form=pay-nequi]")
    form.locator("[name=phone]").fill(phone or str(next(FRESH)))
    form.locator("button").click()


def tap(walk: Walk, page: Page, word: str) -> None:
    """Open the test phone from the waiting page and tap Aceptar or Rechazar there.

    The phone stays open, on nothing: Chromium may forget to close a page that is just arriving,
    and Playwright would wait for it without end. It goes behind: a hidden page is drawn once a
    second, and every press there would take two.
    """
    with page.context.expect_page() as opening:
        page.locator("[data-payment-state]").get_by_role(
            "link", name="Abrir el celular de prueba").first.click()
    handset = opening.value
    handset.wait_for_load_state()
    walk.see(handset, "celular")
    press(handset.locator("article.request").first, word)
    expect(handset.locator("article.request")).to_have_count(0)
    handset.goto("about:blank")
    page.bring_to_front()


def pay(walk: Walk, page: Page, name: str) -> None:
    """Ask, wait for the push, accept it, and see the page turn."""
    ask_for_payment(page)
    accept(walk, page, name)


def accept(walk: Walk, page: Page, name: str) -> None:
    """From the waiting page to the approved one, which comes by itself."""
    in_state(page, "waiting")
    walk.see(page, "pago-esperando")
    tap(walk, page, "Aceptar")
    in_state(page, "approved")
    walk.see(page, f"pago-aprobado-{name}")


def status(page: Page) -> dict[str, Any]:
    """The payment page's own JSON."""
    url = urljoin(page.url, page.locator("[data-page]").get_attribute("data-status-url") or "")
    found: dict[str, Any] = page.context.request.get(url).json()
    return found
