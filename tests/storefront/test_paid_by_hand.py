"""*Marcar como pagado*: an order's money came by another way than Nequi."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from nequi_plugin import Payment, Pesos, State
from storefront.audit import AuditEntry
from storefront.catalog.models import Variant
from storefront.db import db
from storefront.debts import service as debts
from storefront.debts.means import Means
from storefront.debts.models import Booking, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox
from storefront.money import cents
from storefront.orders import payable as orders
from storefront.orders.by_hand import paying, unpaying
from storefront.orders.models import Order, OrderState
from storefront.receipts import reading
from storefront.receipts.series import ensure
from tests.storefront.papers import Paper
from tests.storefront.receiving import words
from tests.storefront.shopping import Shop, Shopper, placed, running_shop
from tests.support.waiting import wait_until

PRICE = 54_000  # a cup with its shipping
WHERE = "/admin/pedidos/2043/marcar-pagado"
SAID = {"means": "transfer", "number": "TR-889", "paid_reason": "Me mandó el soporte"}


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def asked(shop: Shop, state: str = "waiting") -> Payment:
    """A request for the order as it stands in ``state``."""
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")
        with nequi.unit_of_work() as s:
            s.execute(text("UPDATE nequi_payment SET state = :state, sent_at = created_at"),
                      {"state": state})  # fmt: skip
        return nequi.payments()[0]


def mark(staff: Shopper, **other: str) -> str:
    """Fill the page and press the button; the text of what follows."""
    staff.open(WHERE)
    staff.send(WHERE, staff.form("mark-paid") | SAID | other)
    return words(staff.page.text if staff.page else "")


def owed(shop: Shop) -> tuple[int, int]:
    """Payable, and the accounting balance."""
    with shop.app.app_context():
        debt = db.session.scalars(select(Debt)).one()
        return payable(db.session, [debt.id])[debt.id], debt.balance_cents


def test_an_order_to_arrange_is_paid_by_a_transfer(shop: Shop) -> None:
    shop.switch(active=False)
    buyer = placed(shop)
    assert shop.states() == [OrderState.TO_ARRANGE]
    staff = shop.staff()
    mark(staff)
    page = words(staff.open("/admin/pedidos/2043").text)
    assert "El pedido quedó pagado." in page
    start = words(staff.open("/admin").text)
    assert "Este mes has recibido $ 0 con Nequi y $ 54.000 por otros medios." in start
    assert "paula@ladera.example · Transferencia bancaria · TR-889 · Me mandó el soporte" in page
    assert shop.states() == [OrderState.PAID]
    assert shop.taken("taza") == 1
    assert owed(shop) == (0, cents(PRICE))
    with shop.app.app_context():
        assert "order.paid_by_hand" in db.session.scalars(select(AuditEntry.action)).all()
        link = nequi.link_token(db.session.scalars(select(Order.link_id)).one() or 0)
    public = words(buyer.open(f"/pedido/{link}").text)
    assert "Recibimos tu pago." in public
    assert "Pago recibido por otro medio" in public
    assert "Me mandó el soporte" not in public
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_its_recibo_names_the_way_and_no_nequi(shop: Shop) -> None:
    placed(shop)
    staff = shop.staff()
    mark(staff)
    with shop.app.app_context(), nequi.unit_of_work() as s:
        ensure(s)
        reference = s.scalars(select(Booking.message_id)).one()
    where = f"/admin/pagos-sin-recibo/{reference}"
    assert "Transferencia bancaria" in words(staff.open("/admin/pagos-sin-recibo").text)
    form = words(staff.open(where).text)
    assert "Billetera" not in form
    made = staff.send(where, staff.form("add-receipt") | {"concept": "Pago del pedido 2043"})
    assert made.status_code == 303, words(made.text)
    file = Paper(staff.client.get("/admin/recibos/1.pdf").data).text
    assert "Transferencia bancaria" in file
    assert "Comprobante TR-889" in file
    assert not re.search(r"\bNequi\b", file)
    assert owed(shop) == (0, 0)
    with shop.app.app_context():
        assert reading.booked_on(nequi.now()) == [], "the notice is of Nequi's transactions"
        assert reading.waiting() == (0, 0)
    assert shop.breaches() == []


def test_a_live_request_is_called_off_and_its_late_money_kept(shop: Shop) -> None:
    placed(shop)
    waiting = asked(shop)
    staff = shop.staff()
    assert "Hay una solicitud en Nequi por este pedido." in words(staff.open(WHERE).text)
    mark(staff, means="cash", number="")
    with shop.app.app_context():
        called_off = nequi.payments()[0]
    assert called_off.cancel_asked_at is not None
    assert shop.states() == [OrderState.PAID]
    late = replace(waiting, state=State.APPROVED, captured=Pesos(PRICE), applied=True)
    with shop.app.app_context(), nequi.unit_of_work():
        sentence = orders.approved("1", late)
    assert "saldo a favor" in str(sentence)
    assert owed(shop)[0] == 0
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_what_was_not_sent_ends_at_once(shop: Shop) -> None:
    placed(shop)
    asked(shop, "created")
    mark(shop.staff())
    with shop.app.app_context():
        assert nequi.payments()[0].state is State.CANCELLED
    assert shop.breaches() == []


def ask_again_beside_it(shop: Shop) -> None:
    """The money came after its request had let go of the debt; the next one holds it still."""
    with shop.app.app_context():
        with nequi.unit_of_work() as s:
            s.execute(text("UPDATE nequi_payment SET state = 'expired', holds_debts = false"))
            s.execute(text("UPDATE nequi_debt SET holder = NULL"))
        nequi.pay("order", "1", "3000000002")
        with nequi.unit_of_work() as s:
            s.execute(text("UPDATE nequi_payment SET state = 'review' WHERE state = 'expired'"))
        assert [payment.state for payment in nequi.payments()] == [State.CREATED, State.REVIEW]


@pytest.mark.parametrize("state", ["review", "late", "paid"])
def test_money_that_came_is_decided_first(shop: Shop, state: str) -> None:
    placed(shop)
    staff = shop.staff()
    staff.open(WHERE)
    form = staff.form("mark-paid") | SAID
    if state != "paid":
        asked(shop, "review")
        if state == "late":
            ask_again_beside_it(shop)
    else:
        with shop.app.app_context():
            cash = paying.ByHand(Means.CASH, "", "en la tienda")
            ends = [paying.mark_paid(1, cash, by="otra@x.example") for _ in range(2)]
        assert ends == [paying.Marked.DONE, paying.Marked.CLOSED]
    staff.send(WHERE, form)
    page = words(staff.open("/admin/pedidos/2043").text)
    told = {"paid": "el pedido ya estaba cerrado"}
    assert f"No se marcó: {told.get(state, 'llegó un pago y está en Dinero por resolver')}" in page
    with shop.app.app_context():
        assert len(list(db.session.scalars(select(Booking)))) == (state == "paid")
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_an_order_that_owes_nothing_is_not_paid_twice(shop: Shop) -> None:
    """Its money came when its pieces were gone: it is open, paid, and a person's matter."""
    placed(shop)
    paid = replace(asked(shop), state=State.APPROVED, captured=Pesos(PRICE), applied=True)
    with shop.app.app_context(), nequi.unit_of_work() as s:
        debt = s.scalars(select(Debt)).one()
        debts.approve(s, paid, [(debt.id, cents(PRICE))])
    staff = shop.staff()
    mark(staff)
    assert "No se marcó: llegó un pago" in words(staff.open("/admin/pedidos/2043").text)
    with shop.app.app_context():
        assert len(db.session.scalars(select(Booking)).all()) == 1
    assert shop.states() == [OrderState.PLACED]


