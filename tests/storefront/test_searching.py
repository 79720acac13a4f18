"""What a search finds and how a shelf is sorted; a product's page as machines read it."""
from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from storefront.catalog.offers import Card, Offer
from storefront.catalog.searching import in_order, search, slips
from storefront.money import cents
from tests.storefront.shopping import Shop, running_shop


def card(name: str, pesos: int = 1000, stock: int = 1, **other: str) -> Card:
    offer = Offer(1, "x", name, "", "X", "", "sand", cents(pesos), 19, stock)
    texts = {"detail": "", "maker": "", "description": "", "category": "Casa"} | other
    return Card(product_id=1, slug="x", name=name, alt="", image="", tile="sand",
                category_slug="casa", offers=(offer,), **texts)


SHELF = (
    card("Canasto werregue", 96_000, description="Cabe la mochila entera"),
    card("Mochila arhuaca", 240_000),
    card("Café de Nariño", 38_000),
    card("Sombrero vueltiao", 196_000, stock=0),
    card("Taza de barro", 42_000),
)


def names(cards: tuple[Card, ...]) -> list[str]:
    return [card.name.split()[0] for card in cards]


@pytest.mark.parametrize(("typed", "found"), [
    ("CAFE nariño", ["Café"]), ("mochila", ["Mochila", "Canasto"]),
    ("MOCHÍLA", ["Mochila", "Canasto"]),
    ("moshila", ["Mochila"]), ("sonbrero", ["Sombrero"]), ("sombreor", ["Sombrero"]),
    ("tzaa", ["Taza"]), ("weregue", ["Canasto"]), ("taza barra", ["Taza"]),
    ("avion", []), ("tze", []), ("  ", []), ("%_", []),
])
def test_a_search_forgives_accents_and_slips(typed: str, found: list[str]) -> None:
    assert names(search(SHELF, typed).cards) == found


def test_only_what_is_not_there_as_typed_is_guessed() -> None:
    assert not search(SHELF, "mochila").guessed
    assert search(SHELF, "moshila").guessed


@pytest.mark.parametrize(("a", "b", "most", "far"), [
    ("taza", "taza", 1, 0), ("taza", "tasa", 1, 1), ("taza", "tazas", 1, 1), ("tzaa", "taza", 1, 1),
    ("taza", "mesa", 1, 2), ("hamaca", "amaka", 2, 2), ("a", "abcdef", 2, 3),
])
def test_slips(a: str, b: str, most: int, far: int) -> None:
    assert slips(a, b, most) == slips(b, a, most) == far


@pytest.mark.parametrize(("order", "first", "last"), [
    ("precio", "Café", "Sombrero"), ("-precio", "Mochila", "Sombrero"),
    ("nombre", "Café", "Sombrero"), ("", "Canasto", "Taza"), ("otro", "Canasto", "Taza"),
])
def test_a_shelf_in_order_ends_with_what_is_sold_out(order: str, first: str, last: str) -> None:
    found = names(in_order(SHELF, order))
    assert (found[0], found[-1]) == (first, last)


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


@pytest.mark.databases("sqlite")
def test_the_shop_sorts_guesses_and_tells_machines(shop: Shop) -> None:
    shopper = shop.shopper()
    cheap, dear = shopper.open("/?orden=precio").text, shopper.open("/?orden=-precio").text
    assert cheap.index("/producto/cafe") < cheap.index("/producto/taza")
    assert dear.index("/producto/taza") < dear.index("/producto/cafe")
    assert "Esto se le parece" in shopper.open("/buscar?q=tzaa").text
    assert "/producto/taza" in shopper.open("/buscar?q=tzaa").text

    page = shopper.open("/producto/taza").text
    told = re.search(r'<script type="application/ld\+json">(.+?)</script>', page)
    assert told
    data = json.loads(told.group(1))
    assert data["@type"] == "Product"
    assert data["offers"][0]["price"] == "42000.00"
    assert data["offers"][0]["priceCurrency"] == "COP"
    assert data["url"].endswith("/producto/taza")
    assert f'<meta property="og:url" content="{data["url"]}">' in page
