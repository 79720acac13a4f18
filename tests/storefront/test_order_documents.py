"""*Crear documento de cobro* out of an order without IVA: one debt, one paper, both doors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from nequi_plugin import Payment, Pesos
from storefront.audit import AuditEntry
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.orders import payable as orders
from storefront.orders.credit import documenting
from storefront.orders.models import OrderState
from tests.storefront.credit_sales import (
    COMPANY,
    DOCUMENT,
    INVOICE,
    NEW,
    ORDER,
    Counter,
    running_counter,
)
from tests.storefront.papers import Paper
from tests.storefront.receiving import words

PRICE = 50_000
"""A bag of coffee with its shipping."""
LACKING = "/admin/facturas/sin-factura-electronica"
CUFE = "ef" * 48


@pytest.fixture
def counter(database_url: str, tmp_path: Path) -> Iterator[Counter]:
    with running_counter(database_url, tmp_path) as running:
        running.till.shop.change("cafe", vat_percent=0)
        yield running


def paid(counter: Counter) -> Payment:
    """The order's own request is approved."""
    asked = counter.ask_by_order()
    counter.approve(asked)
    assert counter.state() is OrderState.PAID
    return asked


def debts_of(counter: Counter) -> list[tuple[str, str]]:
    with counter.till.shop.app.app_context():
        rows = db.session.scalars(select(Debt).where(Debt.order_id > 0))
        return [(row.kind, row.label) for row in rows]


def receive(counter: Counter, message_id: str) -> str:
    """Its recibo de caja: where it stands."""
    where = f"/admin/pagos-sin-recibo/{message_id}"
    counter.staff.open(where)
    answer = counter.staff.send(where, counter.staff.form("add-receipt"))
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_an_unpaid_order_is_sold_on_credit_by_it(counter: Counter) -> None:
    counter.place("cafe", **COMPANY)
    assert "Crear documento de cobro" in counter.office()
    made = counter.document()
    assert made.status_code == 303, words(made.text)
    assert debts_of(counter) == [("invoice", "DC-0002")]
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, PRICE)
    page = words(counter.staff.open(made.headers["Location"]).text)
    assert "Café lavado 1 $ 38.000" in page
    assert "Envío a Bogotá 1 $ 12.000" in page
    assert "Pedido 2043" in page
    assert "Número DC-0002" in counter.office()
    assert "Crear documento de cobro" not in counter.office()
    assert "A crédito · documento DC-0002 · vence el" in counter.seen()
    assert "DC-0002" in words(counter.payer().see().text)
    assert "DC-0002" in words(counter.staff.open(LACKING).text)
    pdf = Paper(counter.staff.open(f"{made.headers['Location']}.pdf").data).text
    assert "No es una factura electrónica de venta" in pdf.replace("\n", " ")
    asked = counter.ask_by_order()
    assert asked.description == "Pedido 2043, documento DC-0002"
    counter.approve(asked)
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0)
    assert "lo mismo que suma Lo que debo" in words(counter.payer().see("?cara=movimientos").text)
    with counter.till.shop.app.app_context():
        assert "order.documented" in db.session.scalars(select(AuditEntry.action)).all()
    assert counter.till.shop.breaches() == []
    counter.take_back(asked)
    assert counter.annul().status_code == 303
    assert (counter.state(), counter.left()) == (OrderState.CANCELLED, 0)
    assert counter.till.shop.taken("cafe") == 0
    assert counter.till.shop.breaches() == []


def test_a_paid_order_has_it_born_paid_and_its_recibo_settles_it(counter: Counter) -> None:
    counter.place("cafe")
    asked = paid(counter)
    missing = counter.document()
    assert missing.status_code == 422
    assert "Elige el cliente." in words(missing.text)
    made = counter.document(customer_id=str(counter.till.customer()))
    assert made.status_code == 303, words(made.text)
    assert debts_of(counter) == [("invoice", "DC-0002")]
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0)
    assert "lo mismo que suma Lo que debo" in words(counter.payer().see("?cara=movimientos").text)
    lacking = words(counter.staff.open(LACKING).text)
    assert "DC-0002" in lacking
    assert "Pedido 2043" not in lacking, "one sale is listed once"
    assert counter.till.shop.breaches() == []
    receipt = words(counter.staff.open(receive(counter, asked.message_id)).text)
    assert "Pago del documento DC-0002" in receipt
    assert "anticipo" not in receipt
    assert counter.till.balance("DC-0002") == 0
    assert counter.till.shop.breaches() == []


