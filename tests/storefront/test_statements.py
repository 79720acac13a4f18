"""The live statement over HTTP: what it shows, what it refuses, what pressing the button does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from storefront.company import gate
from storefront.db import Model, db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.invoices.rules import InvoiceData
from storefront.invoices.service import add
from storefront.money import cents
from storefront.statements.models import Selection
from tests.storefront.receiving import Payer, Till, running_till, ticked, words
from tests.storefront.shopping import read_form


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    """The demo's receivables on an empty database of each kind."""
    with running_till(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def payer(till: Till) -> Payer:
    return till.payer()


def test_it_shows_what_is_owed_without_sign_in_or_cookie(payer: Payer) -> None:
    answer = payer.see()
    text = words(answer.text)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "$ 1.937.500" in text
    assert "Vencida hace 42 días" in text
    assert "Vencido, 31 a 60 días $ 840.000" in text
    assert "$ 1.525.000 2 de 3 facturas" in text


def test_it_is_private(payer: Payer) -> None:
    answer = payer.see()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "3000000042" not in answer.text
    assert "pagos@compania.example" not in answer.text
    assert "Hotel Altozano" not in answer.text


def test_overdue_and_due_soon_are_ticked_and_links_tick_others(till: Till, payer: Payer) -> None:
    debts = till.debts()
    assert ticked(payer.see().text) == [str(debts["FE-1038"]), str(debts["FE-1051"])]
    assert ticked(payer.see("?marcar=vencidas").text) == [str(debts["FE-1038"])]
    assert len(ticked(payer.see("?marcar=todas").text)) == 3
    assert ticked(payer.see("?marcar=ninguna").text) == []


def test_movements_print_their_proof(payer: Payer) -> None:
    text = words(payer.see("?cara=movimientos").text)
    assert "RC-0058 Abono con Nequi a FE-1038" in text
    assert "de abonos = $ 1.937.500 , lo mismo que suma Lo que debo." in text


def test_twenty_looks_write_nothing(till: Till, payer: Payer) -> None:
    def rows() -> dict[str, int]:
        with till.shop.app.app_context():
            tables = Model.metadata.sorted_tables
            return {t.name: db.session.scalar(select(func.count()).select_from(t)) or 0
                    for t in tables}  # fmt: skip

    before = rows()
    for _ in range(20):
        assert payer.see().status_code == 200
    assert rows() == before


def test_paying_leads_to_one_request_for_what_was_ticked(till: Till, payer: Payer) -> None:
    answer = payer.pay("FE-1038")
    assert answer.status_code == 303, words(answer.text)
    assert answer.headers["Location"].startswith("/nequi/statement.")
    (payment,) = till.payments()
    assert payment.pesos == 840_000
    assert payment.claims == (f"debt:{till.debts()['FE-1038']}",)
    assert payment.description == "Factura FE-1038"


def test_pressing_twice_is_one_request(till: Till, payer: Payer) -> None:
    page = payer.see().text
    first, second = payer.send(page, "FE-1038"), payer.send(page, "FE-1038")
    assert first.headers["Location"] == second.headers["Location"]
    assert len(till.payments()) == 1


def test_a_second_device_joins_the_live_request(till: Till, payer: Payer) -> None:
    other = till.payer()
    page = other.see().text
    first = payer.pay("FE-1038", "FE-1051")
    second = other.send(page, "FE-1051", "FE-1059", phone="300 111 2233")
    assert second.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    assert len(till.payments()) == 1
    text = words(other.see().text)
    assert text.count("Hay un pago en curso") == 2


def test_a_bad_number_is_said_by_its_field_and_everything_is_kept(payer: Payer) -> None:
    answer = payer.pay("FE-1059", phone="601 000 0012")
    assert answer.status_code == 422
    assert "Escribe un celular de 10 dígitos" in answer.text
    assert 'value="601 000 0012"' in answer.text
    assert len(ticked(answer.text)) == 1
    assert "$ 412.500 1 de 3 facturas" in words(answer.text)


def test_nothing_ticked_says_so(till: Till, payer: Payer) -> None:
    answer = payer.pay()
    assert answer.status_code == 422
    assert "Marca al menos una factura" in answer.text
    assert till.count(Selection) == 0


@pytest.mark.parametrize("shown", ["", "W10.abc", "e30"])
def test_an_altered_picture_of_what_was_shown_is_refused(
    till: Till, payer: Payer, shown: str
) -> None:
    answer = payer.pay("FE-1038", shown=shown)
    assert answer.status_code == 400
    assert "alterada" in answer.text
    assert not till.payments()


def test_another_customers_invoice_cannot_be_ticked(till: Till, payer: Payer) -> None:
    answer = payer.pay("FE-1047")
    assert answer.status_code == 400
    assert not till.payments()


def test_one_links_picture_does_not_fit_another(till: Till, payer: Payer) -> None:
    other = read_form(till.payer().see().text, "pay-statement")["shown"]
    answer = payer.pay("FE-1038", shown=other)
    assert answer.status_code == 400
    assert not till.payments()


def test_a_balance_that_moved_is_shown_and_asked_again(till: Till, payer: Payer) -> None:
    page = payer.see().text
    debt_id = till.debts()["FE-1051"]
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.get_one(Debt, debt_id).total_cents = cents(500_000)
    answer = payer.send(page, "FE-1051", phone="300 111 2233")
    text = words(answer.text)
    assert answer.status_code == 409
    assert "FE-1051 debía $ 685.000" in text
    assert 'value="300 111 2233"' in answer.text
    assert len(ticked(answer.text)) == 1
    assert not till.payments()


def test_closed_nequi_leaves_other_ways_to_pay(till: Till, payer: Payer) -> None:
    till.shop.switch(active=False)
    page = payer.see().text
    assert "pay-statement" not in page
    assert "no recibimos pagos en línea" in words(page)


def test_dead_links_have_a_page_with_the_merchants_contact(till: Till, payer: Payer) -> None:
    altered = payer.client.get(payer.link[:-1] + ("y" if payer.link.endswith("x") else "x"))
    assert altered.status_code == 404
    assert "hola@ladera.example" in altered.text
    link_id = int(payer.link.split("/")[-1].split(".")[0])
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        nequi.revoke_link(s, link_id)
    assert payer.see().status_code == 404


def test_centavos_are_shown_and_whole_pesos_asked(till: Till) -> None:
    mariana = till.payer("Mariana Quintero")
    assert "$ 180.000,50" in words(mariana.see().text)
    assert mariana.pay("FE-1055").status_code == 303
    assert till.payments()[0].pesos == 180_000


def test_a_new_invoice_is_on_the_page_at_once(till: Till, payer: Payer) -> None:
    customer = till.customer()
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        day = nequi.now().date() - timedelta(days=1)
        add(s, InvoiceData(customer, "FE-2000", "", day, day + timedelta(60), cents(1_000)))
    assert "FE-2000" in payer.see().text


def test_a_page_costs_few_queries(
    till: Till, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the merchant's row, which the process reads once a second for all its pages."""
    monkeypatch.setattr(gate, "FRESH_SECONDS", 3_600)
    payer.see()
    with till.shop.app.app_context():
        engine = db.engine
    asked: list[str] = []
    ours = threading.get_ident()  # the worker's sweeps are no page's queries

    def note(*call: object) -> None:
        if threading.get_ident() == ours:
            asked.append(str(call[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        payer.see()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([text for text in asked if text.startswith("SELECT")]) <= 8, asked


def test_many_devices_at_once_make_one_request_per_debt(till: Till) -> None:
    payers = [till.payer() for _ in range(6)]
    choices = [("FE-1038",), ("FE-1038", "FE-1051"), ("FE-1051",)] * 2
    pages = [payer.see().text for payer in payers]
    start, answers = Barrier(len(payers)), list[TestResponse]()

    def press(number: int) -> None:
        start.wait()
        phone = f"300 111 22{number}0"
        answers.append(payers[number].send(pages[number], *choices[number], phone=phone))

    threads = [Thread(target=press, args=(number,)) for number in range(len(payers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303] * len(payers)
    claims = [name for payment in till.payments() for name in payment.claims]
    assert len(claims) == len(set(claims)), "a debt is asked for twice"


def test_what_is_not_due_yet_is_left_to_the_payers_ticks(till: Till) -> None:
    late = words(till.payer().see().text)
    assert "Marcamos lo vencido y lo que vence en 7 días." in late
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        for invoice in s.scalars(select(Invoice)):
            invoice.due_on += timedelta(days=200)
    page = till.payer().see().text
    assert "Nada está por vencer: marca lo que quieras pagar desde ya." in words(page)
    assert ticked(page) == []
