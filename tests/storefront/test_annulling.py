"""Notas crédito for the invoice of an order sold on credit, and annulling such an order by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import render_template
from sqlalchemy import select, text

from nequi_plugin import State
from storefront.audit import AuditEntry
from storefront.db import db
from storefront.extensions import nequi
from storefront.notes.models import CreditNote
from storefront.orders.dispatch import sending
from storefront.orders.mail import order_cancelled
from storefront.orders.models import OrderState
from storefront.orders.stages import Stage
from tests.storefront.credit_sales import ANNUL, ORDER, PRICE, Counter, running_counter
from tests.storefront.papers import Paper
from tests.storefront.receiving import words


@pytest.fixture
def counter(database_url: str, tmp_path: Path) -> Iterator[Counter]:
    with running_counter(database_url, tmp_path) as running:
        running.sold()
        yield running


def moves(counter: Counter) -> str:
    return words(counter.payer().see("?cara=movimientos").text)


def proven(counter: Counter) -> bool:
    """Whether *Movimientos* says that it agrees with *Lo que debo*."""
    return "lo mismo que" in moves(counter)


def receive(counter: Counter, message_id: str) -> None:
    """Its recibo de caja, by the clerk."""
    where = f"/admin/pagos-sin-recibo/{message_id}"
    counter.staff.open(where)
    assert counter.staff.send(where, counter.staff.form("add-receipt")).status_code == 303


def test_nobody_paid_and_it_is_annulled(counter: Counter) -> None:
    answer = counter.annul(number="nce-12")
    assert answer.status_code == 303, words(answer.text)
    assert (counter.state(), counter.left(), counter.credit()) == (OrderState.CANCELLED, 0, 0)
    assert counter.till.shop.taken("taza") == 0, "back on the shelf"
    office = counter.office()
    assert "El pedido quedó anulado con la nota crédito NCE-12." in office
    assert "Pedido anulado Persona · paula@ladera.example · Devolvió" in office
    assert "Anular con nota crédito" not in office
    assert counter.staff.open(ANNUL).request.path == ORDER, "nothing is left to annul"
    seen = counter.seen()
    assert "Este pedido está cerrado y no tienes que pagarlo." in seen
    assert "saldo a favor" not in seen
    assert counter.queued("order-cancelled") == ["1"]
    assert proven(counter)
    assert "Nota crédito de FE-1077" in moves(counter)
    assert "FE-1077" not in words(counter.payer().see().text)
    with counter.till.shop.app.app_context():
        trail = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert {"invoice.noted", "order.cancelled"} <= set(trail)
    assert counter.till.shop.breaches() == []


@pytest.mark.parametrize("received", [False, True])
def test_what_was_paid_becomes_saldo_a_favor(counter: Counter, received: bool) -> None:
    paid = counter.ask_by_statement("FE-1077")
    counter.approve(paid, 20_000)
    if received:
        receive(counter, paid.message_id)
    counter.staff.open(ANNUL)
    stale = counter.staff.form("annul-order") | {"reason": "Devolvió", "paid": "0"}
    refused = counter.staff.send(ANNUL, stale)
    assert refused.status_code == 409
    assert "Lo pagado cambió: ahora son $ 20.000." in words(refused.text)
    assert counter.state() is OrderState.CREDIT
    assert counter.annul().status_code == 303
    assert (counter.state(), counter.left()) == (OrderState.CANCELLED, 0)
    assert counter.credit() == 20_000
    assert "Los $ 20.000 que pagaste quedan como saldo a favor." in counter.seen()
    with counter.till.shop.app.app_context():
        mail = order_cancelled(1)
        said = words(render_template("mail/order-cancelled/body.txt", **mail.facts))
    assert "Los $ 20.000 que pagaste quedan como saldo a favor a tu nombre." in said
    shown = moves(counter)
    assert "$ 20.000 ya pagados pasan a saldo a favor" in shown
    assert proven(counter)
    assert "Pasó a saldo a favor" in words(counter.staff.open(invoice(counter)).text)
    paper = Paper(counter.staff.open(f"{invoice(counter)}.pdf").data).text
    assert "Nota crédito NC-0001" in paper
    assert counter.till.shop.breaches() == []
    counter.take_back(paid)
    assert (counter.state(), counter.credit()) == (OrderState.CANCELLED, 0)
    assert proven(counter)
    assert counter.till.shop.breaches() == []


def invoice(counter: Counter) -> str:
    return f"/admin/facturas/{counter.till.invoice('FE-1077')}"


def test_one_that_is_paid_whole_is_annulled_and_its_credit_spent(counter: Counter) -> None:
    paid = counter.ask_by_order()
    counter.approve(paid)
    assert counter.state() is OrderState.PAID
    assert counter.annul().status_code == 303
    assert (counter.state(), counter.left(), counter.credit()) == (OrderState.CANCELLED, 0, PRICE)
    where = f"/admin/clientes/{counter.till.customer()}/saldo-a-favor"
    counter.staff.open(where)
    assert counter.staff.send(where, counter.staff.form("use-credit")).status_code == 303
    assert counter.credit() == 0
    assert proven(counter)
    receive(counter, paid.message_id)
    assert counter.till.shop.breaches() == []
    counter.take_back(paid)
    assert counter.state() is OrderState.CANCELLED
    assert proven(counter)
    assert counter.till.shop.breaches() == []


def test_a_part_only_lowers_what_is_owed(counter: Counter) -> None:
    assert counter.note("4.000").status_code == 303
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, 50_000)
    assert "Te quedan $ 50.000 por pagar." in counter.seen()
    assert "Nota crédito de su factura Persona · paula@ladera.example · NC-0001" in counter.office()
    counter.approve(counter.ask_by_order(), 30_000)
    assert counter.note("20.000").status_code == 303
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0), "the rest was taken off"
    assert counter.till.shop.taken("taza") == 1
    assert counter.till.shop.breaches() == []
    assert counter.annul().status_code == 303
    assert (counter.state(), counter.credit()) == (OrderState.CANCELLED, 30_000)
    with counter.till.shop.app.app_context():
        noted = db.session.scalars(select(CreditNote.cents).order_by(CreditNote.id)).all()
    assert [part // 100 for part in noted] == [4_000, 20_000, 30_000]
    assert proven(counter)
    assert counter.till.shop.breaches() == []


def test_a_request_is_withdrawn_and_late_money_is_kept(counter: Counter) -> None:
    asked = counter.ask_by_order()
    assert "Hay una solicitud en Nequi por este pedido." in words(counter.staff.open(ANNUL).text)
    whole = counter.note("54.000")
    assert whole.status_code == 303, words(whole.text)
    assert counter.state() is OrderState.CANCELLED, "a note of everything annuls it, too"
    with counter.till.shop.app.app_context():
        ended = nequi.payment(asked.message_id)
    assert ended is not None
    assert ended.state is State.CANCELLED
    counter.approve(asked)
    assert (counter.state(), counter.left(), counter.credit()) == (OrderState.CANCELLED, 0, PRICE)
    assert counter.till.shop.taken("taza") == 0
    assert proven(counter)
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_open_money_comes_first(counter: Counter) -> None:
    counter.ask_by_order()
    with counter.till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(text("UPDATE nequi_payment SET state = 'review', sent_at = created_at"))
    answer = counter.annul()
    assert answer.status_code == 409
    assert "decídelo primero" in words(answer.text)
    assert (counter.state(), counter.till.count(CreditNote)) == (OrderState.CREDIT, 0)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("returned", [False, True])
def test_pieces_that_left_come_back_if_a_person_says_so(counter: Counter, returned: bool) -> None:
    with counter.till.shop.app.app_context():
        sending.send(1, sending.Parcel(), by="ana@x.example")
    assert "Los productos volvieron a la tienda" in words(counter.staff.open(ANNUL).text)
    assert counter.annul(**({"returned": "y"} if returned else {})).status_code == 303
    assert counter.till.shop.taken("taza") == (0 if returned else 1)
    with counter.till.shop.app.app_context():
        assert sending.take_back(1, Stage.SENT, by="x", reason="y") is sending.Moved.DONE
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_a_second_press_and_a_bad_field(counter: Counter) -> None:
    for bad in ({"reason": " "}, {"number": "no es"}):
        assert counter.annul(**bad).status_code == 422, bad
    counter.staff.open(ANNUL)
    form = counter.staff.form("annul-order") | {"reason": "Dos veces"}
    assert [counter.staff.send(ANNUL, form).status_code for _press in range(2)] == [303, 303]
    assert counter.till.count(CreditNote) == 1
    assert counter.queued("order-cancelled") == ["1"]
    assert counter.till.shop.breaches() == []