def test_a_recibo_that_was_an_advance_says_what_it_settled(counter: Counter) -> None:
    counter.place("cafe", **NEW)
    receipt = receive(counter, paid(counter).message_id)
    assert "Anticipo de pedido 2043" in words(counter.staff.open(receipt).text)
    assert counter.document().status_code == 303
    shown = words(counter.staff.open(receipt).text)
    assert "Este anticipo se aplicó a DC-0002." in shown
    assert counter.till.balance("DC-0002") == 0
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_iva_needs_the_electronic_invoice(counter: Counter) -> None:
    counter.place("taza", **COMPANY)
    office = counter.office()
    assert "No lleva documento de cobro: tiene IVA" in office
    assert counter.staff.open(DOCUMENT).request.path == ORDER
    terms = documenting.Terms(None, "k")
    with counter.till.shop.app.app_context(), pytest.raises(documenting.Taxed):
        documenting.make(1, terms, "DC", by="x")
    assert counter.state() is OrderState.PLACED
    assert debts_of(counter) == [("order", "Pedido 2043")]


@pytest.mark.databases("sqlite")
def test_one_whose_money_went_back_in_part_gets_none(counter: Counter) -> None:
    counter.place("cafe", **COMPANY)
    asked = paid(counter)
    assert "Crear documento de cobro" in counter.office()
    with counter.till.shop.app.app_context(), nequi.unit_of_work():
        now = nequi.payment(asked.message_id)
        assert now is not None
        orders.changed(asked.key, replace(now, refunded=Pesos(4_000)))
    assert "Crear documento de cobro" not in counter.office()
    with counter.till.shop.app.app_context(), pytest.raises(documenting.NotNow):
        documenting.make(1, documenting.Terms(None, "k"), "DC", by="x")


def test_two_presses_make_one(counter: Counter) -> None:
    counter.place("cafe", **NEW)
    app, start = counter.till.shop.app, Barrier(2)
    made: list[int] = []

    def press() -> None:
        terms = documenting.Terms(None, "una")
        with app.app_context():
            start.wait(10)
            made.append(documenting.make(1, terms, "DC", by="x"))

    threads = [Thread(target=press) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 2
    assert made[0] == made[1]
    other = documenting.Terms(None, "otra")
    with app.app_context(), pytest.raises(documenting.NotNow):
        documenting.make(1, other, "DC", by="x")
    with app.app_context():
        numbers = db.session.scalars(select(Invoice.number).filter_by(kind="own")).all()
    assert sorted(numbers) == ["DC-0001", "DC-0002"]
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_its_electronic_invoice_is_linked_and_coupon_and_freight_add_up(counter: Counter) -> None:
    shopper = counter.till.shop.shopper()
    shopper.put("cafe", 2)
    shopper.send("/carrito/cupon", shopper.form("coupon") | {"coupon": "LADERA10"})
    assert shopper.order(**COMPANY).status_code == 303
    counter.approve(counter.ask_by_order())
    made = counter.document()
    assert made.status_code == 303, words(made.text)
    page = words(counter.staff.open(made.headers["Location"]).text)
    assert "Cupón LADERA10 1" in page
    linking = counter.staff.open(INVOICE)
    assert linking.request.path.endswith("/factura-electronica"), "one place names its invoice"
    form = counter.staff.form("link-invoice") | {
        "einvoice_number": "FE-2001", "einvoice_cufe": CUFE,
    }  # fmt: skip
    assert counter.staff.send(linking.request.path, form).status_code == 303
    assert "FE-2001" in counter.office()
    assert "DC-0002" not in words(counter.staff.open(LACKING).text)
    assert "2043" not in words(counter.staff.open("/admin/pedidos?estado=sin-factura").text)
    assert counter.till.shop.breaches() == []
