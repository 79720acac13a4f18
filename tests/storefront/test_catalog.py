"""The shelf and a product's page, over HTTP."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, select

from storefront.catalog.models import Category, Product, Variant
from storefront.company import gate
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import cents
from tests.storefront.shopping import Shop, Shopper, running_shop

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def queries(shop: Shop, path: str, shopper: Shopper | None = None) -> int:
    """How many statements a look at a page sends after something on the shelf changed."""
    shopper = shopper or shop.shopper()
    shopper.open(path)
    shop.change("cafe", price_cents=cents(37_000))
    sent: list[str] = []
    with shop.app.app_context():
        engine = db.engine

    ours = threading.get_ident()  # the worker's sweeps are no page's queries

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if threading.get_ident() == ours:
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        assert shopper.open(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len([statement for statement in sent if not statement.startswith("PRAGMA")])


def test_home_leads_to_products_with_price_and_sold_out(shop: Shop) -> None:
    page = shop.shopper().open("/").text
    assert 'href="/producto/taza"' in page
    assert "$\u00a042.000" in page
    assert page.count("Agotado") == 1


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """The merchant's row is not read again meanwhile: that happens once a second, for all pages."""
    monkeypatch.setattr(gate, "FRESH_SECONDS", 3_600)


@pytest.mark.usefixtures("steady")
def test_pages_keep_their_query_budgets(shop: Shop) -> None:
    assert 0 < queries(shop, "/") <= 4
    assert 0 < queries(shop, "/producto/taza") <= 5


@pytest.mark.usefixtures("steady")
def test_ten_times_the_shelf_costs_no_more_queries(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    paths = ("/", "/?categoria=todo", "/producto/taza", "/buscar?q=taza", "/carrito", "/finalizar")
    few = [queries(shop, path, shopper) for path in paths]
    with shop.app.app_context(), nequi.unit_of_work() as s:
        group = s.scalars(select(Category)).one()
        s.add_all(further(group, number) for number in range(30))

    assert [queries(shop, path, shopper) for path in paths] == few


def further(group: Category, number: int) -> Product:
    """One more product for the shelf."""
    variant = Variant(sku=f"T{number}", price_cents=cents(9_000), stock=number % 3)
    return Product(slug=f"taza-{number}", name=f"Taza {number}", category=group, image="",
                   variants=[variant])  # fmt: skip


def test_a_category_narrows_the_shelf_and_an_unknown_one_does_not(shop: Shop) -> None:
    assert "Taza de gres" in shop.shopper().open("/?categoria=todo").text
    assert "Taza de gres" in shop.shopper().open("/?categoria=nada").text


def test_search_forgives_accents_and_says_when_nothing_fits(shop: Shop) -> None:
    assert "Café lavado" in shop.shopper().open("/buscar?q=CAFE").text
    assert "No encontramos nada" in shop.shopper().open("/buscar?q=avion").text


def test_a_sold_out_product_cannot_be_bought_and_says_why(shop: Shop) -> None:
    page = shop.shopper().open("/producto/cobija").text
    assert re.search(r"<button[^>]*disabled", page)
    assert "Agotado por ahora" in page


def test_a_forged_order_of_a_sold_out_product_gets_a_sentence(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.open("/producto/cobija")
    answer = shopper.send("/producto/cobija", shopper.form("add-to-cart") | {"quantity": "1"})
    assert "se agotó" in answer.text


@pytest.mark.parametrize("typed", ["0", "-1", "tres", "1.5", "", "9" * 5000, "²"])
def test_a_bad_quantity_gets_a_sentence_by_its_field(shop: Shop, typed: str) -> None:
    shopper = shop.shopper()
    shopper.open("/producto/taza")
    answer = shopper.send("/producto/taza", shopper.form("add-to-cart") | {"quantity": typed})
    assert answer.status_code == 200
    assert "Escribe una cantidad entre 1 y 10." in answer.text


def test_more_than_there_is_names_what_is_left(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.open("/producto/taza")
    answer = shopper.send("/producto/taza", shopper.form("add-to-cart") | {"quantity": "11"})
    assert "Solo quedan 10" in answer.text
    assert 'value="11"' in answer.text


def test_an_unknown_product_is_a_404_in_words(shop: Shop) -> None:
    page = shop.shopper().open("/producto/nada")
    assert page.status_code == 404
    assert "Esta página no existe" in page.text
