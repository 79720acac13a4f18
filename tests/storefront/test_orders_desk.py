"""Orders at the merchant's desk: found, noted, and cancelled by either side while unpaid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import render_template
from sqlalchemy import select, text, update

from nequi_plugin import Pesos, State
from nequi_plugin.models import DebtRow, PaymentRow
from storefront.dates import day_month
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.orders import admin, closing, finding, payable
from storefront.orders.mail import order_cancelled
from storefront.orders.models import Order, OrderEvent, OrderState
from tests.storefront import shopping
from tests.storefront.shopping import Shop, Shopper, running_shop


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def placed(shop: Shop, **other: str) -> Shopper:
    """A shopper who looks at the page of her fresh order."""
    shopper = shopping.placed(shop, **other)
    with shop.app.app_context():
        order = db.session.scalars(select(Order).order_by(Order.id.desc())).first()
        assert order is not None
        link = nequi.link_token(order.link_id or 0)
    shopper.open(f"/pedido/{link}")
    return shopper


def press(shopper: Shopper) -> str:
    """*Anular el pedido* as the open page holds it; gives the page that follows."""
    assert shopper.page is not None
    path = shopper.page.request.path
    answer = shopper.send(f"{path}/anular", shopper.form("cancel-order"))
    assert answer.status_code == 303
    return shopper.open(path).text


def mailed(shop: Shop) -> list[str]:
    """The jobs that write to a buyer whose order was cancelled."""
    with shop.app.app_context():
        query = text("SELECT ref FROM nequi_job WHERE kind = 'order-cancelled'")
        return list(db.session.scalars(query))


def owed(shop: Shop) -> int:
    with shop.app.app_context():
        return db.session.scalars(select(Debt.balance_cents)).one()


def test_a_buyer_cancels_an_unpaid_order_and_its_pieces_return(shop: Shop) -> None:
    shopper = placed(shop)
    assert shop.taken("taza") == 1
    page = press(shopper)
    assert "Anulado" in page
    assert "Pedido anulado" in page
    assert 'data-form="cancel-order"' not in page
    assert 'data-form="pay-nequi"' not in page
    assert (shop.states(), shop.taken("taza"), owed(shop)) == ([OrderState.CANCELLED], 0, 0)
    with shop.app.app_context():
        assert closing.cancel(1, by="paula@ladera.example") is closing.Cancelled.CLOSED
    assert mailed(shop) == ["1"]
    assert shop.breaches() == []


def test_what_is_not_sent_yet_ends_with_its_order(shop: Shop) -> None:
    shopper = placed(shop)
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")
    press(shopper)
    with shop.app.app_context():
        ended = nequi.payments()[0]
    assert ended.state is State.CANCELLED
    assert shop.states() == [OrderState.CANCELLED]
    assert shop.breaches() == []


def test_a_request_on_a_phone_is_withdrawn_before_its_order_closes(shop: Shop) -> None:
    shopper = placed(shop)
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")
        with nequi.unit_of_work() as s:
            s.execute(text("UPDATE nequi_payment SET state = 'waiting', sent_at = created_at"))
    page = press(shopper)
    with shop.app.app_context():
        asked = nequi.payments()[0]
    assert asked.cancel_asked_at is not None
    assert "Primero cancelamos la solicitud en Nequi" in page
    assert shop.states() == [OrderState.PLACED]
    assert mailed(shop) == [], "nobody is told before it is so"


@pytest.mark.parametrize("pesos", [54_000, 20_000])
def test_a_paid_order_is_not_cancelled(shop: Shop, pesos: int) -> None:
    """Neither side may, from a page that was opened before; a part of the money is enough."""
    shopper = placed(shop)
    staff = shop.staff()
    staff.open("/admin/pedidos/2043")
    forms = (shopper.form("cancel-order"), staff.form("staff-cancel-order"))
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")
        (asked,) = nequi.payments()
        told = replace(asked, state=State.APPROVED, captured=Pesos(pesos), applied=True)
        with nequi.unit_of_work() as s:
            payable.approved("1", told)
            s.execute(text("UPDATE nequi_payment SET state = 'approved', applied = true"))
            s.execute(text("UPDATE nequi_debt SET holder = NULL"))
    before = (shop.states(), shop.taken("taza"), owed(shop))
    assert shopper.page is not None
    path = shopper.page.request.path
    shopper.send(f"{path}/anular", forms[0])
    staff.send("/admin/pedidos/2043/anular", forms[1] | {"cancel_reason": "No hay"})
    assert "No se anuló" in staff.open("/admin/pedidos/2043").text
    assert (shop.states(), shop.taken("taza"), owed(shop)) == before
    assert 'data-form="cancel-order"' not in shopper.open(path).text
    assert mailed(shop) == []


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("sent", [False, True])
def test_the_buyer_is_mailed_what_becomes_of_her_money(shop: Shop, sent: bool) -> None:
    shopper = placed(shop)
    if sent:
        with shop.app.app_context():
            nequi.pay("order", "1", "3000000001")
            with nequi.unit_of_work() as s:
                s.execute(text("UPDATE nequi_payment SET state = 'expired', sent_at = created_at"))
                s.execute(text("UPDATE nequi_debt SET holder = NULL"))
    press(shopper)
    with shop.app.app_context():
        mail = order_cancelled(1)
        said = render_template("mail/order-cancelled/body.txt", **mail.facts)
    assert mail.to == "mariana@correo.example"
    assert "Lo anulaste desde la página de tu pedido." in said
    assert ("no la apruebes" in said) is sent
    assert ("No te cobramos nada" in said) is not sent


def test_money_that_came_is_never_cut_off_from_its_order(shop: Shop) -> None:
    shopper = placed(shop)
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")
        with nequi.unit_of_work() as s:
            s.execute(text("UPDATE nequi_payment SET state = 'review'"))
    values = shopper.form("cancel-order")
    assert shopper.page is not None
    shopper.send(f"{shopper.page.request.path}/anular", values)
    assert shop.states() == [OrderState.PLACED]
    staff = shop.staff()
    staff.open("/admin/pedidos/2043")
    staff.send("/admin/pedidos/2043/anular",
               staff.form("staff-cancel-order") | {"cancel_reason": "No hay"})  # fmt: skip
    assert "llegó un pago y está en Dinero por resolver" in staff.open("/admin/pedidos/2043").text
    assert shop.states() == [OrderState.PLACED]


@pytest.mark.databases("sqlite")
def test_the_merchant_cancels_with_a_reason_and_leaves_notes(shop: Shop) -> None:
    shopper = placed(shop)
    staff = shop.staff()
    staff.open("/admin/pedidos/2043")
    noted = staff.form("order-note")
    assert "Escribe la nota." in staff.send("/admin/pedidos/2043/nota", noted).text
    staff.send("/admin/pedidos/2043/nota", noted | {"note": "Llamar <b>a las 3"})
    page = staff.open("/admin/pedidos/2043").text
    assert "paula@ladera.example: Llamar &lt;b&gt;a las 3" in page
    form = staff.form("staff-cancel-order")
    assert "Escribe el motivo" in staff.send("/admin/pedidos/2043/anular", form).text
    staff.send("/admin/pedidos/2043/anular", form | {"cancel_reason": "Se rompió"})
    page = staff.open("/admin/pedidos/2043").text
    assert "El pedido quedó anulado." in page
    assert "paula@ladera.example · Se rompió" in page
    assert shop.states() == [OrderState.CANCELLED]
    assert shopper.page is not None
    public = shopper.open(shopper.page.request.path).text
    for secret in ("Llamar &lt;b&gt;a las 3", "paula@ladera.example", "Se rompió"):
        assert secret not in public


@pytest.mark.databases("sqlite")
def test_orders_are_found_by_what_people_tell(shop: Shop) -> None:
    placed(shop)
    placed(shop, name="Óscar Téllez", email="Oscar@correo.example", phone="310 000 0099")
    staff = shop.staff()
    for asked in ("2044", "#2044", "oscar", "OSCAR TE", "Oscar@correo.example", "310 000 0099"):
        page = staff.open(f"/admin/pedidos?q={asked.replace('#', '%23')}").text
        assert "/admin/pedidos/2044" in page, asked
        assert "/admin/pedidos/2043" not in page, asked
    assert "Ningún pedido coincide" in staff.open("/admin/pedidos?q=nadie").text
    assert "/admin/pedidos/2044" in staff.open("/admin/pedidos?estado=sin-pagar").text
    assert "Ningún pedido coincide" in staff.open("/admin/pedidos?estado=pagados").text
    assert staff.open("/admin/pedidos?estado=otro").status_code == 404


@pytest.mark.databases("sqlite")
def test_every_search_of_orders_uses_an_index(shop: Shop) -> None:
    scans, count = [], 0
    with shop.app.app_context():
        for asked, state in (("2043", ""), ("mariana", ""), ("a@b.example", ""),
                             ("300 000 0042", ""), ("fe-1077", ""),
                             ("", "sin-factura"), ("", "sin-pagar")):  # fmt: skip
            for query in finding.queries(asked, state, None, 20):
                sql = query.compile(db.engine, compile_kwargs={"literal_binds": True})
                for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}")):
                    count += 1
                    if row.detail.startswith("SCAN"):
                        scans.append((asked, row.detail))

    assert count >= 5
    assert scans == []


LISTED = {
    State.WAITING: "Esperando",
    State.REVIEW: "En revisión",
    State.REJECTED: "Rechazado",
    State.EXPIRED: "Expirado",
    State.FAILED: "No se envió",
    State.CANCELLED: "Cancelado",
    State.UNKNOWN: "En verificación",
}


def request_stands(shop: Shop, **columns: object) -> None:
    """The first order's requests, with their rows as the gateway would have left them."""
    with shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(PaymentRow).values(**columns))
        if columns["state"] not in (State.WAITING, State.REVIEW):
            s.execute(update(DebtRow).values(holder=None))


