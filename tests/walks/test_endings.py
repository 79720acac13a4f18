"""Walk 5: every other ending has its own words and next step; the same order can still be paid."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.walks import paying, shopping
from tests.walks.walk import Walk, money, press, says

CANDLE = "Vela de cera de abejas"


def paid_after_all(walk: Walk, shopper: Page, total: int) -> None:
    """The retry, on the same page: the same amount, one payment of the same order."""
    expect(shopper.locator("[data-form=pay-nequi] [name=phone]")).to_be_editable()
    assert money(shopper.locator(".amount").first) == total
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    walk.world.phone.accept()
    paying.in_state(shopper, "approved")


def ordered(walk: Walk) -> tuple[Page, int]:
    """A shopper before the payment page of an order of their own, and what it asks for."""
    shopper = walk.person()
    shopping.order(walk, shopper, CANDLE)
    return shopper, money(shopper.locator(".amount").first)


def test_rejected(visit: Walk) -> None:
    shopper, total = ordered(visit)
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    paying.tap(visit, shopper, "Rechazar")
    paying.in_state(shopper, "rejected")
    says(shopper, "El pago fue rechazado en Nequi", "No se movió dinero.")
    visit.see(shopper, "pago-rechazado")
    paid_after_all(visit, shopper, total)


def test_nobody_answers(visit: Walk) -> None:
    shopper, total = ordered(visit)
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    visit.world.phone.advance(16 * 60)
    paying.in_state(shopper, "expired")
    says(shopper, "Se acabó el tiempo", "No se movió dinero.")
    visit.see(shopper, "pago-expirado")
    paid_after_all(visit, shopper, total)


@pytest.mark.parametrize(("phone", "reason", "words"), [
    ("3001000004", "no_nequi", ("Ese número no tiene Nequi", "300 ••• ••04")),
    ("3001000007", "refused", ("Tu Nequi no permite este pago", "300 600 0100")),
])
def test_nequi_says_no(
    visit: Walk, phone: str, reason: str, words: tuple[str, ...]
) -> None:
    shopper, total = ordered(visit)
    paying.ask_for_payment(shopper, phone)
    paying.in_state(shopper, "failed", reason)
    says(shopper, *words)
    visit.see(shopper, f"pago-{reason}")
    paid_after_all(visit, shopper, total)


def test_the_gateway_is_slow(visit: Walk) -> None:
    shopper, _total = ordered(visit)
    visit.world.phone.fault(latency={"create": 4})
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "sending")
    visit.see(shopper, "pago-enviando")
    paying.in_state(shopper, "waiting")
    visit.world.phone.accept()
    paying.in_state(shopper, "approved")


def test_nequi_gives_no_entry(visit: Walk) -> None:
    """Certain that nothing was sent: the old token is refused and there is no new one."""
    shopper, total = ordered(visit)
    visit.world.phone.fault(http={"create": {"status": 401, "times": 1},
                                  "token": {"status": 503, "times": 99}})
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "failed", "not_sent")
    says(shopper, "Nequi no está respondiendo", "No se movió dinero.")
    visit.see(shopper, "pago-sin-enviar")
    visit.world.phone.fault()
    paid_after_all(visit, shopper, total)


@pytest.mark.parametrize("weather", [
    {"down": True}, {"http": {"create": {"status": 504, "times": 1}}},
], ids=["dead", "504"])
def test_nobody_knows(visit: Walk, weather: dict[str, object]) -> None:
    """No second request while nobody knows; the payer's word, later, opens the way again."""
    shopper, total = ordered(visit)
    visit.world.phone.fault(**weather)
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "unknown")
    says(shopper, "Estamos verificando tu pago", "no pagues otra vez")
    visit.see(shopper, "pago-en-verificacion")
    expect(shopper.locator("[data-form=pay-nequi]")).to_have_count(0)
    assert paying.status(shopper)["state"] == "unknown"

    visit.world.phone.fault()
    visit.world.phone.advance(21 * 60)
    press(shopper, "No me llegó ninguna solicitud")
    says(shopper, "Seguimos verificando tu pago")
    visit.see(shopper, "pago-en-verificacion-libre")
    paid_after_all(visit, shopper, total)
