"""Walk 4: Nequi is switched on only for the merchant that Nequi knows; off means off."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.walks import office, shopping
from tests.walks.walk import Walk, press, says

pytestmark = pytest.mark.databases("sqlite")
NAME, OTHER = "Ladera Oficios SAS", "Ladera Tejidos SAS"


def test_the_switch(walk: Walk) -> None:
    owner = office.merchant(walk)
    company(walk, owner, legal_name=OTHER, id_type="CC")
    says(owner, "Guardado")
    switch(walk, owner, on=True)
    says(owner, "Distinto", "El tipo es distinto.")
    walk.see(owner, "nequi-distinto")

    company(walk, owner, legal_name=OTHER, id_type="NIT", dv="9")
    switch(walk, owner, on=True)
    says(owner, "Solo falta el nombre.", OTHER, "LADERA OFICIOS SAS")
    to_a_closed_checkout(walk, walk.person())
    company(walk, owner, legal_name=NAME)
    switch(walk, owner, on=True)
    says(owner, "Activo en prueba")
    walk.see(owner, "nequi-activo")
    shop_takes_money(walk, owner)

    switch(walk, owner, on=False)
    says(owner, "apagados")
    shop_takes_no_money(walk, owner)


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
    office.menu(owner, "Configuración")
    owner.locator("main").get_by_role("link", name="Pagos en línea").click()
    walk.see(owner, "metodos")
    owner.locator("main").get_by_role("link", name="Nequi").click()
    walk.see(owner, "nequi")
    owner.get_by_label("Activar pagos en línea").set_checked(on)
    press(owner, "Guardar")
    expect(owner.get_by_text("Comprobando…")).to_have_count(0, timeout=15_000)
    expect(owner.get_by_label("Activar pagos en línea")).to_be_enabled()


def shop_takes_money(walk: Walk, owner: Page) -> None:
    """Nequi in the checkout, its button in the statement's mail."""
    shopping.quick_order(walk, walk.person())
    assert "Paga con Nequi" in office.send_again(walk, owner).page


def shop_takes_no_money(walk: Walk, owner: Page) -> None:
    """The order is taken, payment to be arranged with the merchant; the statement only informs."""
    shopper = walk.person()
    to_a_closed_checkout(walk, shopper)
    shopping.fill_checkout(shopper)
    shopping.place_order(shopper)
    says(shopper, "Por acordar", "300 000 0012", "hola@ladera.example")
    assert "Nequi" not in shopper.locator("main .checkout-form").inner_text().split("¿Dudas")[0]
    walk.see(shopper, "pedido-por-acordar")
    statement_only_informs(walk, owner)


def to_a_closed_checkout(walk: Walk, shopper: Page) -> None:
    """It says before the button that nothing is paid online."""
    shopping.add_to_cart(walk, shopper, "Jarra de barro")
    press(shopper, "Finalizar compra")
    walk.see(shopper, "finalizar-por-acordar")
    says(shopper, "Pago por acordar.")


def statement_only_informs(walk: Walk, owner: Page) -> None:
    """Neither the mail nor the page behind its link offers to pay."""
    letter = office.send_again(walk, owner)
    assert "Paga con Nequi" not in letter.page + letter.text
    payer = walk.person()
    payer.goto(letter.link("/estado/"))
    expect(payer.locator("[data-form=pay-statement]")).to_have_count(0)
    walk.see(payer, "estado-cerrado")
