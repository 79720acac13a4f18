"""A documento de cobro: made, owed and paid like an invoice, and never called one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from nequi_plugin import State, pesos
from storefront.audit import AuditEntry
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices import documents
from storefront.invoices.documents import DocumentData, Untaxable
from storefront.invoices.lines import PIECE, Line, Vat
from storefront.invoices.models import DocumentSeries, Invoice
from storefront.invoices.service import InvoiceData, Known, import_invoice
from storefront.money import Cents, cents
from tests.storefront.papers import Paper
from tests.storefront.receiving import Till, book, running_till, words
from tests.storefront.shopping import read_form

NEW = "/admin/facturas/documento"
CUFE = "cd" * 48
HOTEL = "Hotel Altozano SAS"

BAD: tuple[tuple[dict[str, str], str], ...] = (
    ({"customer_id": "0"}, "Elige el cliente."),
    ({"customer_id": "x"}, "Elige el cliente."),
    ({"lines-0-quantity": "0"}, "Escribe una cantidad, como 2 o 1,5."),
    ({"lines-0-unit": "mil"}, "Escribe un valor en pesos, como 120.000."),
    ({"lines-0-concept": ""}, "Escribe el concepto."),
    ({"lines-0-concept": "", "lines-0-unit": ""}, "Escribe al menos un concepto con su valor."),
    ({"lines-0-vat": "7"}, "Elige una opción de la lista."),
    ({"lines-0-unit": "999999999999", "lines-0-quantity": "999.999"}, "demasiado grande"),
    ({"due_on": "2020-01-01"}, "No puede vencer antes de su fecha."),
    ({"issued_on": "2090-01-01"}, "no puede ser futura"),
    ({"issued_on": "ayer"}, "Escribe la fecha completa"),
    ({"einvoice_number": "FE-9"}, "El CUFE tiene 96"),
    ({"einvoice_cufe": CUFE}, "Escribe prefijo y número"),
)


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def clerk(till: Till) -> FlaskClient:
    return till.staff()


def make(till: Till, clerk: FlaskClient, **other: str) -> tuple[int, str, str]:
    """Fill the form and send it: the code, the text, and where it leads."""
    form = read_form(clerk.get(NEW).text, "new-document")
    said = form | {
        "customer_id": str(till.customer(HOTEL)), "lines-0-concept": "Asesoría",
        "lines-0-quantity": "1,5", "lines-0-unit": "120.000",
    }  # fmt: skip
    answer = clerk.post(NEW, data=said | {"due_on": ""} | other)
    return answer.status_code, words(answer.text), answer.headers.get("Location", "")


def test_it_is_made_with_its_debt_and_never_called_an_invoice(
    till: Till, clerk: FlaskClient
) -> None:
    code, text, where = make(till, clerk)
    assert code == 303, text
    page = words(clerk.get(where).text)
    assert "DC-0002" in page
    assert "no es una factura electrónica" in page
    assert "Sin IVA: no tiene una factura electrónica enlazada." in page
    assert "$ 180.000" in page
    with till.shop.app.app_context():
        invoice = db.session.scalars(select(Invoice).filter_by(number="DC-0002")).one()
        assert (invoice.due_on - invoice.issued_on).days == 30
        assert "invoice.document_made" in db.session.scalars(select(AuditEntry.action)).all()
    assert till.balance("DC-0002") == 18_000_000
    assert "Documento de cobro" in words(clerk.get("/admin/facturas").text)
    assert "Documento de cobro" in words(clerk.get(f"/admin/clientes/{till.customer(HOTEL)}").text)
    payer = till.payer(HOTEL)
    moves = words(payer.see("?cara=movimientos").text)
    assert "DC-0002 Documento de cobro" in moves
    assert till.shop.breaches() == []


def test_it_is_paid_like_an_invoice(till: Till, clerk: FlaskClient) -> None:
    make(till, clerk)
    payer = till.payer(HOTEL)
    assert "documentos" in words(payer.see().text)
    assert payer.pay("DC-0002").status_code == 303
    payment = till.payments()[0]
    assert (payment.pesos, payment.description) == (180_000, "Documento DC-0002")
    paid = replace(payment, state=State.APPROVED, captured=pesos(180_000), applied=True)
    book(till, paid, "DC-0002", cents(180_000))
    draft = clerk.get(f"/admin/pagos-sin-recibo/{payment.message_id}").text
    assert "Pago del documento DC-0002" in draft


@pytest.mark.databases("sqlite")
def test_it_takes_iva_only_with_its_electronic_invoice(till: Till, clerk: FlaskClient) -> None:
    code, text, _where = make(till, clerk, **{"lines-0-vat": "19"})
    assert code == 422
    assert "Falta su factura electrónica, abajo." in text
    with till.shop.app.app_context():
        line = Line("Asesoría", PIECE, cents(1), Vat.ZERO)
        day = bogota_today(nequi.now())
        with pytest.raises(Untaxable):
            documents.make(DocumentData(till.customer(), [line], day, day), "DC", actor="t")
    linked = {"lines-0-vat": "19", "einvoice_number": "fe-2001", "einvoice_cufe": CUFE.upper()}
    code, text, where = make(till, clerk, **linked)
    assert code == 303, text
    page = words(clerk.get(where).text)
    assert "IVA 19 % $ 34.200" in page
    assert "FE-2001" in page
    assert till.balance("DC-0002") == 21_420_000
    code, text, _where = make(till, clerk, **linked)
    assert code == 422
    assert "Esa factura ya está en Facturas." in text
    code, text, _where = make(till, clerk, **{"einvoice_number": "FE-1038", "einvoice_cufe": CUFE})
    assert code == 422


@pytest.mark.databases("sqlite")
def test_bad_input_is_said_and_kept(till: Till, clerk: FlaskClient) -> None:
    before = till.count(Invoice)
    for wrong, sentence in BAD:
        code, text, _where = make(till, clerk, **wrong)
        assert (code, sentence in text) == (422, True), (wrong, text)
    assert till.count(Invoice) == before


@pytest.mark.databases("sqlite")
def test_another_line_and_a_second_press(till: Till, clerk: FlaskClient) -> None:
    form = read_form(clerk.get(NEW).text, "new-document")
    more = clerk.post(NEW, data=form | {"lines-0-concept": "Flete", "more": "1"})
    assert more.status_code == 200
    assert 'value="Flete"' in more.text
    assert "lines-3-concept" in more.text
    once = {"form_key": "k" * 22}
    first, again = make(till, clerk, **once), make(till, clerk, **once)
    assert (first[0], again[0]) == (303, 303)
    assert first[2] == again[2]
    with till.shop.app.app_context():
        assert db.session.get_one(DocumentSeries, "DC").next == 3


def test_numbers_run_without_a_gap(till: Till) -> None:
    """Six at once, one of which fails after its number was taken."""
    day, start = nequi_day(till), Barrier(6)
    customer = till.customer(HOTEL)

    def one(value: int) -> None:
        data = DocumentData(customer, [Line("Hora", PIECE, Cents(value))], day, day)
        with till.shop.app.app_context():
            start.wait()
            try:
                documents.make(data, "DC", actor="t")
            except ValueError:
                assert value < 100

    threads = [Thread(target=one, args=(value,)) for value in (100, 200, 300, 1, 400, 500)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with till.shop.app.app_context():
        mine = select(Invoice.number).filter_by(series="DC").order_by(Invoice.sequence)
        assert list(db.session.scalars(mine)) == [f"DC-{n:04d}" for n in range(1, 7)]
        owed = select(Debt.label).where(Debt.label.startswith("DC-"))
        assert len(db.session.scalars(owed).all()) == 6
    assert till.shop.breaches() == []


@pytest.mark.databases("postgresql")
def test_one_electronic_invoice_has_one_place(till: Till) -> None:
    """Imported, and linked to two documents, all in the same moment."""
    day, start = nequi_day(till), Barrier(3)
    customer, told = till.customer(HOTEL), list[str]()
    with till.shop.app.app_context():
        data = DocumentData(customer, [Line("Hora", PIECE, cents(1))], day, day)
        first, second = (documents.make(data, "DC", actor="t") for _ in range(2))
    imported = InvoiceData(customer, "FE-7000", CUFE, day, day, cents(1_000))
    linked = documents.Einvoice("FE-7000", CUFE)

    def one(press: Callable[[], object]) -> None:
        with till.shop.app.app_context():
            start.wait()
            try:
                press()
            except Known:
                told.append("known")
            else:
                told.append("done")

    doors = (lambda: import_invoice(imported, actor="t"),
             lambda: documents.link(first, linked, actor="t"),
             lambda: documents.link(second, linked, actor="t"))  # fmt: skip
    threads = [Thread(target=one, args=(door,)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["done", "known", "known"]


@pytest.mark.databases("sqlite")
def test_the_prefix_is_not_that_of_the_invoices(till: Till, clerk: FlaskClient) -> None:
    day = nequi_day(till)
    with till.shop.app.app_context(), pytest.raises(documents.TakenPrefix):
        documents.make(
            DocumentData(till.customer(), [Line("Hora", PIECE, cents(1))], day, day), "FE",
            actor="t",
        )  # fmt: skip


@pytest.mark.databases("sqlite")
def test_an_electronic_invoice_is_linked_later(till: Till, clerk: FlaskClient) -> None:
    where = make(till, clerk)[2]
    assert "DC-0002 Hotel Altozano SAS" in lacking(clerk)
    assert "FE-1038" not in lacking(clerk)
    page = f"{where}/factura-electronica"
    form = read_form(clerk.get(page).text, "link-invoice")
    bad = clerk.post(page, data=form | {"einvoice_number": "FE-1038", "einvoice_cufe": CUFE})
    assert bad.status_code == 422
    assert "Esa factura ya está en Facturas." in bad.text
    short = clerk.post(page, data=form | {"einvoice_number": "FE-2002", "einvoice_cufe": "ab"})
    assert "El CUFE tiene 96" in short.text
    good = clerk.post(page, data=form | {"einvoice_number": "FE-2002", "einvoice_cufe": CUFE})
    assert good.status_code == 303
    shown = words(clerk.get(where).text)
    assert "FE-2002" in shown
    assert "DC-0002" not in lacking(clerk)
    assert "$ 180.000" in shown
    assert clerk.get("/admin/facturas/1/factura-electronica").status_code == 404


@pytest.mark.databases("sqlite")
def test_its_paper_asks_with_a_button_and_says_what_it_is_not(
    till: Till, clerk: FlaskClient
) -> None:
    where = make(till, clerk)[2]
    form = read_form(clerk.get(where).text, "invoice-pdf")
    made = clerk.post(f"{where}/pdf", data=form)
    assert made.status_code == 303
    read = Paper(clerk.get(made.headers["Location"]).data)
    for said in ("Documento de cobro DC-0002", "Asesoría 1,5 $ 120.000 $ 180.000", "Paga con Nequi",
                 "Sin IVA: esta venta", "No es una factura electrónica"):  # fmt: skip
        assert said in read.text
    assert len(set(read.links)) == 1
    opened = till.shop.app.test_client().get(read.links[0].removeprefix("http://localhost"))
    assert "DC-0002" in opened.text
    plain = Paper(clerk.get(f"{where}.pdf").data)
    assert plain.links == []
    strange = till.link().rpartition("/")[2]
    assert clerk.get(f"{where}.pdf?enlace={strange}").status_code == 404


def lacking(clerk: FlaskClient) -> str:
    """What the list of sales without electronic invoice says."""
    return words(clerk.get("/admin/facturas/sin-factura-electronica").text)


def nequi_day(till: Till) -> date:
    with till.shop.app.app_context():
        return bogota_today(nequi.now())
