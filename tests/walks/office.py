"""What the merchant does in the back office."""
from __future__ import annotations

import re
from pathlib import Path

import requests
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import PHONE
from tests.support.waiting import wait_until
from tests.support.world import World
from tests.walks.letters import Letter, letters
from tests.walks.papers import paper
from tests.walks.walk import Walk, fills, money, press

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def sign_in(walk: Walk, page: Page, who: str = "owner") -> None:
    """From the sign-in page to wherever it leads."""
    expect(page).to_have_url(re.compile("/entrar"))
    walk.see(page, "entrar")
    fills(page, walk.world.store.logins()[who])
    page.locator("[data-form=login] button").click()
    expect(page).not_to_have_url(re.compile("/entrar"))


def merchant(walk: Walk, who: str = "owner", wide: bool = True) -> Page:
    """A page whose person has signed in and sees the start of the back office."""
    page = walk.person(wide)
    page.goto(f"{walk.world.url}/admin")
    sign_in(walk, page, who)
    walk.see(page, "admin")
    return page


def wait_for_nequi(world: World, url: str = "", trusted: Path | None = None) -> None:
    """The demo's identity check is a job: a fresh shop takes payments a moment after it started.

    ``url`` is the shop's address as people reach it, where that is not its own; ``trusted`` that
    front's certificate.
    """
    at = url or world.url
    with requests.Session() as browser:
        browser.verify, browser.trust_env = str(trusted) if trusted else True, False
        form = browser.get(f"{at}/entrar", timeout=30)
        proof = CSRF.search(form.text)
        assert proof, form.text
        login = {**world.store.logins()["clerk"], "csrf_token": proof.group(1)}
        browser.post(form.url, data=login, headers={"Referer": form.url}, timeout=30)
        settings = f"{at}/admin/configuracion"
        wait_until(lambda: "Activo en prueba" in browser.get(settings, timeout=30).text)


def menu(page: Page, entry: str) -> None:
    """Follow an entry of the side menu, which is a drawer on a phone."""
    if page.viewport_size == PHONE:
        page.locator("label.menu-button").click()
    page.locator(".office-menu").get_by_role("link", name=re.compile(f"^{entry}")).click()


def open_customer(walk: Walk, page: Page, name: str) -> None:
    """Clientes, then the customer."""
    menu(page, "Clientes")
    walk.see(page, "clientes")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    walk.see(page, "cliente")


def send_statement(walk: Walk, page: Page, name: str) -> Letter:
    """Open the customer and send the statement; the mail that arrives."""
    open_customer(walk, page, name)
    page.get_by_text("Más acciones").click()
    page.get_by_role("link", name="Ver estado de cuenta").click()
    walk.see(page, "cliente-estado")
    press(page, "Enviar")
    letter = walk.mail("statement")
    wait_until(lambda: page.reload() and page.get_by_text("Enviado", exact=True).is_visible())
    walk.see(page, "cliente-estado-enviado")
    return letter


def send_again(walk: Walk, page: Page) -> Letter:
    """Straight to the company's statement, send it, and come back; the mail that arrives."""
    count, before = len(letters(walk.world.mailbox, "statement")), page.url
    open_customer(walk, page, "Compañía SAS")
    page.get_by_text("Más acciones").click()
    page.get_by_role("link", name="Ver estado de cuenta").click()
    press(page, "Enviar")
    page.goto(before)
    return walk.mail_after("statement", count)


def figures(page: Page, name: str) -> tuple[int, int]:
    """What the customer may still pay, and what accounting says it owes."""
    menu(page, "Clientes")
    page.get_by_role("link", name=name).click()
    return money(stat(page, "Por cobrar")), money(stat(page, "Cartera contable"))


def stat(page: Page, label: str) -> Locator:
    """The figure under a label."""
    return page.locator(".stat").filter(has_text=label).locator(".stat-value")


def add_receipt(walk: Walk, page: Page, letter: Letter, name: str) -> str:
    """Follow the notice's link, sign in when asked, save the recibo de caja; its number."""
    page.goto(letter.link("/pagos-sin-recibo/"))
    sign_in(walk, page, "clerk")
    walk.see(page, f"recibo-nuevo-{name}")
    press(page, "Guardar recibo")
    expect(page.get_by_text("guardado.")).to_be_visible()
    walk.see(page, f"recibo-{name}")
    number = page.locator("article h1").inner_text()
    assert number in paper(page, "Descargar PDF").text
    return number
