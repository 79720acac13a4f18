"""A recibo de caja is voided: its number stays, its payment waits again, nobody owes it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from sqlalchemy import select

from nequi_plugin import Payment, Pesos
from storefront.audit import AuditEntry
from storefront.db import db
from storefront.debts import returns
from storefront.debts.reading import payable
from storefront.debts.reading import pending as unreceipted
from storefront.debts.service import take_back
from storefront.extensions import nequi
from storefront.money import cents
from storefront.receipts import voiding
from storefront.receipts.service import ReceiptData, make
from storefront.receipts.verify import code_of
from tests.storefront.papers import Paper
from tests.storefront.receiving import CLERK, Till, book, captured, csrf, running_till, words

PAID = "FE-1051"
REASON = "Quedó con otro concepto"


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


def received(till: Till, pesos: int = 685_000) -> tuple[Payment, int]:
    """A payment of FE-1051 that is booked and has its receipt; the receipt's id."""
    payment = captured(till, PAID, pesos)
    book(till, payment, PAID, cents(685_000))
    return payment, receive(till, payment)


def receive(till: Till, payment: Payment) -> int:
    with till.shop.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Pago de la factura FE-1051")
        return make(payment.message_id, data, person="Paula R.", actor=CLERK).receipt_id


def owed(till: Till) -> int:
    debt_id = till.debts()[PAID]
    with till.shop.app.app_context():
        return payable(db.session, [debt_id])[debt_id]


def void(till: Till, receipt_id: int, reason: str = REASON) -> str:
    """Void it in the office; the receipt's page after it."""
    clerk = till.staff()
    where = f"/admin/recibos/{receipt_id}/anular"
    proof = csrf(clerk.get(where).text)
    answer = clerk.post(where, data={"csrf_token": proof, "void_reason": reason})
    assert answer.status_code == 303, words(answer.text)
    return words(clerk.get(answer.headers["Location"]).text)


def test_a_voided_receipt_leaves_nothing_owed_again(till: Till) -> None:
    payment, first = received(till)
    before = words(till.payer().see("?cara=movimientos").text).split("Documento")[1]
    assert till.balance(PAID) == 0
    page = void(till, first)
    assert "Anulado el" in page
    assert f"Motivo: {REASON}" in page
    assert till.balance(PAID) == cents(685_000)
    assert owed(till) == 0
    after = words(till.payer().see("?cara=movimientos").text).split("Documento")[1]
    assert re.findall(r"\$ [\d.]+", before) == re.findall(r"\$ [\d.]+", after)
    assert f"{payment.message_id} Pago con Nequi, recibo en trámite (RC-0059 anulado)" in after
    assert "lo mismo que suma Lo que debo" in after
    assert payment.message_id in till.staff().get("/admin/pagos-sin-recibo").text
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_the_next_receipt_takes_the_next_number(till: Till) -> None:
    payment, first = received(till)
    void(till, first)
    second = receive(till, payment)
    clerk = till.staff()
    page = words(clerk.get(f"/admin/recibos/{second}").text)
    assert "RC-0060" in page
    assert "Reemplaza a RC-0059, anulado el" in page
    assert "Ver el recibo que lo reemplaza" in words(clerk.get(f"/admin/recibos/{first}").text)
    assert till.balance(PAID) == owed(till) == 0
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_paper_and_public_page_say_that_it_is_voided(till: Till) -> None:
    payment, first = received(till)
    void(till, first)
    file = Paper(till.staff().get(f"/admin/recibos/{first}.pdf").data)
    assert "Anulado" in file.text
    assert REASON in file.text
    with till.shop.app.app_context():
        code = code_of(payment.message_id)
    public = words(till.shop.app.test_client().get(f"/recibo/{code}").text)
    assert "El recibo RC-0059 está anulado." in public
    assert "Este pago sí llegó" in public
    assert REASON not in public


@pytest.mark.databases("sqlite")
def test_voiding_wants_a_reason_and_is_in_the_trail(till: Till) -> None:
    _payment, first = received(till)
    clerk = till.staff()
    where = f"/admin/recibos/{first}/anular"
    empty = {"csrf_token": csrf(clerk.get(where).text), "void_reason": "  "}
    answer = clerk.post(where, data=empty)
    assert answer.status_code == 422
    assert "Escribe el motivo" in answer.text
    assert till.balance(PAID) == 0, "nothing was voided"
    void(till, first)
    with till.shop.app.app_context():
        (entry,) = db.session.scalars(select(AuditEntry).filter_by(action="receipt.voided"))
        assert (entry.actor, entry.object) == (CLERK, f"receipt:{first}")
        assert entry.detail == f"RC-0059: {REASON}"


@pytest.mark.databases("sqlite")
def test_a_receipt_is_voided_once(till: Till) -> None:
    payment, first = received(till)
    void(till, first)
    receive(till, payment)
    with till.shop.app.app_context(), pytest.raises(voiding.AlreadyVoided):
        voiding.void(first, reason="otra vez", actor=CLERK)
    assert till.staff().get(f"/admin/recibos/{first}/anular").status_code == 303
    assert till.balance(PAID) == 0
    assert till.shop.breaches() == []


def test_money_that_went_back_is_owed_again_once(till: Till) -> None:
    """A reverse voids the receipt by itself; a person's voiding then has nothing to undo."""
    payment, first = received(till)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        take_back(s, payment)
    with till.shop.app.app_context(), pytest.raises(voiding.AlreadyVoided):
        voiding.void(first, reason="ya no va", actor=CLERK)
    assert till.balance(PAID) == owed(till) == cents(685_000)
    assert till.shop.breaches() == []


def test_what_is_payable_is_moved_by_returns_alone(till: Till) -> None:
    """Whatever clerks do with receipts: books in order, payable as if they had done nothing."""
    payment = captured(till, PAID, 700_000)
    book(till, payment, PAID, cents(685_000))
    live = 0
    steps = Random(2).choices(["receive", "void", "part"], k=8)  # noqa: S311 - no secret
    for step in steps:
        if step == "part":
            payment = replace(payment, refunded=Pesos(payment.refunded + 30_000))
            with till.shop.app.app_context(), nequi.unit_of_work() as s:
                returns.take_back_part(s, payment)
        elif step == "receive":
            live = receive(till, payment)
        elif live:
            with till.shop.app.app_context():
                voiding.void(live, reason=REASON, actor=CLERK)
            live = 0
        assert owed(till) == cents(685_000 - min(685_000, payment.net))
        assert till.balance(PAID) - owed(till) == (0 if live else pending(till))
        assert till.shop.breaches() == []


def test_two_clerks_void_once(till: Till) -> None:
    _payment, first = received(till)
    gate = Barrier(2)

    def press(_: int) -> bool:
        with till.shop.app.app_context():
            gate.wait()
            try:
                voiding.void(first, reason=REASON, actor=CLERK)
            except voiding.AlreadyVoided:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [False, True]
    assert till.balance(PAID) == cents(685_000)
    assert owed(till) == 0
    assert till.shop.breaches() == []


def pending(till: Till) -> int:
    debt_id = till.debts()[PAID]
    with till.shop.app.app_context():
        return unreceipted(db.session, [debt_id]).get(debt_id, 0)
