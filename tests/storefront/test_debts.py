"""Booked money on real rows: late, double, short of a peso, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import render_template
from sqlalchemy import func, select, update

from nequi_plugin import Payment, Pesos, State
from nequi_plugin.models import PaymentRow
from storefront.db import db
from storefront.debts import returns, service
from storefront.debts.models import Adjustment, Credit, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import cents
from storefront.receipts.mail import notice
from storefront.receipts.models import Receipt
from storefront.receipts.service import NotReceivable, ReceiptData, make
from tests.storefront.receiving import Till, book, captured, running_till, words


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


def plain(sentence: str | None) -> str:
    return (sentence or "").replace("\u00a0", " ")


def _payable(till: Till, label: str) -> int:
    debt_id = till.debts()[label]
    with till.shop.app.app_context():
        return payable(db.session, [debt_id])[debt_id]


def _credits(till: Till, payment: Payment) -> int:
    """How many rows of saldo a favor the payment left."""
    mine = select(func.count()).select_from(Credit).filter_by(message_id=payment.message_id)
    with till.shop.app.app_context():
        return db.session.scalar(mine) or 0


def _receive(till: Till, payment: Payment) -> None:
    with till.shop.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Pago")
        make(payment.message_id, data, person="Paula R.", actor="paula@ladera.example")


def test_a_second_payment_of_the_same_invoice_becomes_credit(till: Till) -> None:
    first = captured(till, "FE-1051", 685_000)
    assert book(till, first, "FE-1051", cents(685_000)) is None
    second = replace(first, id=first.id + 1, message_id="SEGUNDA")
    sentence = book(till, second, "FE-1051", cents(685_000))
    assert sentence is not None
    assert plain(sentence) == (
        "Quedaron $ 685.000 como saldo a favor: lo que pagaba ya no se debía."
    )
    assert _payable(till, "FE-1051") == 0
    page = words(till.payer().see("?cara=movimientos").text)
    assert "menos $ 685.000 a favor" in page
    assert till.shop.breaches() == []


def test_what_is_left_over_says_why(till: Till) -> None:
    """More money than was asked, a part settled meanwhile, and both at once."""
    first = captured(till, "FE-1051", 700_000)
    assert plain(book(till, first, "FE-1051", cents(685_000))) == (
        "Quedaron $ 15.000 como saldo a favor: llegaron de más."
    )
    more = replace(first, id=first.id + 9, message_id="OTRA", captured=Pesos(300_000))
    assert book(till, more, "FE-1059", cents(300_000)) is None
    rest = replace(more, id=more.id + 1, message_id="SEGUNDA", captured=Pesos(412_500))
    assert plain(book(till, rest, "FE-1059", cents(412_500))) == (
        "Quedaron $ 300.000 como saldo a favor: una parte de lo que pagaba ya no se debía."
    )
    both = replace(more, id=more.id + 2, message_id="TERCERA", captured=Pesos(412_600))
    assert plain(book(till, both, "FE-1059", cents(412_500))) == (
        "Quedaron $ 412.600 como saldo a favor: $ 100 llegaron de más y $ 412.500 eran por algo "
        "que ya no se debía."
    )
    assert till.shop.breaches() == []


def test_telling_twice_books_once(till: Till) -> None:
    payment = captured(till, "FE-1051", 685_000)
    assert book(till, payment, "FE-1051", cents(685_000)) is None
    assert book(till, payment, "FE-1051", cents(685_000)) is None
    assert _payable(till, "FE-1051") == 0
    assert _credits(till, payment) == 0


def test_a_smaller_capture_leaves_the_rest_payable(till: Till) -> None:
    payment = captured(till, "FE-1051", 600_000)
    book(till, payment, "FE-1051", cents(685_000))
    assert _payable(till, "FE-1051") == cents(85_000)
    assert till.shop.breaches() == []


def test_less_than_a_peso_is_closed_and_shown_on_the_receipt(till: Till) -> None:
    payment = captured(till, "FE-1055", 180_000)
    book(till, payment, "FE-1055", cents(180_000))
    assert _payable(till, "FE-1055") == 0
    assert till.count(Adjustment) == 1
    assert till.shop.breaches() == []
    _receive(till, payment)
    assert till.balance("FE-1055") == 0
    with till.shop.app.app_context():
        (line,) = db.session.scalars(select(Receipt).order_by(Receipt.id.desc())).first().lines
        assert (line.owed_cents, line.cents, line.adjusted_cents) == (18_000_050, 18_000_000, 50)
    assert till.shop.breaches() == []


@pytest.mark.parametrize("receipted", [False, True])
def test_a_returned_payment_is_owed_again_and_its_receipt_void(till: Till, receipted: bool) -> None:
    payment = captured(till, "FE-1055", 180_000)
    book(till, payment, "FE-1055", cents(180_000))
    if receipted:
        _receive(till, payment)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        service.take_back(s, payment)
    assert _payable(till, "FE-1055") == till.balance("FE-1055") == 18_000_050
    assert "Pago devuelto" in words(till.payer("Mariana Quintero").see("?cara=movimientos").text)
    assert till.shop.breaches() == []
    with pytest.raises(NotReceivable):
        _receive(till, payment)


def test_a_later_told_value_books_again(till: Till) -> None:
    payment = captured(till, "FE-1051", 685_000)
    book(till, payment, "FE-1051", cents(685_000))
    told = replace(payment, captured=Pesos(700_000))
    debt_id = till.debts()["FE-1051"]
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        sentence = service.reallocate(s, told, [(debt_id, cents(685_000))])
    assert sentence is not None
    assert _credits(till, payment) == 1
    moves = words(till.payer().see("?cara=movimientos").text)
    assert "$ 700.000" in moves
    assert "Pago devuelto" not in moves
    assert till.shop.breaches() == []


def test_the_notice_shows_what_went_back_and_what_is_left(till: Till) -> None:
    payment = captured(till, "FE-1051", 685_000)
    book(till, payment, "FE-1051", cents(685_000))
    part = replace(payment, refunded=Pesos(35_000))
    with till.shop.app.app_context():
        with nequi.unit_of_work() as s:
            s.execute(update(PaymentRow).values(refunded=35_000))
            returns.take_back_part(s, part)
        told = notice(part)
        assert told is not None
        text = plain(render_template("nequi/mail/merchant-notice/body.txt", **told.facts))
        page = words(render_template("nequi/mail/merchant-notice/body.html", **told.facts))
    assert "$ 650.000 · Aprobado $ 685.000 · Devuelto −$ 35.000 · " in text
    assert "$ 650.000 ✓ Aprobado $ 685.000 · Devuelto −$ 35.000" in page
    assert "Hoy: $ 650.000" in text
    assert "Compañía SAS pagó $ 685.000" in text
    assert till.shop.breaches() == []


def test_the_books_are_checked(till: Till) -> None:
    """Every breach that a slip of ours could make has its sentence."""
    payment = captured(till, "FE-1051", 685_000)
    book(till, payment, "FE-1051", cents(685_000))
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.scalars(select(Debt).filter_by(label="FE-1059")).one().balance_cents -= 100
        s.scalars(select(Receipt).filter_by(number="RC-0030")).one().sequence = 999
    found = "\n".join(till.shop.breaches())
    assert "balance 41249900, its rows say 41250000" in found
    assert "series RC" in found


def test_a_debt_that_is_given_up_is_asked_for_no_more(till: Till) -> None:
    assert till.payer().pay("FE-1051").status_code == 303
    (asked,) = till.payments()
    debt_id = till.debts()["FE-1051"]
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        assert service.give_up(s, debt_id) == cents(685_000)

    (ended,) = till.payments()
    assert (ended.message_id, ended.state) == (asked.message_id, State.CANCELLED)
    assert _payable(till, "FE-1051") == 0
    assert till.shop.breaches() == []


def test_what_was_paid_of_a_debt_given_up_stays_paid(till: Till) -> None:
    payment = captured(till, "FE-1051", 600_000)
    book(till, payment, "FE-1051", cents(685_000))
    debt_id = till.debts()["FE-1051"]
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        assert service.give_up(s, debt_id) == cents(85_000)
        assert s.get_one(Debt, debt_id).total_cents == cents(600_000)
    _receive(till, payment)
    assert till.balance("FE-1051") == 0
    assert till.shop.breaches() == []
