"""¿No te llegó?: another number, once more, a code, or not at all; always one live request."""
from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.support.waiting import wait_until
from tests.walks import paying, shopping
from tests.walks.walk import Walk, money, press, says

FIRST, SECOND = "3005550011", "3005550022"
NUMBERS = itertools.cycle([(FIRST, SECOND), ("3005550033", "3005550044")])
pytestmark = pytest.mark.databases("sqlite")


def asked(walk: Walk, shopper: Page, first: str) -> int:
    """An order whose request waits on ``first``, late enough for the steps to show; its total."""
    shopping.quick_order(walk, shopper)
    total = money(shopper.locator(".amount").first)
    paying.ask_for_payment(shopper, first)
    paying.in_state(shopper, "waiting")
    steps_show(walk, shopper)
    says(shopper, "Cualquier cambio cancela primero esta solicitud.", "Pagar después")
    walk.see(shopper, "pago-no-me-llego")
    return total


def steps_show(walk: Walk, shopper: Page) -> None:
    """They come 20 s after sending."""
    walk.world.phone.advance(25)
    heading = shopper.get_by_role("heading", name="¿No te llegó?")
    wait_until(lambda: shopper.reload() and heading.is_visible())


def other_number(walk: Walk, shopper: Page, second: str) -> None:
    """One touch opens the field; the first request dies before the second is sent."""
    before = walk.world.phone.waiting()
    shopper.get_by_text("Cambiar de número").click()
    form = shopper.locator("[data-form=change-number]")
    form.locator("[name=phone]").fill(second)
    walk.see(shopper, "pago-cambiar-numero")
    press(form, "Enviar a este número")
    replaced(walk, shopper, before["id"], second)


def once_more(walk: Walk, shopper: Page, phone: str) -> None:
    """The same number, the same one touch."""
    before = walk.world.phone.waiting()
    shopper.locator("[data-form=send-again] button").click()
    replaced(walk, shopper, before["id"], phone)


def replaced(walk: Walk, shopper: Page, old: str, phone: str) -> None:
    """Exactly one request lives, a new one on ``phone``; the page shows it."""

    def moved() -> bool:
        paying.knock(shopper)
        alive = [push for push in walk.world.phone.pushes() if push["state"] == "pending"]
        return [push["phone"] for push in alive] == [phone] and alive[0]["id"] != old

    wait_until(moved)
    expect(shopper.locator('[data-payment-state="waiting"]')).to_contain_text(
        f"••{phone[-2:]}")


def given_up(walk: Walk, shopper: Page, total: int) -> None:
    """Cancelled where it lives; the same amount stays open."""
    shopper.locator("[data-form=cancel-payment] button").click()
    paying.in_state(shopper, "cancelled")
    walk.see(shopper, "pago-cancelado")
    assert not [push for push in walk.world.phone.pushes() if push["state"] == "pending"]
    assert money(shopper.locator(".amount").first) == total


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_change_resend_cancel_and_pay_after_all(visit: Walk, script: bool) -> None:
    walk = visit if script else replace(visit, eyes=None)
    first, second = next(NUMBERS)
    shopper = walk.person(java_script_enabled=script)
    total = asked(walk, shopper, first)
    other_number(walk, shopper, second)
    steps_show(walk, shopper)
    once_more(walk, shopper, second)
    given_up(walk, shopper, total)
    paying.ask_for_payment(shopper, first)
    paying.in_state(shopper, "waiting")
    walk.world.phone.accept()
    paying.in_state(shopper, "approved")
