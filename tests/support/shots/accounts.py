"""The statement as its customer meets it, from the mail to the comprobante."""
from __future__ import annotations

from playwright.sync_api import Page

from tests.support.shots.papers import paper
from tests.support.shots.stage import Stage, in_state, sign_in

COMPANY = "Compañía SAS"


def sent(on: Stage) -> None:
    """The clerk sends it; its link is what the next scenes open."""
    with on.camera.person() as page:
        sign_in(on, page, "clerk")
        page.goto(f"{on.url}/admin/clientes")
        page.get_by_role("link", name=COMPANY).first.click()
        page.goto(f"{page.url}/estado-de-cuenta")
        page.get_by_role("button", name="Enviar", exact=True).click()
    on.links["statement"] = on.link(on.mail("statement"), "/estado/")


def paid(on: Stage) -> None:
    """Both faces, nothing ticked, and one payment of what comes ticked."""
    link = on.links["statement"]
    with on.camera.person() as page:
        page.goto(link)
        on.camera.shoot(page, "statement")
        paper(on, page, "paper-statement", f"{link}/pdf")
        page.get_by_role("link", name="Ninguna", exact=True).click()
        on.camera.shoot(page, "statement-none")
        page.get_by_role("link", name="Movimientos", exact=True).click()
        on.camera.shoot(page, "statement-movements")
        page.goto(link)
        _pays(on, page)
        page.goto(link)
        on.camera.shoot(page, "statement-after")


def _pays(on: Stage, page: Page) -> None:
    bar = page.locator(".paybar")
    bar.locator("[name=phone]").fill(on.number())
    bar.get_by_role("button", name="Paga con Nequi", exact=True).click()
    in_state(page, "waiting")
    on.camera.shoot(page, "statement-waiting")
    on.phone.accept()
    in_state(page, "approved")
    on.camera.shoot(page, "statement-approved")
    paper(on, page, "paper-statement-proof", page.locator('a[href*="/comprobante/"]').first)


def expired(on: Stage) -> None:
    """The same link a year later."""
    on.phone.advance(366 * 24 * 3600)
    with on.camera.person() as page, on.camera.expecting(410):
        page.goto(on.links["statement"])
        on.camera.shoot(page, "statement-expired")
