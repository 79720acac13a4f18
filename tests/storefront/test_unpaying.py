"""*Deshacer pago marcado a mano*: the money never came, and the order asks for it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select, text, update

from nequi_plugin import Pesos, State
from storefront.accounts.models import Role, User
from storefront.audit import AuditEntry
from storefront.db import db
from storefront.debts.models import Booking, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import Cents, cents
from storefront.orders import closing
from storefront.orders import payable as orders
from storefront.orders.by_hand import unpaying
from storefront.orders.by_hand.unpaying import Undone
from storefront.orders.dispatch import sending
from storefront.orders.models import BUYER, Kept, Order, OrderState, StockReservation
from storefront.orders.stages import Stage
from storefront.receipts import reading, service, voiding
from storefront.receipts.service import ReceiptData, make
from tests.storefront.receiving import words
from tests.storefront.shopping import Shop, Shopper, placed, running_shop
from tests.storefront.test_paid_by_hand import PRICE, asked, mark
from tests.support.waiting import wait_until

ORDER = "/admin/pedidos/2043"
WHERE = f"{ORDER}/deshacer-pago"
SAID = {"undo_reason": "El soporte era falso", "password": "una-clave-larga"}
BY = "lina@ladera.example"


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def marked(shop: Shop, **other: str) -> Shopper:
    """An order that was marked as paid; the browser is its owner's."""
    placed(shop, **other)
    staff = shop.staff()
    mark(staff)
    with shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(User).values(role=Role.OWNER))
    return staff


def undo(owner: Shopper, **other: str) -> str:
    """Fill the form as it stands; gives the page that follows."""
    owner.open(WHERE)
    answer = owner.send(WHERE, owner.form("undo-payment") | SAID | other)
    return words(owner.open(ORDER).text if answer.status_code == 303 else answer.text)


def reference(shop: Shop) -> str:
    with shop.app.app_context():
        return db.session.scalars(select(Booking.message_id)).one()


def owed(shop: Shop) -> tuple[Cents, Cents]:
    """What is payable of the order, and its accounting balance."""
    with shop.app.app_context():
        debt = db.session.scalars(select(Debt)).one()
        return payable(db.session, [debt.id])[debt.id], debt.balance_cents


def kept(shop: Shop) -> list[Kept]:
    with shop.app.app_context():
        return list(db.session.scalars(select(StockReservation.state)))


def test_the_order_asks_for_its_money_again(shop: Shop) -> None:
    owner = marked(shop)
    assert owed(shop) == (0, cents(PRICE))
    page = undo(owner)
    assert "el pedido vuelve a estar sin pagar" in page
    assert "Pago deshecho" in page
    assert "· $ 54.000 · El soporte era falso" in page
    assert owed(shop) == (cents(PRICE), cents(PRICE))
    assert (shop.states(), kept(shop), shop.taken("taza")) == (
        [OrderState.PLACED], [Kept.RESERVED], 1,
    )  # fmt: skip
    with shop.app.app_context():
        due = orders.due("1")
        assert due is not None
        assert due.pesos == PRICE
        assert db.session.get_one(Order, 1).paid_at is None
        assert reading.unreceipted() == ([], None)
        query = select(AuditEntry).filter_by(action="order.payment_undone")
        assert "El soporte era falso" in db.session.scalars(query).one().detail
    mark(owner)
    assert shop.states() == [OrderState.PAID]
    assert shop.breaches() == []


def test_its_recibo_is_voided_first(shop: Shop) -> None:
    owner = marked(shop)
    owner.open(WHERE)
    form = owner.form("undo-payment") | SAID
    with shop.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Pedido")
        made = make(reference(shop), data, person="Lina", actor=BY)
    assert "Este pago tiene el recibo RC-0001. Anúlalo primero" in words(owner.open(WHERE).text)
    owner.send(WHERE, form)
    with shop.app.app_context():
        late = unpaying.undo(1, reference(shop), by=BY, reason="tarde")
    assert late is Undone.RECEIPT
    assert shop.states() == [OrderState.PAID]
    with shop.app.app_context():
        voiding.void(made.receipt_id, reason="No llegó", actor=BY)
    assert "vuelve a estar sin pagar" in undo(owner)
    assert owed(shop) == (cents(PRICE), cents(PRICE))
    assert shop.breaches() == []


