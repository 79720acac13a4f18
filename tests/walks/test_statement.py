"""Walks 1 and 2: a statement by mail, paid from the phone; then its recibo de caja."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.walks import office, paying, statement
from tests.walks.letters import Letter
from tests.walks.papers import paper
from tests.walks.walk import Walk, fills, money, pesos, press, says

PAID = statement.OPEN["FE-1038"]
LEFT = statement.OWED - PAID
pytestmark = pytest.mark.databases("sqlite")


def test_a_statement_is_paid_and_gets_its_receipt(walk: Walk) -> None:
    clerk = office.merchant(walk)
    letter = statement_arrives(walk, clerk)
    payer = walk.person()
    walk.open_mail(payer, letter)
    payer.frame_locator("iframe").get_by_role("link", name="Paga con Nequi").click()
    leads_on_from_paper(payer)
    pays_one_of_three(walk, payer)
    comprobante_arrives(walk, payer)
    gets_its_receipt(walk, clerk, payer, letter.link("/estado/"))
    a_part_of_the_rest(walk, payer, letter)
    walk.world.check()


def statement_arrives(walk: Walk, clerk: Page) -> Letter:
    """The mail lists the three invoices and has the button, as a page and as text."""
    letter = office.send_statement(walk, clerk, statement.COMPANY)
    assert letter.message["To"] == "pagos@compania.example"
    for body in (letter.text, letter.page):
        assert "Paga con Nequi" in body
        assert pesos(statement.OWED) in body
        for number, value in statement.OPEN.items():
            assert number in body
            assert pesos(value) in body
    return letter


def leads_on_from_paper(payer: Page) -> None:
    """The other ways stand on the page; the PDF's button opens the same page when it is tapped."""
    payer.locator("summary", has_text="Otras formas de pagar").click()
    says(payer, "Llave @ladera")
    printed = paper(payer, "PDF")
    for number in statement.OPEN:
        assert number in printed.text
    [button] = {link for link in printed.links if "/estado/" in link}
    payer.goto(button)
    assert money(payer.locator(".statement-sum .amount")) == statement.OWED


def pays_one_of_three(walk: Walk, payer: Page) -> None:
    """Two come ticked; one is left, and the page turns by itself when the phone says yes."""
    assert statement.faces(walk, payer, "entero") == statement.OWED
    payer.get_by_role("link", name="Lo que debo", exact=True).click()
    statement.untick(payer, "FE-1051")
    statement.nothing_ticked(payer, "FE-1038")
    says(payer, "1 de 3 facturas")
    assert money(payer.locator("[data-sum]")) == PAID
    statement.send(payer, paying.PHONE)
    paying.accept(walk, payer, "estado")
    assert money(payer.locator(".outcome .amount")) == PAID
    says(payer, "Pago aprobado", "LADERA OFICIOS SAS", "FE-1038", "Te queda por pagar")


def comprobante_arrives(walk: Walk, payer: Page) -> None:
    """To the customer, with the amount and the invoice."""
    receipt = walk.mail("receipt")
    assert receipt.message["To"] == "pagos@compania.example"
    for body in (receipt.text, receipt.page):
        assert pesos(PAID) in body
        assert "FE-1038" in body
    walk.open_mail(payer, receipt)


def gets_its_receipt(walk: Walk, clerk: Page, payer: Page, link: str) -> None:
    """Accounting follows only with the recibo de caja; what the customer sees does not move."""
    notice = walk.mail("merchant-notice")
    walk.open_mail(clerk, notice)
    clerk.goto(f"{walk.world.url}/admin")
    payment = walk.world.store.json("nequi", "show")[0]
    for body in (notice.text, notice.page):
        for word in (statement.COMPANY, "FE-1038", pesos(PAID), payment["message_id"]):
            assert word in body
    assert office.figures(clerk, statement.COMPANY) == (LEFT, statement.OWED)
    payer.goto(link)
    assert statement.faces(walk, payer, "pagado") == LEFT

    number = office.add_receipt(walk, walk.person(wide=True), notice, "factura")

    assert number.startswith("RC-")
    assert office.figures(clerk, statement.COMPANY) == (LEFT, LEFT)
    payer.goto(link)
    assert statement.faces(walk, payer, "con-recibo") == LEFT
    says(payer, "lo mismo que suma Lo que debo.")


def a_part_of_the_rest(walk: Walk, payer: Page, letter: Letter) -> None:
    """By the code that the mail prints, and less than what is ticked."""
    payer.goto(f"{walk.world.url}/pagar")
    walk.see(payer, "codigo")
    [code] = re.findall(r"código ([2-9A-Z]{4}-[2-9A-Z]{4})\.", letter.text)
    payer.locator("[name=code]").fill(code.lower())
    press(payer, "Ver mi estado de cuenta")
    press(payer, "Pagar otro valor")
    fills(payer, {"total": "100.000"})
    statement.send(payer, paying.PHONE)
    says(payer, "FE-1051 recibe $ 100.000 y queda debiendo $ 585.000.")
    walk.see(payer, "estado-otro-valor")
    press(payer, "Paga con Nequi")
    paying.accept(walk, payer, "abono")
    assert money(payer.locator(".outcome .amount")) == 100_000
    payer.goto(letter.link("/estado/"))
    assert statement.faces(walk, payer, "abonado") == LEFT - 100_000
