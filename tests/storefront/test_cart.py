"""The cart: what it keeps, what it tells, what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storefront.money import cents
from tests.storefront.shopping import Shop, running_shop

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def test_an_empty_cart_says_so_and_leads_back(shop: Shop) -> None:
    shopper = shop.shopper()
    assert "Tu carrito está vacío" in shopper.open("/carrito").text
    assert "Tu carrito está vacío" in shopper.open("/finalizar").text


def test_adding_leads_to_the_cart_with_a_link_to_the_checkout(shop: Shop) -> None:
    page = shop.shopper().put("taza", 2)
    assert page.request.path == "/carrito"
    assert 'href="/finalizar"' in page.text
    assert "$\u00a084.000" in page.text


def test_lines_keep_the_order_in_which_they_were_put(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    page = shopper.put("cafe").text
    assert page.index("Taza de gres") < page.index("Café lavado")


def test_quantities_can_be_changed_and_a_zero_removes(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza", 1)
    values = shopper.form("cart")
    name = next(key for key in values if key.startswith("quantity-"))
    shopper.send("/carrito", values | {name: "3"})
    assert "$\u00a0126.000" in shopper.open("/carrito").text
    shopper.send("/carrito", values | {name: "0"})
    assert "Tu carrito está vacío" in shopper.open("/carrito").text


def test_a_line_can_be_removed_by_its_button(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    shopper.put("cafe")
    values = shopper.form("cart")
    first = next(key for key in values if key.startswith("quantity-")).removeprefix("quantity-")
    shopper.send("/carrito", values | {"remove": first})
    page = shopper.open("/carrito").text
    assert "Taza de gres" not in page
    assert "Café lavado" in page


@pytest.mark.parametrize("typed", ["muchas", "-2", "100", "9" * 5000])
def test_a_bad_quantity_keeps_what_was_typed(shop: Shop, typed: str) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    values = shopper.form("cart")
    name = next(key for key in values if key.startswith("quantity-"))
    answer = shopper.send("/carrito", values | {name: typed})
    assert "Escribe un número entre 0 y 99." in answer.text
    assert f'value="{typed}"' in answer.text


def test_the_cart_tells_a_changed_price_until_it_was_seen(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    shop.change("taza", price_cents=cents(45_000))
    page = shopper.open("/carrito").text
    assert "antes $\u00a042.000, ahora $\u00a045.000" in page
    shopper.send("/carrito", shopper.form("cart"))
    assert "El precio cambió" not in shopper.open("/carrito").text


def test_the_cart_tells_what_is_left_and_what_is_gone(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza", 5)
    shopper.put("cafe", 1)
    shop.change("taza", stock=2)
    shop.change("cafe", stock=0)
    page = shopper.open("/carrito").text
    assert "Pediste 5 y solo quedan 2." in page
    assert "Se agotó. No la contamos en el total." in page
    assert "$\u00a096.000" in page  # two cups and the shipping


def test_a_forged_cookie_is_an_empty_cart(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    shopper.client.set_cookie("store", "eyJjYXJ0IjpbWzEsOTksMV1dfQ.forged.signature")
    assert "Tu carrito está vacío" in shopper.open("/carrito").text
