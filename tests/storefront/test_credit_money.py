"""Money for an order sold on credit, from the statement and from its own page."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread
from types import ModuleType

import pytest
from sqlalchemy import select, text

from nequi_plugin import Payment, Pesos, State
from storefront.db import db
from storefront.debts.models import Booking
from storefront.extensions import nequi
from storefront.notes import undoing
from storefront.notes.models import CreditNote
from storefront.orders import payable as orders
from storefront.orders.by_hand import unpaying
from storefront.orders.models import Order, OrderState
from storefront.receipts import mail
from storefront.statements import payable as statements
from tests.storefront.credit_sales import PRICE, Counter, running_counter
from tests.storefront.receiving import words

MARK = "/admin/pedidos/2043/marcar-pagado"


@pytest.fixture
def counter(database_url: str, tmp_path: Path) -> Iterator[Counter]:
    with running_counter(database_url, tmp_path) as running:
        running.sold()
        yield running


def test_the_statement_pays_the_order(counter: Counter) -> None:
    paid = counter.ask_by_statement("FE-1077", "FE-1051")
    counter.approve(paid)
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0)
    assert counter.till.shop.taken("taza") == 1
    assert "Recibimos tu pago." in counter.seen()
    office = counter.office()
    assert "Abono $ 54.000 Desde El estado de cuenta" in office
    assert paid.message_id in office
    with counter.till.shop.app.app_context():
        booking = db.session.scalars(select(Booking).filter_by(message_id=paid.message_id)).one()
        order = db.session.scalars(select(Order)).one()
        assert order.paid_at == booking.approved_at
        told = mail.comprobante(paid)
    assert counter.queued("order-paid") == [f"1 {booking.id}"]
    assert told.recipients == ("pagos@compania.example",), "the buyer gets the other mail"
    assert counter.till.shop.breaches() == []


def test_the_orders_page_pays_the_invoice(counter: Counter) -> None:
    paid = counter.ask_by_order()
    assert (paid.description, paid.pesos) == ("Pedido 2043, factura FE-1077", PRICE)
    counter.approve(paid)
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0)
    statement = words(counter.payer().see().text)
    assert "$ 1.937.500" in statement
    assert "FE-1077" not in statement
    moves = words(counter.payer().see("?cara=movimientos").text)
    assert "lo mismo que suma Lo que debo" in moves
    with counter.till.shop.app.app_context():
        told = mail.comprobante(paid)
    assert told.recipients == ("mariana@correo.example", "pagos@compania.example")
    assert counter.queued("order-paid") == [], "the comprobante told both already"
    assert counter.till.shop.breaches() == []


def test_a_part_leaves_the_rest_to_pay(counter: Counter) -> None:
    paid = counter.ask_by_statement("FE-1077")
    counter.approve(paid, 20_000)
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, 34_000)
    assert "Te quedan $ 34.000 por pagar." in counter.seen()
    assert "Llegó un abono" in counter.seen()
    rest = counter.ask_by_order("3000000002")
    assert rest.pesos == 34_000
    counter.approve(rest)
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0)
    assert counter.till.shop.breaches() == []


def test_money_that_never_came_is_owed_again(counter: Counter) -> None:
    for ask in (counter.ask_by_order, lambda: counter.ask_by_statement("FE-1077")):
        paid = ask()
        counter.approve(paid)
        assert counter.state() is OrderState.PAID
        counter.take_back(paid)
        assert (counter.state(), counter.left()) == (OrderState.CREDIT, PRICE)
        assert counter.till.shop.taken("taza") == 1, "it was handed over"
    assert "FE-1077" in words(counter.payer().see().text)
    assert counter.seen().count("El dinero se devolvió") == 2
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_a_part_that_goes_back_is_owed_again(counter: Counter) -> None:
    first = counter.ask_by_statement("FE-1077")
    counter.approve(first)
    part_back(counter, statements, first)
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, 4_000)
    second = counter.ask_by_order("3000000002")
    counter.approve(second)
    assert counter.state() is OrderState.PAID
    part_back(counter, orders, second)
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, 4_000)
    assert counter.seen().count("Se devolvió una parte del dinero") == 2


def part_back(counter: Counter, module: ModuleType, payment: Payment) -> None:
    """The plugin tells the host that 4,000 pesos of it went back."""
    with counter.till.shop.app.app_context(), nequi.unit_of_work():
        now = nequi.payment(payment.message_id)
        assert now is not None
        assert module.changed(payment.key, replace(now, refunded=Pesos(4_000))) is None


def test_a_person_marks_it_as_paid(counter: Counter) -> None:
    asked = counter.ask_by_statement("FE-1077")
    counter.staff.open(MARK)
    said = counter.staff.form("mark-paid") | {"means": "cash", "paid_reason": "en la tienda"}
    assert counter.staff.send(MARK, said).status_code == 303
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0)
    with counter.till.shop.app.app_context():
        called_off = nequi.payment(asked.message_id)
    assert called_off is not None
    assert called_off.state is State.CANCELLED, "it was not sent yet"
    moves = words(counter.payer().see("?cara=movimientos").text)
    assert "Pago: efectivo, recibo en trámite" in moves
    assert counter.till.shop.breaches() == []
    with counter.till.shop.app.app_context():
        reference = db.session.scalars(select(Booking.message_id).filter_by(means="cash")).one()
        undone = unpaying.undo(1, reference, by="ana@x.example", reason="otro pedido")
    assert undone is unpaying.Undone.DONE
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, PRICE)
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_what_was_marked_is_undone_also_when_more_is_owed(counter: Counter) -> None:
    """A part came from the statement, the rest in cash; then neither had come."""
    part = counter.ask_by_statement("FE-1077")
    counter.approve(part, 20_000)
    counter.staff.open(MARK)
    said = counter.staff.form("mark-paid") | {"means": "cash", "paid_reason": "en la tienda"}
    assert counter.staff.send(MARK, said).status_code == 303
    counter.take_back(part)
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, 20_000)
    with counter.till.shop.app.app_context():
        reference = db.session.scalars(select(Booking.message_id).filter_by(means="cash")).one()
        undone = unpaying.undo(1, reference, by="ana@x.example", reason="no llegó")
    assert undone is unpaying.Undone.DONE
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, PRICE)
    assert counter.till.shop.breaches() == []


def test_an_orders_link_never_opens_the_customers_account(counter: Counter) -> None:
    """Its debt is held by a statement's request: it leads there, and no further."""
    asked, reader = counter.ask_by_statement("FE-1077", "FE-1051"), counter.till.shop.shopper()
    with counter.till.shop.app.app_context():
        joined = nequi.pay("order", "1", "3000000001")
    waiting = reader.open(joined).text
    assert asked.message_id in waiting
    counter.approve(asked)
    paid = reader.open(joined).text
    assert "FE-1077" in paid
    for page in (waiting, paid):
        assert "/estado/" not in page
        assert "Te queda por pagar" not in page
        assert "Lo enviamos a" not in page, "whose address it is, is the customer's"


