"""The shipping tariff: kept in the office, estimated in the cart, charged at the checkout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storefront.db import db
from storefront.money import Cents, cents
from storefront.orders.models import Order
from storefront.shipping.rules import Rate, Tariff
from storefront.shipping.service import keep
from tests.storefront.shopping import Shop, Shopper, running_shop

pytestmark = pytest.mark.databases("sqlite")
ISLANDS = "San Andrés y Providencia"
OFFICE = "/admin/configuracion/envios"


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def the_order(shop: Shop) -> Order:
    with shop.app.app_context():
        return db.session.scalars(select(Order)).one()


def set_tariff(shop: Shop, tariff: Tariff) -> None:
    with shop.app.app_context():
        keep(tariff, "duena@ladera.example")


def test_a_tariff_goes_by_city_then_department_then_as_usual() -> None:
    tariff = Tariff(
        usual=cents(12_000), free_from=cents(200_000),
        rates=(Rate("Nariño", "", cents(18_000)), Rate("Nariño", "Tumaco", cents(25_000))),
    )  # fmt: skip
    goods = cents(50_000)
    assert tariff.price(goods, "Nariño", "Pasto") == cents(18_000)
    assert tariff.price(goods, "Nariño", " TUMÁCO ") == cents(25_000)
    assert tariff.price(goods, "Antioquia", "Tumaco") == cents(12_000)
    assert tariff.price(cents(200_000), "Nariño", "Tumaco") == 0
    assert tariff.price(Cents(cents(200_000) - 1), "Nariño", "Pasto") == cents(18_000)
    assert (tariff.varies, tariff.lowest) == (True, cents(12_000))


def test_the_cart_estimates_a_place_and_remembers_it(shop: Shop, shopper: Shopper) -> None:
    values = shopper.form("destination")
    refused = shopper.send("/carrito/envio", values | {"department": "Narnia"})
    assert refused.status_code == 422
    assert "Elige el departamento de la entrega." in refused.text
    shopper.send("/carrito/envio", values | {"department": ISLANDS, "city": "San Andrés"})
    page = shopper.open("/carrito").text
    assert "Envío a San Andrés" in page
    assert "$\u00a070.000" in page
    assert "Envío a San Andrés" in shopper.open("/producto/taza").text
    assert "$\u00a028.000" in shopper.open("/producto/taza").text
    assert "Desde $\u00a012.000" in shop.shopper().open("/producto/taza").text
    shopper.open("/finalizar")
    filled = shopper.form("checkout")
    assert (filled["department"], filled["city"]) == (ISLANDS, "San Andrés")
    assert shopper.order(department=ISLANDS, city="San Andrés").status_code == 303
    assert the_order(shop).total_cents == cents(70_000)


def test_another_price_than_was_shown_is_asked_again(shop: Shop, shopper: Shopper) -> None:
    asked = shopper.order(department=ISLANDS, city="San Andrés")
    assert asked.status_code == 200
    assert "El envío a San Andrés cuesta $\u00a028.000." in asked.text
    assert shop.states() == []
    again = shopper.form("checkout") | {"consent": "y"}
    assert shopper.send("/finalizar", again).status_code == 303
    assert the_order(shop).shipping_cents == cents(28_000)


def test_where_it_would_go_is_no_matter_when_it_is_fetched(shop: Shop, shopper: Shopper) -> None:
    assert shopper.order(department=ISLANDS, delivery="pickup").status_code == 303
    assert the_order(shop).shipping_cents == 0


def test_free_from_counts_what_the_coupon_left(shop: Shop, shopper: Shopper) -> None:
    set_tariff(shop, Tariff(free_from=cents(42_000)))
    assert "Gratis" in shopper.open("/carrito").text
    shopper.send("/carrito/cupon", shopper.form("coupon") | {"coupon": "LADERA10"})
    assert "$\u00a049.800" in shopper.open("/carrito").text


def test_a_shop_without_pickup_offers_none(shop: Shop, shopper: Shopper) -> None:
    values = shopper.fill(delivery="pickup")
    set_tariff(shop, Tariff(pickup=False))
    answer = shopper.send("/finalizar", values)
    assert "Ya no se puede recoger en la tienda." in answer.text
    assert 'value="pickup"' not in shopper.open("/finalizar").text
    assert "Recógelo gratis" not in shopper.open("/producto/taza").text


def test_freight_of_the_carrier_stands_beside_base_and_iva(shop: Shop, shopper: Shopper) -> None:
    set_tariff(shop, Tariff(apart=True))
    assert "El envío lo factura la transportadora." in shopper.open("/finalizar").text
    shopper.order()
    order = the_order(shop)
    assert order.base_cents + order.vat_cents == cents(42_000)
    assert order.total_cents == cents(54_000)
    page = shop.staff().open(f"/admin/pedidos/{order.number}").text
    assert "El envío lo factura la transportadora." in page


def test_the_owner_keeps_the_tariff_and_the_clerk_reads_it(shop: Shop) -> None:
    clerk = shop.staff()
    page = clerk.open(OFFICE).text
    assert 'value="28.000"' in page
    assert clerk.send(OFFICE, clerk.form("shipping")).status_code == 403