def test_what_came_by_hand_needs_a_person_once_nequis_part_went_back(shop: Shop) -> None:
    placed(shop)
    part = replace(asked(shop), state=State.APPROVED, captured=Pesos(50_000), applied=True)
    with shop.app.app_context(), nequi.unit_of_work():
        assert "no cubre todo el pedido" in str(orders.approved("1", part))
    mark(shop.staff())
    assert shop.states() == [OrderState.PAID]
    gone = replace(part, state=State.REVERSED, refunded=Pesos(50_000))
    with shop.app.app_context(), nequi.unit_of_work():
        sentence = str(orders.reversed_("1", gone))
    assert shop.states() == [OrderState.REFUNDED]
    assert "quedan $ 4.000 que llegaron por otro medio" in sentence.replace("\u00a0", " ")
    assert owed(shop)[0] == cents(50_000)
    with shop.app.app_context():
        order = db.session.get_one(Order, 1)
        assert unpaying.marked(db.session(), order) is None, "it is closed: she decides"


def test_pieces_that_are_gone_are_not_sold_twice(shop: Shop) -> None:
    placed(shop)
    with shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(text("UPDATE stock_reservation SET state = 'released'"))
        s.execute(update(Variant).where(Variant.sku == "TAZA").values(taken=10))
    said = mark(shop.staff())
    assert "Ya no hay existencias de Taza de gres" in said
    assert shop.states() == [OrderState.PLACED]
    assert owed(shop) == (cents(PRICE), cents(PRICE))


@pytest.mark.databases("sqlite")
def test_way_and_reason_are_asked_for(shop: Shop) -> None:
    placed(shop)
    staff = shop.staff()
    staff.open(WHERE)
    form = staff.form("mark-paid")
    wanted = {"means": "Elige cómo te pagaron.", "paid_reason": "Escribe el motivo"}
    for missing, sentence in wanted.items():
        answer = staff.send(WHERE, {**form, **SAID, missing: ""})
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="TR-889"' in answer.text
    assert staff.send(WHERE, {**form, **SAID, "means": "nequi"}).status_code == 422
    assert shop.states() == [OrderState.PLACED]


@pytest.mark.databases("sqlite")
def test_the_buyer_is_told_without_nequis_name(
    database_url: str, tmp_path: Path, mailbox: RunningMailbox
) -> None:
    settings = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mailbox.smtp_port)}
    with running_shop(database_url, tmp_path, **settings) as shop:
        placed(shop)
        mark(shop.staff())
        nequi.start_worker(shop.app)
        mail = wait_until(lambda: mailed(mailbox, "order-paid"))
    assert "Recibimos $ 54.000" in mail
    assert "Medio de pago: Transferencia bancaria" in mail
    assert "Comprobante: TR-889" in mail
    assert not re.search(r"\bNequi\b", mail)
    assert "Me mandó" not in mail


def mailed(mailbox: RunningMailbox, kind: str) -> str | None:
    """The words of the newest mail of a kind, once it is there."""
    for mail in mailbox.box.newest():
        parsed = mailbox.box.parsed(mail.id)
        body = parsed.get_body(("plain",))
        if parsed["X-Store-Mail-Kind"] == kind and body is not None:
            return words(body.get_content())
    return None