def test_a_second_press_undoes_nothing_more(shop: Shop) -> None:
    owner = marked(shop)
    first = reference(shop)
    with shop.app.app_context():
        assert unpaying.undo(1, first, by=BY, reason="no llegó") is Undone.DONE
        assert unpaying.undo(1, first, by=BY, reason="no llegó") is Undone.GONE
    mark(owner)
    with shop.app.app_context():
        again = unpaying.undo(1, first, by=BY, reason="no llegó")
    assert again is Undone.GONE, "the payment that was marked afterwards is another one"
    assert shop.states() == [OrderState.PAID]
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_only_the_owner_with_her_password_and_a_reason(shop: Shop) -> None:
    owner = marked(shop)
    wanted = {"undo_reason": "Escribe el motivo", "password": "Escribe tu clave para seguir."}
    for missing, sentence in wanted.items():
        assert sentence in undo(owner, **{missing: ""})
    assert "Esa no es tu clave." in undo(owner, password="otra-clave-larga")
    with shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(User).values(role=Role.CLERK))
    assert owner.open(WHERE).status_code == 403
    assert "puede deshacer este pago" in words(owner.open(ORDER).text)
    assert shop.states() == [OrderState.PAID]


def test_what_left_the_shop_stays_sold(shop: Shop) -> None:
    owner = marked(shop)
    with shop.app.app_context():
        sending.send(1, sending.Parcel(), by=BY)
    assert "Sus productos ya salieron" in words(owner.open(WHERE).text)
    undo(owner)
    assert (shop.states(), kept(shop)) == ([OrderState.PLACED], [Kept.SOLD])
    with shop.app.app_context():
        link = nequi.link_token(db.session.get_one(Order, 1).link_id or 0)
    page = words(owner.open(f"/pedido/{link}").text)
    assert "Ya te enviamos este pedido y falta su pago." in page
    assert "Anular el pedido" not in page
    with shop.app.app_context():
        wish = closing.cancel(1, by=BUYER)
        assert wish is closing.Cancelled.LEFT, "she has them, and would give up her own debt"
        assert closing.cancellable(db.session.get_one(Order, 1), by=BY), "the merchant may"
    mark(owner)
    assert "Enviado</span>" in owner.open("/admin/pedidos").text
    undo(owner)
    with shop.app.app_context():
        sending.take_back(1, Stage.SENT, by=BY, reason="no salió")
    assert kept(shop) == [Kept.RESERVED], "it asks for its money, and they are here"
    with shop.app.app_context():
        assert closing.cancel(1, by=BY, reason="no lo quiere") is closing.Cancelled.DONE
    assert shop.taken("taza") == 0
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_what_lies_ready_is_not_handed_over(shop: Shop) -> None:
    owner = marked(shop, delivery="pickup")
    with shop.app.app_context():
        sending.send(1, sending.Parcel(), by=BY)
    page = undo(owner)
    assert "Aún no está pagado." in page
    assert kept(shop) == [Kept.RESERVED]


@pytest.mark.databases("sqlite")
def test_without_nequi_the_order_is_to_be_arranged(shop: Shop) -> None:
    owner = marked(shop)
    shop.switch(False)
    undo(owner)
    assert (shop.states(), kept(shop)) == ([OrderState.TO_ARRANGE], [Kept.RESERVED])


def marked_and_paid(shop: Shop) -> tuple[str, str]:
    """Marked as paid in cash, and Nequi's money came late all the same: both references."""
    placed(shop)
    waiting = asked(shop)
    mark(shop.staff())
    late = replace(waiting, state=State.APPROVED, captured=Pesos(PRICE), applied=True)
    with shop.app.app_context():
        with nequi.unit_of_work():
            orders.approved("1", late)
        query = select(Booking.message_id).where(Booking.message_id != waiting.message_id)
        return db.session.scalars(query).one(), waiting.message_id


def test_what_another_payment_left_over_pays_it(shop: Shop) -> None:
    cash, _late = marked_and_paid(shop)
    with shop.app.app_context():
        assert unpaying.undo(1, cash, by=BY, reason="pagó dos veces") is Undone.COVERED
    assert shop.states() == [OrderState.PAID]
    assert owed(shop)[0] == 0
    assert shop.breaches() == []


@pytest.mark.databases("postgresql")
def test_what_is_received_just_now_is_used_afterwards(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The late money's recibo is being made while its saldo a favor comes to pay the order."""
    cash, late = marked_and_paid(shop)
    ended: list[Undone] = []

    def undo_meanwhile() -> None:
        with shop.app.app_context():
            ended.append(unpaying.undo(1, cash, by=BY, reason="pagó dos veces"))

    other = Thread(target=undo_meanwhile)

    def uncommitted(point: str) -> None:
        if point == "receipt-uncommitted":
            other.start()
            wait_until(lambda: ended or waits_for_a_row(shop))

    monkeypatch.setattr(service, "crash_point", uncommitted)
    with shop.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Saldo a favor")
        make(late, data, person="Lina", actor=BY)
    other.join(30)
    assert ended == [Undone.COVERED]
    assert owed(shop) == (0, 0), "what the recibo received pays the order in the books, too"
    assert shop.breaches() == []


def waits_for_a_row(shop: Shop) -> bool:
    """Whether a session of this database stands still behind another one's lock."""
    query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                 "AND wait_event_type = 'Lock'")  # fmt: skip
    with shop.app.app_context(), db.engine.connect() as connection:
        return bool(connection.scalar(query))
