"""Walks 7 to 9: an order on credit, a documento de cobro with what lowers it, and retentions."""
from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.walks import office, paying, shopping, statement
from tests.walks.papers import paper, posted
from tests.walks.walk import Walk, fills, money, pesos, press, says

INVOICE, CUFE = "FE-2071", "ab" * 48
COFFEE, HOTEL = "Café La Esquina SAS", "Hotel Altozano SAS"
ASKED, LESS, LEFT_OVER = 250_000, 50_000, 60_000
pytestmark = pytest.mark.databases("sqlite")


def live_statement(walk: Walk, name: str) -> str:
    """The address of a customer's statement, as its mail carries it."""
    link: str = walk.world.store.json("store", "send-statement", name)["link"]
    return link


def test_an_order_on_credit_is_paid_from_the_statement(visit: Walk) -> None:
    shopper, clerk = visit.person(), office.merchant(visit, "clerk")
    order = ordered_by_the_company(visit, shopper)
    total = money(shopper.locator(".amount").first)
    sells_on_credit(visit, clerk, order, total)
    shopper.goto(visit.mail("order-received", order).link("/pedido/"))
    visit.see(shopper, "pedido-a-credito")
    office.open_customer(visit, clerk, statement.COMPANY)
    press(clerk, "Enviar estado de cuenta")
    press(clerk, "Enviar")
    letter = visit.mail("statement", INVOICE)
    payer = visit.person()
    payer.goto(letter.link("/estado/"))
    statement.nothing_ticked(payer, INVOICE)
    assert money(payer.locator("[data-sum]")) == total
    statement.send(payer, paying.PHONE)
    paying.accept(visit, payer, "pedido")
    says(payer, "Pago aprobado", INVOICE)
    gets_its_receipt(visit, clerk, order)
    shopper.reload()
    says(shopper, "Pagado")
    expect(shopper.get_by_role("link", name="Paga con Nequi")).to_have_count(0)
    visit.see(shopper, "pedido-a-credito-pagado")


def ordered_by_the_company(walk: Walk, shopper: Page) -> str:
    """In the name of a customer that the shop knows; the order's number."""
    shopping.quick_checkout(walk, shopper)
    shopping.fill_checkout(shopper)
    shopper.locator("[name=wants_invoice]").check()
    shopper.locator("[name=invoice_id_type]").select_option("NIT")
    fills(shopper, {"invoice_id_number": "900123456", "invoice_name": statement.COMPANY})
    walk.see(shopper, "finalizar-con-factura")
    shopping.place_order(shopper)
    return shopping.order_of(shopper)


def sells_on_credit(walk: Walk, clerk: Page, order: str, total: int) -> None:
    """*Importar factura* on the unpaid order: who owes, and until when."""
    office.menu(clerk, "Pedidos")
    clerk.locator("tbody").get_by_role("link", name=order, exact=True).click()
    press(clerk, "Importar factura")
    says(clerk, statement.COMPANY, "Ya es tu cliente, con plazo de 30 días.")
    fills(clerk, {"number": INVOICE, "total": str(total), "cufe": CUFE})
    walk.see(clerk, "vender-a-credito")
    press(clerk, "Vender a crédito")
    says(clerk, f"Vendido a crédito: la factura {INVOICE} ya está en el estado de cuenta.")
    walk.see(clerk, "vendido-a-credito")


def gets_its_receipt(walk: Walk, clerk: Page, order: str) -> None:
    """From the notice's mail; the order names the recibo."""
    notice = walk.mail("merchant-notice", INVOICE)
    number = office.add_receipt(walk, walk.person(wide=True), notice, "factura")
    office.menu(clerk, "Pedidos")
    clerk.locator("tbody").get_by_role("link", name=order, exact=True).click()
    says(clerk, "Pagado", number)


def test_what_lowers_a_documento_de_cobro(visit: Walk) -> None:
    """A nota crédito takes a part off, *saldo a favor* pays of the rest, and is undone."""
    clerk, payer = office.merchant(visit, "clerk"), visit.person()
    payer.goto(live_statement(visit, COFFEE))
    owed = money(payer.locator(".statement-sum .amount")) + ASKED - LESS
    number = makes_a_document(visit, clerk)
    takes_a_part_off(visit, clerk)
    says_it_all(payer, owed, owed - LEFT_OVER)
    says(payer, number, "NC-0001")
    uses_the_credit(visit, clerk, number)
    says_it_all(payer, owed - LEFT_OVER, owed - LEFT_OVER)
    says(payer, "CS-0001")
    visit.see(payer, "estado-movimientos-con-cruce")
    undoes_it(visit, clerk)
    says_it_all(payer, owed, owed - LEFT_OVER)


