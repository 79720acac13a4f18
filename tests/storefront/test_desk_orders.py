"""*Nuevo pedido*: an order that the merchant takes, placed like any other, with its pay link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import select, text

from storefront.audit import AuditEntry
from storefront.db import db
from storefront.debts.means import Means
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.money import cents
from storefront.orders.by_hand import paying
from storefront.orders.checkout import consent
from storefront.orders.dispatch import sending
from storefront.orders.models import Order, OrderState
from tests.storefront.receiving import words
from tests.storefront.shopping import BUYER, Shop, Shopper, running_shop
from tests.support.waiting import wait_until

WHERE = "/admin/pedidos/nuevo"
ORDER = "/admin/pedidos/2043"
WHO = {name: BUYER[name] for name in ("name", "phone", "department", "city", "address")}
CUP = {"product": ["taza"], "quantity": ["2"]}


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def filled(staff: Shopper, rows: dict[str, list[str]] = CUP, **other: str) -> dict[str, object]:
    """The form as a person fills it; a value of "" is left empty."""
    staff.open(WHERE)
    form = {key: value for key, value in staff.form("new-order").items()
            if key not in ("product", "quantity", "more")}  # fmt: skip
    return form | WHO | rows | other


def send(staff: Shopper, values: dict[str, object]) -> str:
    """Press the button; gives the order's page, or the form with what is wrong."""
    staff.page = staff.client.post(WHERE, data=values)
    assert staff.page is not None
    if staff.page.status_code == 303:
        staff.open(staff.page.headers["Location"])
    return words(staff.page.text)


def orders(shop: Shop) -> list[Order]:
    with shop.app.app_context():
        rows = list(db.session.scalars(select(Order).order_by(Order.id)))
        db.session.expunge_all()
        return rows


def mails(shop: Shop) -> list[str]:
    with shop.app.app_context():
        query = text("SELECT kind FROM nequi_job WHERE lane = 'mail' ORDER BY id")
        return list(db.session.scalars(query))


def test_an_order_by_hand_is_like_any_other(shop: Shop) -> None:
    staff = shop.staff()
    values = filled(staff, email="mariana@correo.example", note="Llamó por teléfono")
    page = send(staff, values)
    assert "El pedido 2043 quedó creado." in page
    assert "2 × $ 42.000" in page
    assert "Pedido creado Persona · paula@ladera.example" in page
    assert "Llamó por teléfono" in page
    assert "paula@ladera.example creó este pedido en nombre de quien compra" in page
    (order,) = orders(shop)
    assert (order.total_cents, order.state) == (cents(96_000), OrderState.PLACED)
    assert order.consent_version == consent.BY_MERCHANT
    assert shop.taken("taza") == 2
    assert mails(shop) == ["order-received"]
    with shop.app.app_context():
        assert db.session.scalars(select(Debt.balance_cents)).one() == cents(96_000)
        assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "order.taken"
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_the_same_form_makes_one_order(shop: Shop) -> None:
    """Also where the first press took the last pieces."""
    staff = shop.staff()
    values = filled(staff, {"product": ["taza"], "quantity": ["10"]})
    assert "El pedido 2043 quedó creado." in send(staff, values)
    assert "Pedido 2043" in send(staff, values)
    assert len(orders(shop)) == 1
    assert shop.breaches() == []


def link_of(page: str) -> str:
    return page.partition('id="pay-link" readonly value="')[2].partition('"')[0]


@pytest.mark.databases("sqlite")
def test_its_pay_link_leads_to_the_payment_page(shop: Shop) -> None:
    staff = shop.staff()
    send(staff, filled(staff))
    assert staff.page is not None
    link = link_of(staff.page.text)
    assert link.startswith("http://localhost/nequi/")
    told = unquote(staff.page.text.partition('href="https://wa.me/')[2].partition('"')[0])
    told = told.replace("\u00a0", " ")
    assert told.startswith("573000000042?text=Hola, Mariana. Tu pedido 2043 en Ladera vale $ 9")
    assert told.endswith(link)
    paid = shop.shopper().open(link.removeprefix("http://localhost")).text
    assert 'data-form="pay-nequi"' in paid
    with shop.app.app_context():
        paying.mark_paid(1, paying.ByHand(Means.CASH, "", "En la tienda"), by="p@x.example")
    assert link_of(staff.open(ORDER).text) == ""


