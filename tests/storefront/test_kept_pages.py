"""Kept pages: nobody sees an old price or another visitor's proof."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text, update
from werkzeug.test import TestResponse

from nequi_plugin import NequiError
from storefront.catalog import kept
from storefront.catalog.models import Category, Product, Variant
from storefront.company.gate import forget
from storefront.company.models import Company
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import cents
from tests.storefront.shopping import Shop, Shopper, read_form, running_shop
from tests.support.waiting import wait_until

pytestmark = pytest.mark.databases("sqlite")
ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        running.shopper().open("/")
        running.shopper().open("/producto/taza")
        yield running


def test_a_change_of_price_and_stock_shows_at_once(shop: Shop) -> None:
    shop.change("taza", price_cents=cents(43_500), stock=3)

    for path in ("/", "/producto/taza", "/buscar?q=taza"):
        page = shop.shopper().open(path).text
        assert "$\u00a043.500" in page
        assert "Quedan 3" in page


def test_a_row_changed_by_its_entity_shows_at_once(shop: Shop) -> None:
    with shop.app.app_context(), nequi.unit_of_work() as s:
        group = s.query(Category).one()
        group.name = "De todo"
        group_id = group.id
        s.add(Product(slug="ruana", name="Ruana de lana", category_id=group_id, image="",
                      variants=[Variant(sku="R", price_cents=cents(1_000), stock=1)]))  # fmt: skip

    page = shop.shopper().open("/").text
    assert "De todo" in page
    assert "Ruana de lana" in page
    assert shop.shopper().open("/producto/ruana").status_code == 200


def test_an_order_takes_its_pieces_off_the_shelf_at_once(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza", 8)
    assert shopper.order().status_code == 303

    assert "Quedan 2" in shop.shopper().open("/producto/taza").text


def test_what_was_rolled_back_was_never_shown(shop: Shop) -> None:
    with pytest.raises(NequiError):
        give_away(shop)

    assert "$\u00a042.000" in shop.shopper().open("/producto/taza").text


def give_away(shop: Shop) -> None:
    """A change that comes to nothing."""
    with shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(Variant).values(price_cents=cents(1)))
        shop.shopper().open("/")
        raise NequiError("no")


def test_another_process_is_heard_within_a_second(shop: Shop) -> None:
    with shop.app.app_context():
        elsewhere = create_engine(db.engine.url)
    with elsewhere.begin() as connection:
        connection.execute(text("UPDATE variant SET price_cents = 4400000 WHERE sku = 'TAZA'"))
    elsewhere.dispose()

    assert kept.FRESH_SECONDS <= 1
    wait_until(lambda: "$\u00a044.000" in shop.shopper().open("/").text)
    assert "$\u00a044.000" in shop.shopper().open("/producto/taza").text


def test_the_merchants_name_and_the_switch_show_at_once(shop: Shop) -> None:
    assert "Paga con Nequi" in shop.shopper().open("/").text
    with shop.app.app_context():
        with nequi.unit_of_work() as s:
            s.execute(update(Company).values(trade_name="La Otra"))
        forget()
    assert "La Otra" in shop.shopper().open("/").text

    shop.switch(active=False)
    assert "Pago por acordar" in shop.shopper().open("/").text


def zipped(shopper: Shopper, path: str) -> tuple[TestResponse, str]:
    """The answer to a browser that unpacks, and its text unpacked."""
    answer = shopper.client.get(path, headers=ZIPPED)
    assert answer.headers["Content-Encoding"] == "gzip"
    return answer, gzip.decompress(answer.data).decode()


def test_a_packed_page_holds_its_visitors_proof(shop: Shop) -> None:
    one, other = shop.shopper(), shop.shopper()
    forms = [read_form(zipped(who, "/producto/taza")[1], "add-to-cart") for who in (one, other)]
    assert forms[0]["csrf_token"] != forms[1]["csrf_token"]

    values = {"quantity": "2"}
    assert one.send("/producto/taza", forms[1] | values).status_code == 400
    assert one.send("/producto/taza", forms[0] | values).status_code == 303
    assert "Taza de gres" in one.open("/carrito").text


def test_packed_and_plain_are_the_same_page(shop: Shop) -> None:
    shopper = shop.shopper()
    plain = shopper.open("/producto/taza").text
    packed = zipped(shopper, "/producto/taza")[1]
    proofs = [read_form(page, "add-to-cart")["csrf_token"] for page in (plain, packed)]

    assert packed.replace(proofs[1], proofs[0]) == plain
    assert zipped(shopper, "/")[1] == shopper.open("/").text
    assert "Content-Encoding" not in shopper.client.get("/").headers


def test_each_visitor_sees_the_own_cart(shop: Shop) -> None:
    full, empty = shop.shopper(), shop.shopper()
    full.put("taza", 3)

    for path in ("/", "/producto/cafe"):
        assert '<span class="count">3<' in full.open(path).text
        assert 'class="count"' not in empty.open(path).text


def test_a_page_seen_before_is_not_sent_again(shop: Shop) -> None:
    shopper = shop.shopper()
    first = shopper.client.get("/", headers=ZIPPED)
    known = {**ZIPPED, "If-None-Match": first.headers["ETag"]}
    again = shopper.client.get("/", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert {"Cookie", "Accept-Encoding"} <= set(again.headers["Vary"].split(", "))

    shopper.put("taza")
    assert shopper.client.get("/", headers=known).status_code == 200


def test_many_at_once_read_the_shelf_once(shop: Shop) -> None:
    """After a change, whoever comes meanwhile waits for the one who reads."""
    shop.change("taza", stock=2)
    pages: list[str] = []
    threads = [threading.Thread(target=lambda: pages.append(shop.shopper().open("/").text))
               for _ in range(6)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(pages) == 6
    assert all("Quedan 2" in page for page in pages)