def says_it_all(payer: Page, owed: int, closing: int) -> None:
    """What is owed on one face; on the other the same less what is left here."""
    payer.get_by_role("link", name="Lo que debo", exact=True).click()
    assert money(payer.locator(".statement-sum .amount")) == owed
    payer.get_by_role("link", name="Movimientos", exact=True).click()
    assert money(payer.locator(".table-moves tfoot td").last) == closing


def makes_a_document(walk: Walk, clerk: Page) -> str:
    """From the customer, with two lines; its PDF says what it is not. Its number."""
    office.open_customer(walk, clerk, COFFEE)
    clerk.get_by_text("Más acciones").click()
    clerk.get_by_role("link", name="Nuevo documento de cobro").click()
    fills(clerk, {"lines-0-concept": "Montaje de la vitrina", "lines-0-quantity": "1,5",
                  "lines-0-unit": "120.000", "lines-1-concept": "Transporte",
                  "lines-1-unit": "70.000"})
    expect(clerk.locator("[data-total]")).to_contain_text("250.000")
    walk.see(clerk, "documento-nuevo")
    press(clerk, "Hacer el documento")
    number = clerk.locator("main h1").inner_text()
    assert re.fullmatch(r"DC-\d{4}", number)
    printed = posted(clerk, "invoice-pdf")
    assert number in printed.text
    assert "No es una factura electrónica de venta" in printed.text
    return number


def takes_a_part_off(walk: Walk, clerk: Page) -> None:
    press(clerk, "Hacer nota crédito")
    fills(clerk, {"value": "50.000", "reason": "Se cobró una hora de más"})
    walk.see(clerk, "nota-nueva")
    press(clerk, "Hacer nota crédito")
    says(clerk, "NC-0001", "Se cobró una hora de más")
    walk.see(clerk, "documento-con-nota")


def uses_the_credit(walk: Walk, clerk: Page, number: str) -> None:
    """All of it on the document that it was opened from."""
    press(clerk, "Usar saldo a favor")
    expect(clerk.get_by_label(f"Usar en {number}")).to_have_value("60.000")
    walk.see(clerk, "saldo-a-favor-usar")
    press(clerk, "Usar saldo a favor")
    says(clerk, "Cruce CS-0001 guardado.")
    walk.see(clerk, "cruce")
    assert number in paper(clerk, "Descargar PDF").text


def undoes_it(walk: Walk, clerk: Page) -> None:
    press(clerk, "Anular cruce")
    fills(clerk, {"void_reason": "Era para otra factura"})
    walk.see(clerk, "cruce-anular")
    press(clerk, "Anular cruce")
    says(clerk, "Anulado el", "Motivo: Era para otra factura")


@pytest.mark.parametrize(("script", "name", "whole", "kept"), [
    (True, HOTEL, 620_000, 32_907), (False, COFFEE, 275_000, 14_595),
], ids=["script", "no-script"])
def test_a_company_keeps_its_retentions(
    visit: Walk, script: bool, name: str, whole: int, kept: int
) -> None:
    """Of what is overdue: 2,5 % and 9,66 ‰ of its base, 15 % of its IVA."""
    walk = visit if script else replace(visit, eyes=None)
    payer = walk.person(java_script_enabled=script)
    payer.goto(live_statement(walk, name))
    assert money(payer.locator("[data-sum]")) == whole
    walk.see(payer, "estado-con-retenciones")
    press(payer, "Practicar retenciones")
    says(payer, f"Vas a pagar {pesos(whole - kept)} y retienes {pesos(kept)}.")
    assert money(payer.locator("[data-sum]")) == whole - kept
    walk.see(payer, "estado-retenciones")
    statement.send(payer, paying.PHONE)
    paying.accept(walk, payer, "retenciones")
    assert money(payer.locator(".outcome .amount")) == whole - kept
    says(payer, "Retenciones practicadas", pesos(kept))
    if script:
        nothing_is_left(walk, payer)


def nothing_is_left(walk: Walk, payer: Page) -> None:
    """The recibo names each retention; both faces say zero."""
    notice = walk.mail("merchant-notice", HOTEL)
    clerk = walk.person(wide=True)
    office.add_receipt(walk, clerk, notice, "retenciones")
    says(clerk, "Retefuente $ 13.025, ReteIVA $ 14.849, ReteICA $ 5.033")
    press(payer, "Volver al estado de cuenta")
    says(payer, "No debes nada")
    walk.see(payer, "estado-sin-deuda")
    payer.get_by_role("link", name="Movimientos", exact=True).click()
    says(payer, "Retenciones practicadas")
    assert money(payer.locator(".table-moves tfoot td").last) == 0
