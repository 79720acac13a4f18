"""From a cart to an order, over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox
from storefront.money import cents
from storefront.orders.models import Order, OrderState
from tests.storefront.shopping import Shop, Shopper, running_shop
from tests.support.waiting import wait_until


@pytest.fixture
def shop(database_url: str, mailbox: RunningMailbox, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path, MAIL_SERVER="127.0.0.1",
                      MAIL_PORT=str(mailbox.smtp_port)) as running:  # fmt: skip
        yield running


def the_order(shop: Shop) -> Order:
    with shop.app.app_context():
        order = db.session.scalars(select(Order)).one()
        assert order.lines
        return order


def test_a_guest_order_leads_to_its_payment_page(shop: Shop, shopper: Shopper) -> None:
    answer = shopper.order()
    assert answer.status_code == 303
    assert answer.location.startswith("/nequi/order.")
    order = the_order(shop)
    assert (order.number, order.state, order.total_cents) == (2043, "placed", cents(54_000))
    assert order.consent_text.startswith("Autorizo a Ladera Oficios SAS")
    assert order.phone == "3000000042"
    assert shop.taken("taza") == 1
    assert shop.breaches() == []
    assert "Tu carrito está vacío" in shopper.open("/carrito").text


def test_the_order_owes_its_total_as_one_debt(shop: Shop, shopper: Shopper) -> None:
    shopper.order()
    with shop.app.app_context():
        debt = db.session.scalars(select(Debt)).one()
        due = nequi.registry.due("order", str(debt.order_id))
    assert (debt.kind, debt.balance_cents) == ("order", cents(54_000))
    assert (due.pesos, due.claims) == (54_000, (debt.name,))
    assert "/pedido/" in due.return_url


def test_double_click_back_and_second_tab_make_one_order(shop: Shop, shopper: Shopper) -> None:
    values, cookie = shopper.fill(), shopper.client.get_cookie("store").value
    first = shopper.send("/finalizar", values)
    again = shopper.send("/finalizar", values)
    shopper.client.set_cookie("store", cookie)  # a tab that never saw the first answer
    tab = shopper.send("/finalizar", values)
    assert first.location == again.location == tab.location
    assert shop.states() == [OrderState.PLACED]


def test_the_same_form_sent_at_once_makes_one_order(shop: Shop, shopper: Shopper) -> None:
    values, cookie = shopper.fill(), shopper.client.get_cookie("store").value

    def send(_number: int) -> str:
        other = shop.shopper()
        other.client.set_cookie("store", cookie)
        return other.send("/finalizar", values).location

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert shop.states() == [OrderState.PLACED]
    assert shop.taken("taza") == 1


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "", "Escribe tu correo."),
        ("email", "mariana(arroba)correo", "debe verse como nombre@ejemplo.com"),
        ("phone", "601 000 0012", "Escribe un celular de 10 dígitos"),
        ("name", "  ", "Escribe quién recibe el pedido."),
        ("department", "Atlantis", "Elige el departamento de la entrega."),
        ("city", "", "Escribe la ciudad de la entrega."),
        ("address", "", "Escribe la dirección de la entrega."),
        ("delivery", "teletransporte", "Elige cómo lo recibes."),
        ("barrio", "x" * 300, "Usa máximo 80 letras."),
    ],
)
def test_bad_input_gets_its_sentence_and_loses_nothing(
    shop: Shop, shopper: Shopper, field: str, typed: str, sentence: str
) -> None:
    answer = shopper.order(**{field: typed, "indications": "Portería por la carrera"})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "Portería por la carrera" in answer.text
    assert f'href="#{field}"' in answer.text
    assert shop.states() == []
    assert shop.taken("taza") == 0


@pytest.mark.databases("sqlite")
def test_half_a_form_names_everything_that_is_missing(shop: Shop, shopper: Shopper) -> None:
    whole = shopper.fill()
    half = {key: whole[key] for key in ("csrf_token", "form_key", "seen", "name")}
    answer = shopper.send("/finalizar", half)
    assert answer.status_code == 200
    assert "Mariana Q." in answer.text
    assert "Marca la casilla para seguir" in answer.text
    assert "Not a valid" not in answer.text


@pytest.mark.databases("sqlite")
def test_the_consent_box_starts_empty_and_is_required(shop: Shop, shopper: Shopper) -> None:
    values = shopper.fill()
    assert "consent" not in shopper.form("checkout")
    del values["consent"]
    assert "Marca la casilla para seguir" in shopper.send("/finalizar", values).text
    assert shop.states() == []


@pytest.mark.databases("sqlite")
def test_an_invoice_needs_a_number_with_its_right_digit(shop: Shop, shopper: Shopper) -> None:
    asked = {"wants_invoice": "y", "invoice_id_type": "NIT", "invoice_name": "Compañía SAS"}
    answer = shopper.order(**asked, invoice_id_number="901.555.012-3")
    assert "El dígito de verificación de ese NIT es 9." in answer.text
    assert 'value="901.555.012-3"' in answer.text
    assert shopper.order(**asked, invoice_id_number="901.555.012-9").status_code == 303
    order = the_order(shop)
    assert (order.invoice_id_number, order.invoice_name) == ("901555012", "Compañía SAS")


@pytest.mark.databases("sqlite")
def test_pick_up_costs_no_shipping_and_needs_no_address(shop: Shop, shopper: Shopper) -> None:
    answer = shopper.order(delivery="pickup", department="", city="", address="")
    assert answer.status_code == 303
    order = the_order(shop)
    assert (order.total_cents, order.shipping_cents) == (cents(42_000), 0)


def test_a_changed_price_is_shown_before_anything_is_ordered(shop: Shop, shopper: Shopper) -> None:
    values = shopper.fill()
    shop.change("taza", price_cents=cents(50_000))
    answer = shopper.send("/finalizar", values)
    assert "Tu pedido cambió" in answer.text
    assert "$\u00a062.000" in answer.text
    assert shop.states() == []
    assert shopper.send("/finalizar", shopper.form("checkout") | {"consent": "y"}).location


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("field", ["seen", "form_key"])
def test_an_edited_form_is_shown_again(shop: Shop, shopper: Shopper, field: str) -> None:
    answer = shopper.order(**{field: "otra-cosa"})
    assert "Tu pedido cambió" in answer.text
    assert shop.states() == []


@pytest.mark.databases("sqlite")
def test_what_sold_out_meanwhile_leaves_the_order(shop: Shop, shopper: Shopper) -> None:
    shopper.put("cafe")
    values = shopper.fill()
    shop.change("taza", stock=0)
    answer = shopper.send("/finalizar", values)
    assert "Ajustamos tu pedido a lo que hay." in answer.text
    assert shop.states() == []


def test_without_nequi_the_order_waits_to_be_arranged(shop: Shop, shopper: Shopper) -> None:
    shop.switch(active=False)
    answer = shopper.order()
    assert answer.location.startswith("/pedido/")
    page = shopper.open(answer.location).text
    assert "Pago por acordar" in page
    assert "hola@ladera.example" in page
    assert "Paga con Nequi" not in page
    assert shop.states() == [OrderState.TO_ARRANGE]
    assert shop.taken("taza") == 1


def test_the_received_mail_says_that_it_is_no_receipt(
    shop: Shop, shopper: Shopper, mailbox: RunningMailbox
) -> None:
    shopper.order()
    nequi.start_worker(shop.app)
    mail = wait_until(lambda: next(iter(mailbox.box.newest()), None))
    assert (mail.kind, mail.to) == ("order-received", "mariana@correo.example")
    assert mail.subject == "Recibimos tu pedido 2043"
    body = mailbox.box.content(mail.id).decode()
    assert "/nequi/order." in body
    assert "/pedido/" in body


@pytest.mark.databases("sqlite")
def test_the_order_page_opens_by_its_link_and_by_no_other(shop: Shop, shopper: Shopper) -> None:
    shopper.order()
    with shop.app.app_context():
        link = nequi.link_token(the_order(shop).link_id or 0)
    page = shop.shopper().open(f"/pedido/{link}")  # another browser, without a cookie
    assert "Pedido 2043" in page.text
    assert "Paga con Nequi" in page.text
    assert shopper.open(f"/pedido/{link}x").status_code == 404
    assert shopper.open("/pedido/1.nada").status_code == 404


@pytest.mark.databases("sqlite")
def test_the_back_office_asks_who_is_there(shop: Shop) -> None:
    for path in ("/admin/pedidos", "/admin/pedidos/2043", "/admin/productos"):
        answer = shop.app.test_client().get(path)
        assert answer.status_code in (302, 303)
        assert "/entrar" in answer.location


@pytest.mark.databases("sqlite")
def test_the_staff_sees_orders_with_their_history(shop: Shop, shopper: Shopper) -> None:
    shopper.order(indications="Portería por la carrera")
    staff = shop.staff()
    assert "Mariana Q." in staff.open("/admin/pedidos").text
    page = staff.open("/admin/pedidos/2043").text
    for words in ("Sin pagar", "Existencias reservadas", "aceptó el uso de sus datos",
                  "300 000 0042", "consumidor final", "Portería por la carrera"):  # fmt: skip
        assert words in page
    assert "Taza de gres" in staff.open("/admin/productos").text


@pytest.mark.databases("sqlite")
def test_addresses_that_name_no_order_are_answered_in_words(shop: Shop) -> None:
    staff = shop.staff()
    for number in ("1", "2043", "9" * 30):
        assert staff.open(f"/admin/pedidos/{number}").status_code == 404
    for start in ("x", "-1", "9" * 30):
        assert staff.open(f"/admin/pedidos?antes={start}").status_code == 200


@pytest.mark.databases("sqlite")
def test_orders_are_paged_by_key(shop: Shop) -> None:
    shop.change("cafe", stock=30)
    for _number in range(21):
        shopper = shop.shopper()
        shopper.put("cafe")
        shopper.order()
    staff = shop.staff()
    first = staff.open("/admin/pedidos").text
    assert "2063" in first
    assert "/admin/pedidos/2043" not in first
    assert 'href="/admin/pedidos?antes=2"' in first
    assert "/admin/pedidos/2043" in staff.open("/admin/pedidos?antes=2").text
