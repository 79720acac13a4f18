"""Money for an order that comes twice, differs afterwards, or is read while it moves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select

from nequi_plugin import Payment, Pesos, State
from storefront.db import db
from storefront.debts.models import Allocation, Booking, Credit, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import cents
from storefront.orders import payable as orders
from storefront.orders.models import Order, OrderState
from tests.storefront.shopping import Shop, running_shop

PRICE = 54_000  # a cup with its shipping


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def _captured(shop: Shop, pesos: int) -> Payment:
    """A started payment of a fresh order, as the plugin would tell it once ``pesos`` came."""
    shopper = shop.shopper()
    shopper.put("taza")
    assert shopper.order().status_code == 303
    with shop.app.app_context():
        key = str(db.session.scalars(select(Order.id)).one())
        nequi.pay("order", key, "3000000001")
        payment = nequi.latest("order", key)
    assert payment is not None
    at = payment.created_at
    return replace(
        payment, state=State.APPROVED, captured=Pesos(pesos), applied=True, approved_at=at
    )


def _approve(shop: Shop, payment: Payment) -> str | None:
    with shop.app.app_context(), nequi.unit_of_work():
        return orders.approved(payment.key, payment)


def _order(shop: Shop) -> Order:
    with shop.app.app_context():
        return db.session.scalars(select(Order)).one()


def _sums(shop: Shop) -> tuple[int, int, int]:
    """Allocated, kept as credit, still payable; in centavos."""
    with shop.app.app_context():
        debt = db.session.scalars(select(Debt)).one()
        live = [
            sum(row.cents for row in db.session.scalars(select(model)) if not row.taken_back_at)
            for model in (Allocation, Credit)
        ]
        return live[0], live[1], payable(db.session, [debt.id])[debt.id]


def test_a_second_payment_does_not_pay_the_order_again(shop: Shop) -> None:
    first = _captured(shop, PRICE)
    assert _approve(shop, first) is None
    paid_at = _order(shop).paid_at
    assert first.approved_at is not None
    later = first.approved_at + timedelta(hours=3)
    second = replace(first, id=first.id + 1, message_id="SEGUNDA", approved_at=later)

    sentence = _approve(shop, second)

    assert sentence is not None
    assert "saldo a favor" in sentence
    assert _order(shop).paid_at == paid_at
    assert _sums(shop) == (cents(PRICE), cents(PRICE), 0)


def test_a_value_told_later_pays_the_order_after_all(shop: Shop) -> None:
    typed = _captured(shop, 50_000)
    assert "no cubre" in str(_approve(shop, typed))
    assert _order(shop).state is OrderState.PLACED

    told = replace(typed, captured=Pesos(PRICE + 1_000))
    changed = nequi.registry.kind("order").changed
    assert changed is not None
    with shop.app.app_context(), nequi.unit_of_work():
        changed(told.key, told)

    assert _order(shop).state is OrderState.PAID
    assert shop.taken("taza") == 1
    assert _sums(shop) == (cents(PRICE), cents(1_000), 0)
    assert shop.breaches() == []


def test_a_value_told_later_corrects_what_an_anulled_order_kept(shop: Shop) -> None:
    typed = _captured(shop, 50_000)
    with shop.app.app_context(), nequi.unit_of_work() as s:
        s.scalars(select(Order)).one().state = OrderState.CANCELLED
    assert "anulado" in str(_approve(shop, typed))
    told = replace(typed, captured=Pesos(PRICE))
    with shop.app.app_context(), nequi.unit_of_work():
        orders.changed(told.key, told)

    assert _order(shop).kept_cents == cents(PRICE)
    assert _sums(shop) == (0, cents(PRICE), cents(PRICE))


def test_what_is_payable_is_read_in_one_statement(shop: Shop) -> None:
    """Two would let a receipt fall between balance and allocations, and ask money again."""
    _approve(shop, _captured(shop, PRICE))
    seen: list[str] = []
    ours = threading.get_ident()  # a worker's sweeps are none of it

    def note(*call: object) -> None:
        if threading.get_ident() == ours:
            seen.append(str(call[2]))

    with shop.app.app_context():
        ids = list(db.session.scalars(select(Debt.id)))
        event.listen(db.engine, "before_cursor_execute", note)
        assert payable(db.session, ids) == {ids[0]: 0}
    assert len([sql for sql in seen if "SELECT" in sql]) == 1


def test_a_long_reference_of_a_person_does_not_stop_the_booking(shop: Shop) -> None:
    payment = replace(_captured(shop, PRICE), transaction_id=None, reference="R" * 80)
    assert _approve(shop, payment) is None
    with shop.app.app_context():
        assert db.session.scalars(select(Booking)).one().transaction_id == "R" * 60


def _reverse(shop: Shop, payment: Payment) -> object:
    """What the host answers: a sentence goes into Dinero por resolver."""
    gone = replace(payment, state=State.REVERSED, refunded=payment.net)
    reversed_ = nequi.registry.kind("order").reversed
    assert reversed_ is not None
    with shop.app.app_context(), nequi.unit_of_work():
        return reversed_(gone.key, gone)


def _twice(shop: Shop) -> tuple[Payment, Payment]:
    """The same order paid by two payments: the second one is all saldo a favor."""
    first = _captured(shop, PRICE)
    _approve(shop, first)
    second = replace(first, id=first.id + 1, message_id="SEGUNDA")
    _approve(shop, second)
    return first, second


def test_giving_back_the_second_payment_leaves_the_order_paid(shop: Shop) -> None:
    _first, second = _twice(shop)
    assert _reverse(shop, second) is None, "nobody had spent it"
    assert _order(shop).state is OrderState.PAID
    assert shop.taken("taza") == 1
    assert _sums(shop) == (cents(PRICE), 0, 0)
    assert shop.breaches() == []


def test_giving_back_the_first_payment_lets_the_second_pay(shop: Shop) -> None:
    first, _second = _twice(shop)
    _reverse(shop, first)
    assert _order(shop).state is OrderState.PAID
    assert _sums(shop) == (cents(PRICE), 0, 0)
    assert shop.breaches() == []


@pytest.mark.parametrize("whole", [True, False])
def test_credit_already_spent_needs_a_person_when_it_goes_back(shop: Shop, whole: bool) -> None:
    first, second = _twice(shop)
    assert _reverse(shop, first) is None
    if whole:
        told = _reverse(shop, second)
        assert _order(shop).state is OrderState.REFUNDED
    else:
        part = replace(second, refunded=Pesos(5_000))
        with shop.app.app_context(), nequi.unit_of_work():
            told = orders.changed(part.key, part)
    assert told == "El saldo a favor de este pago ya había pagado el pedido 2043."
    assert shop.breaches() == []


def test_giving_back_the_only_payment_closes_the_order(shop: Shop) -> None:
    only = _captured(shop, PRICE)
    _approve(shop, only)
    _reverse(shop, only)
    assert _order(shop).state is OrderState.REFUNDED
    assert shop.taken("taza") == 0
    assert _sums(shop) == (0, 0, cents(PRICE))
    with shop.app.app_context():
        due = nequi.registry.due("order", only.key)
    assert due.pesos == 0, "nobody is asked again"
    assert shop.breaches() == []


def test_a_part_that_goes_back_lessens_credit_first(shop: Shop) -> None:
    paid = _captured(shop, PRICE + 3_000)
    _approve(shop, paid)
    assert _sums(shop) == (cents(PRICE), cents(3_000), 0)
    part = replace(paid, refunded=Pesos(5_000))
    with shop.app.app_context(), nequi.unit_of_work():
        assert orders.changed(part.key, part) is None
        orders.changed(part.key, part)  # told again: nothing more goes
    assert _sums(shop) == (cents(PRICE - 2_000), 0, cents(2_000))
    assert _order(shop).state is OrderState.PAID
    assert shop.breaches() == []
