"""Inicio's chart of sales: paid orders by Colombian day, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from storefront.extensions import nequi
from storefront.orders.models import Order, OrderState
from tests.storefront.shopping import Shop, running_shop


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def order(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    assert shopper.order().status_code == 303


def paid(shop: Shop, number: int, days_ago: int, state: OrderState = OrderState.PAID) -> None:
    with shop.app.app_context(), nequi.unit_of_work() as s:
        at = nequi.now() - timedelta(days=days_ago)
        s.execute(update(Order).where(Order.id == number).values(state=state, paid_at=at))


def test_each_day_shows_what_was_paid_on_it(shop: Shop) -> None:
    for _order in range(4):
        order(shop)
    staff = shop.staff()
    assert "Todavía no hay ventas en estos días." in staff.open("/admin").text
    paid(shop, 1, 0)
    paid(shop, 2, 6)
    paid(shop, 3, 7)  # a week ago is not one of the seven days
    paid(shop, 4, 0, OrderState.REFUNDED)
    page = staff.open("/admin").text
    assert "hoy: $\u00a054.000" in page
    assert page.count(": $\u00a054.000</span>") == 2
    assert page.count(": $\u00a00</span>") == 5
    assert "<strong>$\u00a0108.000</strong>" in page
