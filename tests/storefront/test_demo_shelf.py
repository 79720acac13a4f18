"""The demo's shelf: whole, drawn, able to bear 60 orders, and added to what is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from storefront.catalog.models import Product, Variant
from storefront.db import db
from storefront.demo import catalog
from storefront.extensions import nequi
from tests.storefront.shopping import SHELF, Shop, running_shop

pytestmark = pytest.mark.databases("sqlite")
ORDERS = 60


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        seed(running)
        yield running


def seed(shop: Shop) -> None:
    with shop.app.app_context(), nequi.unit_of_work() as s:
        catalog.seed(s)


def test_sixteen_drawn_products_stand_beside_the_shops_own(shop: Shop) -> None:
    shopper = shop.shopper()
    page = shopper.open("/").text
    assert page.count('<li class="product">') == 16 + len(SHELF)
    for slug in catalog.PIECES:
        assert f'href="/producto/{slug}"' in page
        assert shopper.open(f"/static/products/{slug}.svg").status_code == 200
        assert shopper.open(f"/producto/{slug}").status_code == 200


def test_every_product_bears_sixty_orders_of_one_piece(shop: Shop) -> None:
    with shop.app.app_context():
        most = select(func.max(Variant.stock)).join(Product).group_by(Product.slug)
        demo = most.where(Product.slug.in_(catalog.PIECES))
        assert min(db.session.scalars(demo)) >= ORDERS + 20


def test_seeding_again_adds_only_what_is_missing(shop: Shop) -> None:
    with shop.app.app_context(), nequi.unit_of_work() as s:
        lost = s.scalars(select(Product).where(Product.slug == "tambor-alegre")).one()
        for variant in lost.variants:
            s.delete(variant)
        s.flush()
        s.delete(lost)
        s.execute(update(Product).where(Product.slug == "taza-de-barro").values(name="Mi taza"))
    seed(shop)
    seed(shop)
    page = shop.shopper().open("/").text
    assert page.count('<li class="product">') == 16 + len(SHELF)
    assert page.count("Tambor alegre") == 1
    assert "Mi taza" in page
