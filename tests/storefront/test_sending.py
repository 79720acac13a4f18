"""From *Por preparar* to *Entregado*: who may send what, what the buyer reads, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from nequi_plugin import Pesos, State
from storefront.audit import AuditEntry
from storefront.db import db
from storefront.debts.means import Means
from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox
from storefront.orders import payable
from storefront.orders.by_hand import paying
from storefront.orders.dispatch import sending
from storefront.orders.dispatch.sending import Moved, Parcel
from storefront.orders.models import Order, OrderState
from storefront.orders.stages import Stage
from tests.storefront.papers import Paper
from tests.storefront.receiving import words
from tests.storefront.shopping import Shop, Shopper, placed, running_shop
from tests.support.waiting import wait_until

ORDER = "/admin/pedidos/2043"
GUIDE = {"carrier": "Servientrega", "guide_number": "9 981", "guide_url": "https://guias.example/9"}
BY = "paula@ladera.example"


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def paid(shop: Shop, **other: str) -> None:
    """A cup, paid in cash."""
    placed(shop, **other)
    with shop.app.app_context():
        cash = paying.ByHand(Means.CASH, "", "En la tienda")
        assert paying.mark_paid(1, cash, by=BY) is paying.Marked.DONE


def buyer_sees(shop: Shop) -> str:
    with shop.app.app_context():
        link = nequi.link_token(db.session.get_one(Order, 1).link_id or 0)
    return words(shop.shopper().open(f"/pedido/{link}").text)


def press(staff: Shopper, where: str, form: str, **values: str) -> str:
    """Open a page, send its form, and read the order that follows."""
    staff.open(ORDER if where == "entregar" else f"{ORDER}/{where}")
    answer = staff.send(f"{ORDER}/{where}", staff.form(form) | values)
    return words(staff.open(ORDER).text if answer.status_code == 303 else answer.text)


def mails(shop: Shop) -> list[str]:
    """The queued mails about an order on its way."""
    with shop.app.app_context():
        query = text("SELECT ref FROM nequi_job WHERE kind = 'order-shipped' ORDER BY id")
        return list(db.session.scalars(query))


def deeds(shop: Shop) -> list[str]:
    with shop.app.app_context():
        query = select(AuditEntry.action).where(AuditEntry.object == "order:1")
        return list(db.session.scalars(query.order_by(AuditEntry.id)))


def test_a_paid_order_goes_out_and_arrives(shop: Shop) -> None:
    paid(shop)
    staff = shop.staff()
    assert "1 pedido por enviar" in words(staff.open("/admin").text)
    assert "Por enviar</span>" in staff.open("/admin/pedidos?estado=por-enviar").text
    page = press(staff, "enviar", "send-order", **GUIDE)
    assert "el pedido va en camino y le escribimos" in page
    assert "Pedido enviado Persona · paula@ladera.example · Servientrega · 9 981" in page
    assert "Ningún pedido coincide" in staff.open("/admin/pedidos?estado=por-enviar").text
    seen = buyer_sees(shop)
    assert "Tu pedido va en camino." in seen
    assert "Pedido enviado" in seen
    assert "Transportadora Servientrega" in seen
    assert "paula@" not in seen
    assert "Pedido entregado" in press(staff, "entregar", "arrive-order")
    assert "Tu pedido ya está en tus manos" in buyer_sees(shop)
    assert deeds(shop)[-2:] == ["order.sent", "order.delivered"]
    assert len(mails(shop)) == 1
    assert shop.breaches() == []


def test_pressing_twice_writes_once(shop: Shop) -> None:
    paid(shop)
    with shop.app.app_context():
        ends = [sending.send(1, Parcel("Coordinadora"), by=BY) for _ in range(2)]
        assert ends == [Moved.DONE, Moved.SAME]
        assert sending.arrive(1, by=BY) is Moved.DONE
        assert sending.arrive(1, by=BY) is Moved.SAME
        assert sending.send(1, Parcel(), by=BY) is Moved.NOT_NOW
        back = [sending.take_back(1, Stage.DONE, by=BY, reason="No llegó") for _ in range(2)]
        assert back == [Moved.DONE, Moved.NOT_NOW], "the second press would undo the next step"
        assert db.session.get_one(Order, 1).dispatched_at is not None
    assert len(mails(shop)) == 1


@pytest.mark.databases("sqlite")
def test_each_step_is_taken_back_with_its_reason(shop: Shop) -> None:
    paid(shop)
    staff = shop.staff()
    press(staff, "enviar", "send-order", **GUIDE)
    press(staff, "entregar", "arrive-order")
    said = press(staff, "deshacer-envio", "take-back-sending", back_reason="")
    assert "Escribe el motivo" in said
    page = press(staff, "deshacer-envio", "take-back-sending", back_reason="Era otro pedido")
    assert "Se corrigió el estado de la entrega Persona · paula@ladera.example · Era otro" in page
    assert "Tu pedido va en camino." in buyer_sees(shop)
    press(staff, "deshacer-envio", "take-back-sending", back_reason="No salió")
    seen = buyer_sees(shop)
    assert "Estamos preparando tu pedido" in seen
    assert "Servientrega" not in seen
    assert "No salió" not in seen
    assert "otro paso" in words(staff.open(f"{ORDER}/deshacer-envio").text)


@pytest.mark.databases("sqlite")
def test_who_picks_it_up_reads_where(shop: Shop) -> None:
    paid(shop, delivery="pickup")
    staff = shop.staff()
    assert "Por preparar</span>" in staff.open("/admin/pedidos").text
    page = press(staff, "enviar", "send-order", carrier="nadie")
    assert "ya lo puede recoger" in page
    assert "nadie" not in page
    assert "Di que es el pedido 2043" in buyer_sees(shop)
    assert "Pedido recogido" in press(staff, "entregar", "arrive-order")


def test_what_is_not_paid_stays(shop: Shop) -> None:
    placed(shop)
    staff = shop.staff()
    reasons = {
        OrderState.PLACED: "Aún no está pagado.",
        OrderState.TO_ARRANGE: "Aún no está pagado.",
        OrderState.CANCELLED: "El pedido está anulado.",
        OrderState.REFUNDED: "El dinero de este pedido se devolvió.",
    }
    for state, sentence in reasons.items():
        with shop.app.app_context(), nequi.unit_of_work() as s:
            s.execute(update(Order).values(state=state))
        assert sentence in words(staff.open(f"{ORDER}/enviar").text), state
        with shop.app.app_context():
            assert sending.send(1, Parcel(), by=BY) is Moved.NOT_NOW
            assert sending.arrive(1, by=BY) is Moved.NOT_NOW
    assert mails(shop) == []


@pytest.mark.databases("sqlite")
def test_a_bad_link_is_told_by_its_field(shop: Shop) -> None:
    paid(shop)
    staff = shop.staff()
    for bad in ("javascript:alert(1)", "guias.example/9", "https://", "https://[x", "http://a b"):
        page = press(staff, "enviar", "send-order", guide_url=bad, carrier="Servientrega")
        assert "Pega el enlace completo" in page, bad
    assert mails(shop) == []


@pytest.mark.databases("sqlite")
def test_the_packing_list_says_what_and_where_without_prices(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("cafe", 2)
    shopper.put("taza")
    shopper.order(barrio="Chapinero", indications="Portería 2")
    staff = shop.staff()
    where = f"{ORDER}/lista-de-empaque.pdf"
    early = Paper(staff.open(where).data).text
    assert "Todavía no se envía Aún no está pagado." in early
    with shop.app.app_context():
        paying.mark_paid(1, paying.ByHand(Means.CASH, "", "En la tienda"), by=BY)
        sending.send(1, Parcel("Servientrega", "9 981"), by=BY)
    said = Paper(staff.open(where).data).text
    for part in ("Pedido 2043", "Mariana Q.", "+57 300 000 0042", "Calle 00 # 00-00, apto. 301",
                 "Barrio Chapinero", "Portería 2", "Servientrega, guía 9 981",
                 "2 Café lavado CAFE", "1 Taza de gres TAZA", "3 piezas en total"):  # fmt: skip
        assert part in said, said
    assert "$" not in said
    assert "Todavía no" not in said


def test_what_left_the_shop_does_not_return_to_its_shelf(shop: Shop) -> None:
    """Its money went back afterwards: the pieces are still at the buyer's."""
    placed(shop)
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")
        asked = nequi.payments()[0]
        told = replace(asked, state=State.APPROVED, captured=Pesos(54_000), applied=True)
        with nequi.unit_of_work():
            payable.approved("1", told)
        sending.send(1, Parcel(), by=BY)
        with nequi.unit_of_work():
            payable.reversed_("1", replace(told, state=State.REVERSED, refunded=Pesos(54_000)))
    assert shop.states() == [OrderState.REFUNDED]
    assert shop.taken("taza") == 1
    assert "súmalos en Existencias" in words(shop.staff().open(ORDER).text)
    with shop.app.app_context():
        undone = sending.take_back(1, Stage.SENT, by=BY, reason="No había salido")
    assert (undone, shop.taken("taza")) == (Moved.DONE, 0)
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("ended", [State.REVERSED, State.CANCELLED])
def test_what_lay_ready_is_not_handed_over_once_its_money_went(shop: Shop, ended: State) -> None:
    """It went back, or the person who saw it was wrong: the buyer has not picked it up."""
    placed(shop, delivery="pickup")
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")
        asked = nequi.payments()[0]
        told = replace(asked, state=State.APPROVED, captured=Pesos(asked.pesos), applied=True)
        with nequi.unit_of_work():
            payable.approved("1", told)
        assert sending.send(1, Parcel(), by=BY) is Moved.DONE
        with nequi.unit_of_work():
            payable.reversed_("1", replace(told, state=ended))
        assert sending.arrive(1, by=BY) is Moved.NOT_NOW
    assert shop.taken("taza") == 0
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_the_buyer_is_told_what_is_true(
    database_url: str, tmp_path: Path, mailbox: RunningMailbox
) -> None:
    """A mail that was taken back before it went does not go; the corrected one does."""
    settings = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mailbox.smtp_port)}
    with running_shop(database_url, tmp_path, **settings) as shop:
        paid(shop)
        with shop.app.app_context():
            assert sending.send(1, Parcel("Otra", "1"), by=BY) is Moved.DONE
            parcel = Parcel("Servientrega", "9 981", "https://guias.example/9")
            assert sending.send(1, parcel, by=BY) is Moved.MENDED
        nequi.start_worker(shop.app)
        wait_until(lambda: not due(shop))
    told = [words(body) for body in mailed(mailbox)]
    assert len(told) == 1
    assert "Tu pedido 2043 va en camino" in told[0]
    assert "Guía: 9 981" in told[0]
    assert "Seguir el envío: https://guias.example/9" in told[0]


def due(shop: Shop) -> int:
    """Jobs of this kind that wait or run."""
    with shop.app.app_context():
        query = "SELECT count(*) FROM nequi_job WHERE kind = 'order-shipped' AND state <> 'done'"
        return int(db.session.scalar(text(query)) or 0)


def mailed(mailbox: RunningMailbox) -> list[str]:
    """The texts of the mails of this kind to this test's only buyer."""
    parsed = [mailbox.box.parsed(mail.id) for mail in mailbox.box.newest()]
    bodies = [mail.get_body(("plain",)) for mail in parsed
              if mail["X-Store-Mail-Kind"] == "order-shipped"]  # fmt: skip
    return [body.get_content() for body in bodies if body is not None]
