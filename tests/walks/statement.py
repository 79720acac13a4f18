"""What a customer does behind the link of a statement."""
from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.walks.walk import Walk, money

COMPANY = "Compañía SAS"
OPEN = {"FE-1038": 840_000, "FE-1051": 685_000, "FE-1059": 412_500}  # what the demo leaves to pay
OWED = sum(OPEN.values())


def untick(page: Page, number: str) -> None:
    """Leave an invoice out; on a phone one taps anywhere on its card."""
    box = page.locator(".documents tbody tr").filter(has_text=number).locator("input")
    expect(box).to_be_checked()
    box.uncheck()


def nothing_ticked(page: Page, number: str) -> None:
    """*Ninguna*: the button is off and says why; ``number`` is ticked again."""
    page.get_by_role("link", name="Ninguna", exact=True).click()
    expect(page.locator(".paybar")).to_contain_text("Marca al menos una factura para pagar.")
    expect(page.locator(".paybar button.button-pay")).to_be_disabled()
    page.locator(".documents tbody tr").filter(has_text=number).locator("input").check()
    expect(page.locator(".paybar")).not_to_contain_text(
        "Marca al menos una factura", use_inner_text=True
    )


def send(page: Page, phone: str) -> None:
    """Type the number in the pay bar and press once."""
    bar = page.locator(".paybar")
    bar.locator("[name=phone]").fill(phone)
    bar.get_by_role("button", name="Paga con Nequi", exact=True).click()


def faces(walk: Walk, page: Page, name: str) -> int:
    """What both faces of the open statement say is owed; AssertionError when they differ."""
    page.get_by_role("link", name="Lo que debo", exact=True).click()
    walk.see(page, f"estado-debo-{name}")
    debo = money(page.locator(".statement-sum .amount"))
    page.get_by_role("link", name="Movimientos", exact=True).click()
    walk.see(page, f"estado-movimientos-{name}")
    closing = money(page.locator(".table-moves tfoot td").last)
    assert debo == closing, f"Lo que debo says {debo}, Movimientos {closing}"
    return debo
