"""An order sold on credit: its invoice takes over its debt, and both doors pay the same one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from storefront.audit import AuditEntry
from storefront.catalog.models import Variant
from storefront.customers.models import Customer
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.money import cents
from storefront.orders import closing
from storefront.orders.credit import selling
from storefront.orders.credit.invoicing import Issued
from storefront.orders.models import BUYER, OrderState
from tests.storefront.credit_sales import (
    COMPANY,
    INVOICE,
    NEW,
    ORDER,
    PRICE,
    SAID,
    Counter,
    running_counter,
)
from tests.storefront.receiving import Till, words
from tests.storefront.shopping import read_form, running_shop


@pytest.fixture
def counter(database_url: str, tmp_path: Path) -> Iterator[Counter]:
    with running_counter(database_url, tmp_path) as running:
        yield running


def nequi_day(counter: Counter) -> date:
    with counter.till.shop.app.app_context():
        return bogota_today(nequi.now())


UNTOUCHED = [("order", "Pedido 2043", False)]


def debts_of(counter: Counter) -> list[tuple[str, str, bool]]:
    """Kind, label, and whether it has a customer: every debt an order has."""
    with counter.till.shop.app.app_context():
        rows = db.session.scalars(select(Debt).where(Debt.order_id > 0))
        return [(row.kind, row.label, row.customer_id is not None) for row in rows]


def test_the_invoice_takes_over_the_one_debt(counter: Counter) -> None:
    counter.till.shop.switch(active=False)
    counter.place(**COMPANY)
    assert counter.state() is OrderState.TO_ARRANGE
    counter.till.shop.switch(active=True)
    form = words(counter.staff.open(INVOICE).text)
    assert "Ya es tu cliente, con plazo de 30 días." in form
    assert "Ya debe $ 1.937.500" in form
    assert counter.sell().status_code == 303
    assert debts_of(counter) == [("invoice", "FE-1077", True)]
    assert (counter.state(), counter.till.shop.taken("taza")) == (OrderState.CREDIT, 1)
    office = counter.office()
    assert "Vendido a crédito: la factura FE-1077 ya está en el estado de cuenta." in office
    assert "paula@ladera.example · FE-1077 · vence" in office
    assert "Existencias: vendidas." in office
    assert "Se anula con una nota crédito por todo lo de FE-1077" in office
    seen = counter.seen()
    assert "A crédito · factura FE-1077 · vence el" in seen
    assert "Te quedan $ 54.000 por pagar." in seen
    assert "Anular el pedido" not in seen
    assert "FE-1077" in words(counter.payer().see().text)
    with counter.till.shop.app.app_context():
        invoice_id = db.session.scalars(select(Debt.invoice_id).filter_by(order_id=1)).one()
    assert "Pedido 2043" in words(counter.staff.open(f"/admin/facturas/{invoice_id}").text)
    assert ORDER in counter.staff.open("/admin/pedidos?estado=a-credito").text
    assert ORDER not in counter.staff.open("/admin/pedidos?estado=por-acordar").text
    assert "2043" in words(counter.staff.open("/admin/pedidos?estado=por-enviar").text)
    with counter.till.shop.app.app_context():
        assert "order.on_credit" in db.session.scalars(select(AuditEntry.action)).all()
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_who_is_no_customer_yet_becomes_one(counter: Counter) -> None:
    counter.place(**NEW)
    assert "lo creamos al guardar, con el correo mariana@correo.example" in words(
        counter.staff.open(INVOICE).text
    )
    assert counter.sell().status_code == 303
    with counter.till.shop.app.app_context():
        made = db.session.scalars(select(Customer).filter_by(name="Rosa Elvira Peña")).one()
        assert (made.document, made.email) == ("CC 52.000.111", "mariana@correo.example")
        assert made.credit_days == 30
    assert "FE-1077" in words(counter.till.payer("Rosa Elvira Peña").see().text)
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_nobody_unnamed_owes_anything(counter: Counter) -> None:
    counter.place()
    assert "consumidor final, que no puede comprar a crédito" in words(
        counter.staff.open(INVOICE).text
    )
    refused = counter.sell()
    assert refused.status_code == 422
    assert "Consumidor final no compra a crédito: elige quién debe." in words(refused.text)
    assert counter.state() is OrderState.PLACED
    chosen = counter.sell(customer_id=str(counter.till.customer()))
    assert chosen.status_code == 303
    assert "A nombre de Compañía SAS NIT 900.123.456-8" in counter.office()
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_a_shop_without_customers_says_what_to_do(database_url: str, tmp_path: Path) -> None:
    with running_shop(database_url, tmp_path) as shop:
        counter = Counter(Till(shop))
        counter.place()
        page = words(counter.staff.open(INVOICE).text)
    assert "Consumidor final no compra a crédito." in page
    assert "Crear el cliente" in page


WRONG = (
    ({"total": "54.001"}, "El pedido vale $ 54.000 y la factura debe decir lo mismo."),
    ({"total": "mucho"}, "Escribe un valor en pesos, como 1.240.000."),
    ({"due_on": "2020-01-01"}, "No puede vencer antes de emitirse."),
    ({"number": "FE-1038"}, "Esa factura ya está en otro pedido o en Facturas."),
    ({"cufe": "abc"}, "El CUFE tiene 96 letras y números; cópialo completo."),
)


@pytest.mark.databases("sqlite")
def test_a_wrong_field_is_said_and_the_rest_kept(counter: Counter) -> None:
    counter.place(**COMPANY)
    for other, sentence in WRONG:
        answer = counter.sell(**other)
        assert (answer.status_code, sentence in words(answer.text)) == (422, True), sentence
        kept = read_form(answer.text, "credit-sale")
        assert all(kept[field] == value for field, value in (SAID | other).items())
    assert debts_of(counter) == UNTOUCHED
    assert counter.state() is OrderState.PLACED


@pytest.mark.databases("sqlite")
def test_pieces_that_are_gone_are_not_handed_over(counter: Counter) -> None:
    counter.place(**COMPANY)
    with counter.till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(text("UPDATE stock_reservation SET state = 'released'"))
        s.execute(update(Variant).where(Variant.sku == "TAZA").values(taken=10))
    answer = counter.sell()
    assert "Ya no hay existencias de Taza de gres" in words(answer.text)
    assert debts_of(counter) == UNTOUCHED
    assert counter.state() is OrderState.PLACED


def test_a_request_that_is_out_goes_on_and_pays_the_invoice(counter: Counter) -> None:
    counter.place(**COMPANY)
    asked = counter.ask_by_order()
    assert counter.sell().status_code == 303
    assert counter.till.payments()[0].live
    counter.approve(asked)
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0)
    assert "FE-1077" not in words(counter.payer().see().text).split("Movimientos")[0]
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_money_that_waits_for_a_person_comes_first(counter: Counter) -> None:
    counter.place(**COMPANY)
    counter.ask_by_order()
    with counter.till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(text("UPDATE nequi_payment SET state = 'review', sent_at = created_at"))
    assert counter.sell().status_code == 303
    assert "Primero decide el pago que está en Dinero por resolver." in counter.office()
    assert counter.state() is OrderState.PLACED


@pytest.mark.databases("sqlite")
def test_it_is_not_cancelled_under_its_invoice(counter: Counter) -> None:
    counter.place(**COMPANY)
    counter.staff.open(ORDER)
    form = counter.staff.form("staff-cancel-order") | {"cancel_reason": "se arrepintió"}
    asked = counter.ask_by_order()
    assert counter.sell().status_code == 303
    counter.staff.send(f"{ORDER}/anular", form)
    assert "Anúlalo con la nota crédito." in counter.office()
    with counter.till.shop.app.app_context():
        assert closing.cancel(1, by=BUYER) is closing.Cancelled.INVOICED
        held = nequi.payment(asked.message_id)
    assert held is not None
    assert held.live, "and its request was left alone"
    assert counter.state() is OrderState.CREDIT


@pytest.mark.databases("sqlite")
def test_a_second_sale_of_it_is_refused_and_a_slip_is_mended(counter: Counter) -> None:
    counter.sold()
    terms = selling.Terms(Issued("FE-1078", "ab" * 48, nequi_day(counter)), nequi_day(counter),
                         cents(PRICE))  # fmt: skip
    with counter.till.shop.app.app_context(), pytest.raises(selling.NotNow):
        selling.sell(1, terms, by="x")
    counter.staff.open(INVOICE)
    form = counter.staff.form("order-invoice")
    assert form["number"] == "FE-1077"
    taken = counter.staff.send(INVOICE, form | {"number": "FE-1038"})
    assert taken.status_code == 422
    said = form | {"number": "FE-1079", "due_on": "2099-12-31"}
    assert counter.staff.send(INVOICE, said).status_code == 303
    assert debts_of(counter) == [("invoice", "FE-1079", True)]
    assert "factura FE-1079 · vence el 31 dic 2099" in counter.seen()
    assert "FE-1079" in words(counter.payer().see().text)
    assert counter.till.shop.breaches() == []