@pytest.mark.databases("sqlite")
def test_without_an_address_nobody_is_mailed(shop: Shop) -> None:
    staff = shop.staff()
    send(staff, filled(staff, delivery="pickup"))
    with shop.app.app_context():
        paying.mark_paid(1, paying.ByHand(Means.CASH, "", "En la tienda"), by="p@x.example")
        sending.send(1, sending.Parcel(), by="p@x.example")
        query = text("SELECT kind, ref FROM nequi_job WHERE lane = 'mail' ORDER BY id")
        queued = [(kind, ref) for kind, ref in db.session.execute(query)]
    assert [kind for kind, _ref in queued] == ["order-paid", "order-shipped"]
    nequi.start_worker(shop.app)
    wait_until(lambda: not waiting(shop))
    page = words(staff.open(ORDER).text)
    assert "mailto:" not in page


def waiting(shop: Shop) -> int:
    """Mails that have not been dealt with."""
    with shop.app.app_context():
        query = "SELECT count(*) FROM nequi_job WHERE lane = 'mail' AND state <> 'done'"
        return int(db.session.scalar(text(query)) or 0)


@pytest.mark.databases("sqlite")
def test_what_is_wrong_stands_in_its_row(shop: Shop) -> None:
    staff = shop.staff()
    wrong = {
        "Está agotado.": (["cobija"], ["1"]),
        "Quedan 10 und.": (["TAZA", "Taza de gres"], ["6", "5"]),
        "No hay un producto así.": (["nevera"], ["1"]),
        "Hay varios así: Taza de gres; Cobija de lana": (["de"], ["1"]),
        "¿Es TAZA · Taza de gres? Escríbelo así.": (["tasa"], ["1"]),
        "¿Es COBIJA · Cobija de lana? Escríbelo así.": (["co"], ["1"]),
        "Escribe cuántos, de 1 a 99.": (["taza"], ["-1"]),
        "Agrega al menos un producto.": (["", " "], ["1", "1"]),
    }
    for sentence, (product, quantity) in wrong.items():
        page = send(staff, filled(staff, {"product": product, "quantity": quantity}))
        assert sentence in page, page
        assert "No se creó." in page
    assert staff.page is not None
    assert staff.page.status_code == 422
    assert 'value="Mariana Q."' in staff.page.text
    assert orders(shop) == []


@pytest.mark.databases("sqlite")
def test_a_telephone_or_a_mail_is_needed(shop: Shop) -> None:
    staff = shop.staff()
    assert "Escribe un celular o un correo" in send(staff, filled(staff, phone=""))
    assert "debe verse como" in send(staff, filled(staff, phone="", email="mariana"))
    assert "10 dígitos" in send(staff, filled(staff, phone="123"))
    assert "Elige el departamento" in send(staff, filled(staff, department=""))
    page = send(staff, filled(staff, phone="", email="m@correo.example"))
    assert "El pedido 2043 quedó creado." in page
    assert orders(shop)[0].phone == ""


@pytest.mark.databases("sqlite")
def test_more_rows_keep_what_was_typed(shop: Shop) -> None:
    staff = shop.staff()
    page = staff.client.post(WHERE, data=filled(staff, more="1") | {"name": "Óscar"}).text
    assert page.count('name="product"') == 4
    assert 'value="taza"' in page
    assert 'value="Óscar"' in page
    assert orders(shop) == []


@pytest.mark.databases("sqlite")
def test_while_nequi_is_off_the_payment_is_arranged(shop: Shop) -> None:
    staff = shop.staff()
    shop.switch(False)
    send(staff, filled(staff))
    assert [order.state for order in orders(shop)] == [OrderState.TO_ARRANGE]
    assert staff.page is not None
    assert link_of(staff.page.text) == ""
