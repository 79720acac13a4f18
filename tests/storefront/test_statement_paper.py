"""A statement as PDF: the page's figures, the button that pays, and the mail that carries it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storefront.company.models import NequiSettings
from storefront.dates import bogota_today
from storefront.extensions import nequi
from storefront.invoices.rules import InvoiceData
from storefront.invoices.service import add
from storefront.money import cents
from storefront.statements.reading import usual_start
from tests.storefront.papers import Paper
from tests.storefront.receiving import Till, book, captured, running_till, words

DEMO = ((100, 320_000), (72, 1_240_000), (68, -320_000), (36, -400_000), (28, 685_000),
        (9, 412_500))  # fmt: skip
"""How many days ago the demo's company was charged (and paid) how many pesos."""


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    folder = tmp_path_factory.mktemp("papers")
    with running_till(f"sqlite:///{folder / 'papers.db'}", folder) as running:
        yield running


def paper(till: Till, link: str) -> Paper:
    answer = till.shop.app.test_client().get(f"{link}/pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return Paper(answer.data)


def test_it_says_what_the_page_says(till: Till) -> None:
    payer = till.payer()
    read = paper(till, payer.link)
    page = words(payer.see("?cara=movimientos").text)

    for figures in (
        "Cliente Compañía SAS NIT 900.123.456-8",
        "Debes en total $ 840.000 vencidos $ 1.937.500",
        "Por vencer $ 1.097.500 Vencido, 31 a 60 días $ 840.000",
        "Vencida hace 42 días $ 1.240.000 $ 400.000 $ 840.000",
        "Saldo total $ 1.937.500",
        "Abono con Nequi a FE-1038",
    ):
        assert figures in read.text
    opening, charged, paid = sums_of_three_months(till)
    assert f"Saldo inicial $ {opening}" in read.text
    proof = f"$ {opening} de saldo inicial + $ {charged} de cargos − $ {paid} de abonos ="
    assert proof in page
    assert f"{proof} $ 1.937.500, lo mismo que suma Lo que debo." in read.text
    assert "Página 1 de 2" in read.pages[0]
    assert "Estado de cuenta" in read.pages[1]
    assert all(inside for name, inside in read.fonts.items() if name != "Helvetica")


def sums_of_three_months(till: Till) -> tuple[str, str, str]:
    """Saldo inicial, cargos and abonos of the demo's company as its paper should sum them.

    Three months are a date's and its two predecessors': how much of September is in them depends
    on the day of the month.
    """
    with till.shop.app.app_context():
        today = bogota_today(nequi.now())
    shown = (today - usual_start(today)).days
    opening = sum(pesos for days, pesos in DEMO if days > shown)
    charged = sum(pesos for days, pesos in DEMO if days <= shown and pesos > 0)
    paid = -sum(pesos for days, pesos in DEMO if days <= shown and pesos < 0)
    first, second, third = (f"{pesos:,}".replace(",", ".") for pesos in (opening, charged, paid))
    return first, second, third


def test_button_and_code_open_the_page_that_pays(till: Till) -> None:
    link = till.link()
    read = paper(till, link)
    assert "Paga con Nequi" in read.text
    assert read.links == [f"http://localhost{link}"] * 2


def test_without_nequi_there_is_no_button(till: Till) -> None:
    link = till.link()
    switch(till, active=False)
    read = paper(till, link)
    switch(till, active=True)

    assert "Paga con Nequi" not in read.text
    assert read.links == []
    assert "$ 1.937.500" in read.text


def test_the_office_prints_it_without_a_button(till: Till) -> None:
    path = f"/admin/clientes/{till.customer()}/estado-de-cuenta.pdf"
    read = Paper(till.staff().get(path).data)
    assert "$ 1.937.500" in read.text
    assert read.links == []


def test_a_long_history_goes_on_over_pages(till: Till) -> None:
    """Two hundred movements: every page has its head, and the sum is on the last one."""
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        today = bogota_today(nequi.now())
        customer = till.customer("Hotel Altozano SAS")
        for number in range(200):
            day = today - timedelta(days=number % 20)
            add(s, InvoiceData(customer, f"LA-{number:05d}", "", day, day, cents(1_000)))
    read = paper(till, till.link("Hotel Altozano SAS"))

    assert len(read.pages) > 8
    assert all(f"Página {n} de {len(read.pages)}" in one for n, one in enumerate(read.pages, 1))
    assert "LA-00000" in read.text
    assert "LA-00199" in read.text
    assert "$ 820.000, lo mismo que suma Lo que debo." in read.pages[-1]


@pytest.fixture
def payers(tmp_path: Path) -> Iterator[Till]:
    """A shop of its own for who pays: nobody else's figures change."""
    with running_till(f"sqlite:///{tmp_path / 'paid.db'}", tmp_path) as running:
        yield running


def test_the_comprobante_says_what_was_paid_and_what_is_left(payers: Till) -> None:
    till = payers
    payment = captured(till, "FE-1038", 840_000)
    book(till, payment, "FE-1038", cents(840_000))
    link = till.link()
    answer = till.shop.app.test_client().get(f"{link}/comprobante/{payment.message_id}")
    read = Paper(answer.data)

    assert answer.mimetype == "application/pdf"
    for said in (
        f"Comprobante de pago {payment.message_id}",
        "Pagó Compañía SAS NIT 900.123.456-8 Desde Nequi 300 ••• ••42",
        "Pagaste Ochocientos cuarenta mil pesos m/cte. $ 840.000",
        "Total pagado $ 840.000",
        "Te queda por pagar $ 1.097.500, de 2 facturas; la primera es la FE-1051.",
        "Recibo de caja: te llega cuando Ladera lo haga",
        "No es una factura electrónica",
    ):
        assert said in read.text
    code = read.links[0].rpartition("/")[2]
    checked = till.shop.app.test_client().get("/recibo", query_string={"codigo": f" {code} "})
    assert checked.status_code == 303
    shown = till.shop.app.test_client().get(checked.headers["Location"])
    assert "Este pago sí llegó" in shown.text


def switch(till: Till, *, active: bool) -> None:
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.get_one(NequiSettings, 1).active = active
    till.shop.app.extensions.pop("store_gate", None)
