"""What the owner does under Configuración: Empresa, and the switch of Nequi."""
from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.walks import office
from tests.walks.walk import Walk, press


def company(walk: Walk, owner: Page, **values: str) -> None:
    """Configuración › Empresa, change a few things, Guardar."""
    office.menu(owner, "Configuración")
    walk.see(owner, "configuracion")
    owner.locator("main").get_by_role("link", name="Empresa").click()
    walk.see(owner, "empresa")
    kind = values.pop("id_type", "")
    if kind:
        owner.locator("[name=id_type]").select_option(kind)
    for name, value in values.items():
        owner.locator(f"[name={name}]").fill(value)
    owner.get_by_role("button", name="Guardar", exact=True).last.click()
    expect(owner.locator(".notice.tone-bad")).to_have_count(0)


def switch(walk: Walk, owner: Page, on: bool) -> None:
    """The whole way through the settings, then the switch and Guardar; back with the verdict."""
    to_nequi(walk, owner)
    owner.get_by_label("Activar pagos en línea").set_checked(on)
    press(owner, "Guardar")
    expect(owner.get_by_text("Comprobando…")).to_have_count(0)
    expect(owner.get_by_label("Activar pagos en línea")).to_be_enabled()


def to_nequi(walk: Walk, owner: Page) -> None:
    """Configuración › Pagos en línea › Nequi."""
    office.menu(owner, "Configuración")
    owner.locator("main").get_by_role("link", name="Pagos en línea").click()
    walk.see(owner, "metodos")
    owner.locator("main").get_by_role("link", name="Nequi").click()
    walk.see(owner, "nequi")
