"""Walk 5: every other ending has its own words and next step; the same order can still be paid."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.walks import paying, shopping
from tests.walks.walk import Walk, money, pesos, press, says


def paid_after_all(walk: Walk, shopper: Page, total: int) -> None:
    """The retry, on the same page: the same amount, one payment of the same order."""
    still_open(shopper, total)
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    walk.world.phone.accept()
    paying.in_state(shopper, "approved")


def still_open(shopper: Page, total: int) -> None:
    """An ending keeps the amount and offers its retry."""
    expect(shopper.locator("[data-form=pay-nequi] [name=phone]")).to_be_editable()
    assert money(shopper.locator(".amount").first) == total


def ordered(walk: Walk) -> tuple[Page, int]:
    """A shopper before the payment page of an order of their own, and what it asks for."""
    shopper = walk.person()
    shopping.quick_order(walk, shopper)
    return shopper, money(shopper.locator(".amount").first)


def test_one_order_survives_every_ending(visit: Walk) -> None:
    shopper, total = ordered(visit)
    rejected(visit, shopper)
    still_open(shopper, total)
    mailed(visit, shopper, "payment-rejected", total, "Tu pago fue rechazado")
    expired(visit, shopper)
    still_open(shopper, total)
    mailed(visit, shopper, "payment-expired", total, "Se acabó el tiempo")
    nequi_says_no(visit, shopper, "3001000004", "no_nequi",
                  "Ese número no tiene Nequi", "300 ••• ••04")
    still_open(shopper, total)
    nequi_says_no(visit, shopper, "3001000007", "refused",
                  "Tu Nequi no permite este pago", "300 600 0100")
    still_open(shopper, total)
    not_sent(visit, shopper)
    still_open(shopper, total)
    sent_slowly(visit, shopper)
    visit.world.phone.accept()
    paying.in_state(shopper, "approved")


def rejected(walk: Walk, shopper: Page) -> None:
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    paying.tap(walk, shopper, "Rechazar")
    paying.in_state(shopper, "rejected")
    says(shopper, "El pago fue rechazado en Nequi", "No se movió dinero.")
    says(shopper, "Otras formas de pagar", "Llave @ladera")
    walk.see(shopper, "pago-rechazado")


def mailed(walk: Walk, shopper: Page, kind: str, total: int, subject: str) -> None:
    """The ending as a mail in the mailbox: calm, with the value, and its link pays the same."""
    letter = walk.mail(kind, shopping.order_of(shopper))
    assert letter.message["To"] == shopping.BUYER["email"]
    assert subject in str(letter.message["Subject"])
    for body in (letter.text, letter.page):
        assert pesos(total) in body
        assert "no se movió dinero" in body.lower()
    reader = walk.person()
    walk.open_mail(reader, letter)
    reader.goto(letter.link("/pedido/"))
    press(reader, "Paga con Nequi")
    still_open(reader, total)
    assert shopping.order_of(reader) == shopping.order_of(shopper)


def expired(walk: Walk, shopper: Page) -> None:
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "waiting")
    walk.world.phone.advance(16 * 60)
    paying.in_state(shopper, "expired")
    says(shopper, "Se acabó el tiempo", "No se movió dinero.")
    walk.see(shopper, "pago-expirado")


def nequi_says_no(walk: Walk, shopper: Page, phone: str, reason: str, *words: str) -> None:
    paying.ask_for_payment(shopper, phone)
    paying.in_state(shopper, "failed", reason)
    says(shopper, *words)
    walk.see(shopper, f"pago-{reason}")


def not_sent(walk: Walk, shopper: Page) -> None:
    """Certain that nothing was sent: the old token is refused and there is no new one."""
    walk.world.phone.fault(http={"create": {"status": 401, "times": 1},
                                 "token": {"status": 503, "times": 99}})
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "failed", "not_sent")
    says(shopper, "Nequi no está respondiendo", "No se movió dinero.")
    walk.see(shopper, "pago-sin-enviar")
    walk.world.phone.fault()


def sent_slowly(walk: Walk, shopper: Page) -> None:
    walk.world.phone.fault(latency={"create": 30})
    paying.ask_for_payment(shopper)
    paying.in_state(shopper, "sending")
    walk.see(shopper, "pago-enviando")
    walk.world.phone.fault()  # Nequi answers at last
    paying.in_state(shopper, "waiting")


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
