"""A nota crédito on paper, and undoing one: the document owes again, its order stands again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from storefront.accounts.models import Role, User
from storefront.audit import AuditEntry
from storefront.catalog.models import Variant
from storefront.db import db
from storefront.extensions import nequi
from storefront.notes.models import CreditNote
from storefront.orders.models import OrderState
from tests.storefront.credit_sales import PRICE, Counter, running_counter
from tests.storefront.papers import Paper
from tests.storefront.receiving import words

NOTE = "/admin/facturas/notas/{}"


@pytest.fixture
def counter(database_url: str, tmp_path: Path) -> Iterator[Counter]:
    with running_counter(database_url, tmp_path) as running:
        running.sold()
        with running.till.shop.app.app_context(), nequi.unit_of_work() as s:
            s.execute(update(User).values(role=Role.OWNER))
        yield running


def undo(counter: Counter, note_id: int = 1, **typed: str) -> TestResponse:
    """Fill *Deshacer la nota* and press the button."""
    where = f"{NOTE.format(note_id)}/deshacer"
    counter.staff.open(where)
    form = counter.staff.form("undo-note") | {"void_reason": "Otra factura"} | typed
    return counter.staff.send(where, form)


def page(counter: Counter, note_id: int = 1) -> str:
    return words(counter.staff.open(NOTE.format(note_id)).text)


def refused(counter: Counter, note_id: int = 1) -> str:
    """What is read where *Deshacer* is opened and cannot be done."""
    return words(counter.staff.open(f"{NOTE.format(note_id)}/deshacer").text)


def moves(counter: Counter) -> str:
    return words(counter.payer().see("?cara=movimientos").text)


@pytest.mark.parametrize("received", [False, True])
def test_an_annulled_order_stands_again_and_is_paid_as_before(
    counter: Counter, received: bool
) -> None:
    paid = counter.ask_by_statement("FE-1077")
    counter.approve(paid, 20_000)
    if received:
        tray = f"/admin/pagos-sin-recibo/{paid.message_id}"
        counter.staff.open(tray)
        assert counter.staff.send(tray, counter.staff.form("add-receipt")).status_code == 303
    balance = counter.till.balance("FE-1077")
    assert counter.annul(number="nce-3").status_code == 303
    shown = page(counter)
    assert "De lo pagado pasa a saldo a favor $ 20.000" in shown
    assert "Pedido 2043" in shown
    assert undo(counter).status_code == 303
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, 34_000)
    assert (counter.credit(), counter.till.balance("FE-1077")) == (0, balance)
    assert counter.till.shop.taken("taza") == 1
    assert "Se deshizo la nota crédito" in counter.office()
    assert "Deshecha el" in page(counter)
    assert "Otra factura" in Paper(counter.staff.open(f"{NOTE.format(1)}.pdf").data).text
    told = moves(counter)
    assert "Nota crédito deshecha" in told
    assert "$ 20.000 de saldo a favor vuelven a pagar FE-1077" in told
    assert "lo mismo que" in told
    with counter.till.shop.app.app_context():
        actions = db.session.scalars(select(AuditEntry.action)).all()
    assert "invoice.note_undone" in actions
    assert counter.till.shop.breaches() == []
    assert "Esta nota ya estaba deshecha." in refused(counter)
    assert counter.annul(number="nce-3").status_code == 303, "its number is free again"
    assert counter.credit() == 20_000
    assert counter.till.shop.breaches() == []
    counter.take_back(paid)
    assert (counter.state(), counter.credit()) == (OrderState.CANCELLED, 0)
    assert "lo mismo que" in moves(counter)
    assert counter.till.shop.breaches() == []


def test_what_it_freed_must_still_be_there(counter: Counter) -> None:
    paid = counter.ask_by_order()
    counter.approve(paid)
    assert counter.annul().status_code == 303
    where = f"/admin/clientes/{counter.till.customer()}/saldo-a-favor"
    counter.staff.open(where)
    assert counter.staff.send(where, counter.staff.form("use-credit")).status_code == 303
    assert "lo que dejó a favor ya se usó o se devolvió" in refused(counter)
    cruce = "/admin/clientes/cruces/1/anular"
    counter.staff.open(cruce)
    said = counter.staff.form("undo-credit") | {"void_reason": "No era"}
    assert counter.staff.send(cruce, said).status_code == 303
    assert counter.credit() == PRICE
    assert undo(counter).status_code == 303
    assert (counter.state(), counter.left(), counter.credit()) == (OrderState.PAID, 0, 0)
    assert "lo mismo que" in moves(counter)
    assert counter.till.shop.breaches() == []
    counter.take_back(paid)
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, PRICE)
    assert "lo mismo que" in moves(counter)
    assert counter.till.shop.breaches() == []


def test_the_newest_first_and_each_owes_again(counter: Counter) -> None:
    counter.note("4.000,40")
    counter.approve(counter.ask_by_order(), 30_000)
    counter.note("19.999")
    assert (counter.state(), counter.left()) == (OrderState.PAID, 0), "less than a peso was left"
    assert "Primero deshaz la nota crédito más nueva" in refused(counter)
    assert undo(counter, 2).status_code == 303
    assert (counter.state(), counter.left()) == (OrderState.CREDIT, 19_999)
    assert undo(counter, 1).status_code == 303
    assert counter.left() == 24_000
    assert "lo mismo que suma Lo que debo" in moves(counter)
    assert counter.till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_an_undone_note_lowers_no_document(counter: Counter) -> None:
    counter.note("4.000")
    listed = "/admin/facturas?q=FE-1077"
    assert "Rebajada con nota crédito" in words(counter.staff.open(listed).text)
    assert undo(counter).status_code == 303
    assert "Rebajada con nota crédito" not in words(counter.staff.open(listed).text)


@pytest.mark.databases("sqlite")
def test_pieces_that_are_gone_and_a_missing_reason(counter: Counter) -> None:
    assert counter.annul().status_code == 303
    assert undo(counter, void_reason=" ").status_code == 422
    with counter.till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(Variant).where(Variant.sku == "TAZA").values(stock=0))
    answer = undo(counter)
    assert answer.status_code == 409
    assert "Ya no hay existencias" in words(answer.text)
    assert counter.state() is OrderState.CANCELLED
    with counter.till.shop.app.app_context():
        assert db.session.scalars(select(CreditNote.voided_at)).one() is None
    assert counter.till.shop.breaches() == []
    with counter.till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(User).values(role=Role.CLERK))
    assert counter.staff.open(f"{NOTE.format(1)}/deshacer").status_code == 403
    assert "Deshacer la nota" not in page(counter)
