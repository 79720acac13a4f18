"""Walk 4: Nequi is switched on only for the merchant that Nequi knows; off means off."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.waiting import wait_until
from tests.walks import office, shopping
from tests.walks.settings import company, switch
from tests.walks.walk import Walk, fills, press, says

pytestmark = pytest.mark.databases("sqlite")
OTHER_WAY = "Llave @ladera"
NAME, OTHER = "Ladera Oficios SAS", "Ladera Tejidos SAS"


def test_the_switch(visit: Walk) -> None:
    walk = visit
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


def test_what_nequi_does_not_say(visit: Walk) -> None:
    """Another number, no answer at all, no name: each has its words and its way on."""
    owner = office.merchant(visit)
    company(visit, owner, id_type="NIT", id_number="900.123.456", dv="8", legal_name=NAME)
    switch(visit, owner, on=True)
    says(owner, "El número (o el comercio) es distinto.", "Apagado")
    visit.see(owner, "nequi-otro-numero")
    press(owner, "Corregir en Empresa")
    fills(owner, {"id_number": "901555012", "dv": "9"})
    press(owner, "Guardar")
    silent(visit, owner)
    declared(visit, owner)
    shop_takes_money(visit, owner)


def silent(walk: Walk, owner: Page) -> None:
    """Nequi is out: no fault of the data; it is asked again until it speaks."""
    walk.world.phone.fault(down=True)
    switch(walk, owner, on=True)
    says(owner, "Nequi no respondió.", "No quiere decir que haya un error en tus datos.",
         "Nequi no responde", "Último contacto:")
    walk.see(owner, "nequi-no-responde")
    to_a_closed_checkout(walk, walk.person())
    walk.world.phone.fault()
    walk.world.phone.advance(60)
    wait_until(lambda: owner.reload() and owner.get_by_text("Activo en prueba").count())
    switch(walk, owner, on=False)


def declared(walk: Walk, owner: Page) -> None:
    """Where Nequi gives no name only the owner's word opens, and it is called so."""
    walk.world.phone.fault(report_without=["commerce", "nit"],
                           http={"create_qr": {"status": 503, "times": 9}})
    switch(walk, owner, on=True)
    says(owner, "Nequi no dice con qué nombre te tiene", "Nequi puede retener el dinero")
    walk.see(owner, "nequi-sin-nombre")
    press(owner, "Declarar y activar")
    says(owner, "Marca la casilla para confirmarlo.")
    owner.locator("[name=agreed]").check()
    press(owner, "Declarar y activar")
    says(owner, "Declarado, no verificado.", "Activo, declarado", "Modo de prueba")
    walk.see(owner, "nequi-declarado")
    walk.world.phone.fault()


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
    assert "Nequi" not in shopper.locator("main .order-view").inner_text().split("¿Dudas")[0]
    says(shopper, "Otras formas de pagar", OTHER_WAY)
    walk.see(shopper, "pedido-por-acordar")
    told = walk.mail("order-received", "Pago por acordar")
    assert OTHER_WAY in told.text
    assert OTHER_WAY in told.page
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
    says(payer, OTHER_WAY)
    walk.see(payer, "estado-cerrado")