def requested(shop: Shop) -> None:
    with shop.app.app_context():
        nequi.pay("order", "1", "3000000001")


def test_every_state_of_an_order_has_its_chip() -> None:
    assert {None, *OrderState} <= set(finding.STATES.values())
    assert list(admin.CHIPS) == list(finding.STATES)


def test_the_list_says_how_the_last_request_stands(shop: Shop) -> None:
    placed(shop)
    staff = shop.staff()
    assert "Sin pagar</span>" in staff.open("/admin/pedidos").text
    requested(shop)
    for state, word in LISTED.items():
        request_stands(shop, state=state)
        page = staff.open("/admin/pedidos").text
        assert f"{word}</span>" in page, state
        assert "Sin pagar</span>" not in page, state
    requested(shop)
    assert "Creado</span>" in staff.open("/admin/pedidos").text, "the newest one counts"


@pytest.mark.databases("sqlite")
def test_a_refund_in_the_tray_leads_to_its_order(shop: Shop) -> None:
    placed(shop)
    requested(shop)
    request_stands(shop, state=State.APPROVED, applied=True, captured=54_000, capture_told=True)
    with shop.app.app_context():
        (payment,) = nequi.payments()
        nequi.refund(payment.message_id, Pesos(1_000), person="lina", reason="Rota",
                     form_key="una", account="@mariana")  # fmt: skip
    page = shop.staff().open("/admin/dinero-por-resolver").text
    assert '<a href="/admin/pedidos/2043">Ver el pedido</a>' in page
    assert "Pagos y devoluciones que" in page


@pytest.mark.databases("sqlite")
def test_the_history_names_another_day_than_today(shop: Shop) -> None:
    placed(shop)
    staff = shop.staff()
    assert "Sistema · hasta las" in staff.open("/admin/pedidos/2043").text
    with shop.app.app_context(), nequi.unit_of_work() as s:
        day = nequi.now() - timedelta(days=3)
        s.execute(update(OrderEvent).values(at=day))
    page = staff.open("/admin/pedidos/2043").text
    assert f"{day_month(day)} · Sistema · hasta las" in page