def test_a_statements_own_payment_leads_back_to_it(counter: Counter) -> None:
    asked = counter.ask_by_statement("FE-1051")
    with counter.till.shop.app.app_context():
        page = nequi.pay_url("statement", asked.key)
    counter.approve(asked)
    paid = counter.till.shop.shopper().open(page).text
    assert "/estado/" in paid
    assert "Te queda por pagar" in paid
    assert "pa•••@compania.example" in paid
    assert "pagos@compania.example" not in paid
    assert f"{asked.message_id}-" in words(paid).split("con el código")[1]


def test_both_doors_at_once_make_one_request(counter: Counter) -> None:
    """The order's page and the statement are pressed in the same moment."""
    app, start = counter.till.shop.app, Barrier(2)
    statement, link = counter.payer(), counter.page()
    button = statement.see().text
    answers: list[object] = []

    def by_order() -> None:
        with app.app_context():
            start.wait(10)
            answers.append(nequi.pay("order", "1", "3000000001"))

    def by_statement() -> None:
        start.wait(10)
        answers.append(statement.send(button, "FE-1077", phone="300 000 0002").status_code)

    threads = [Thread(target=by_order), Thread(target=by_statement)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 2
    live = [payment for payment in counter.till.payments() if payment.live]
    assert len(live) == 1
    seen = words(counter.till.shop.shopper().open(link).text)
    other = "hecha desde el estado de cuenta" in seen
    assert other == (live[0].kind == "statement")


ACTS = ("order", "statement", "approve", "approve", "back", "note", "annul", "undo")


@pytest.mark.parametrize("seed", range(2))
def test_both_doors_in_any_order(counter: Counter, seed: int) -> None:
    """Whatever pays, goes back, is asked again or taken off: one live request, and the books
    agree."""
    rng = random.Random(seed)  # noqa: S311 - a test must repeat
    came: list[str] = []
    for step in range(16):
        act = rng.choice(ACTS)
        with counter.till.shop.app.app_context():
            live = [payment for payment in nequi.payments() if payment.live]
            assert len(live) <= 1
        if act == "order" and counter.left():
            counter.ask_by_order(f"30000000{step:02d}")
        elif act == "statement" and counter.left() and not live:
            counter.ask_by_statement("FE-1077", phone=f"30000001{step:02d}")
        elif act == "approve" and live:
            part = live[0].pesos if rng.random() < 0.5 else rng.randrange(1, live[0].pesos + 9_000)
            counter.approve(live[0], part)
            came.append(live[0].message_id)
        elif act == "back" and came:
            gone = came.pop(rng.randrange(len(came)))
            with counter.till.shop.app.app_context():
                payment = nequi.payment(gone)
            assert payment is not None
            counter.take_back(payment)
        elif act == "note" and counter.left() > 1_000:
            counter.note(str(rng.randrange(1_000, counter.left() + 1)))
        elif act == "annul" and step > 5 and counter.state() is not OrderState.CANCELLED:
            counter.annul()
        elif act == "undo":
            with counter.till.shop.app.app_context(), suppress(undoing.NotUndoable):
                stands = select(CreditNote.id).where(CreditNote.voided_at.is_(None))
                newest = db.session.scalars(stands.order_by(-CreditNote.id)).first()
                if newest is not None:
                    undoing.undo(newest, reason="Era otra", actor="ana@x.example")
        owes = counter.state() is OrderState.CREDIT
        assert owes == (counter.left() > 0), (seed, step, act)
        assert counter.till.shop.breaches() == [], (seed, step, act)


BREACHES = {
    "UPDATE store_order SET state = 'paid'": "order 1 is paid, but 5400000 is payable",
    "UPDATE store_order SET state = 'placed'": "order 1 is placed, but 5400000 is payable",
    "UPDATE debt SET invoice_id = NULL WHERE order_id = 1": "no invoice took over its debt",
    "UPDATE debt SET label = 'FE-1' WHERE order_id = 1": "(FE-1) differs from its document",
    "UPDATE debt SET customer_id = NULL WHERE order_id = 1": "differs from its document",
    "UPDATE stock_reservation SET state = 'reserved'": "is credit but not all of its pieces",
}


@pytest.mark.databases("sqlite")
def test_a_breach_is_found(counter: Counter) -> None:
    assert counter.till.shop.breaches() == []
    for statement, sentence in BREACHES.items():
        assert any(sentence in line for line in found_after(counter, statement)), statement
    assert counter.till.shop.breaches() == []


class Undo(Exception):
    """Takes a planted breach back."""


def found_after(counter: Counter, statement: str) -> list[str]:
    """What ``flask nequi check`` would find if somebody ran this SQL."""
    found: list[str] = []
    with counter.till.shop.app.app_context(), suppress(Undo), nequi.unit_of_work() as s:
        s.execute(text(statement))
        found = [line for check in nequi.registry.checks for line in check(s)]
        raise Undo
    return found
