"""Stock under contest and over time: never oversold, given back in time, money never lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from nequi_plugin import Pesos, Refused, State
from nequi_plugin.simulator import RunningSimulator
from storefront.db import db
from storefront.debts.models import Credit
from storefront.extensions import nequi
from storefront.money import cents
from storefront.orders import stock
from storefront.orders.models import Kept, Order, OrderState
from tests.storefront.shopping import Shop, running_shop
from tests.support.phone import Phone
from tests.support.waiting import wait_until

PAYER = "3000000001"
HALF_AN_HOUR = 31 * 60
NOTHING_BOOKED = "3001000014"


@pytest.fixture
def phone(simulator: RunningSimulator) -> Phone:
    return Phone(simulator.url)


@pytest.fixture
def shop(database_url: str, phone: Phone, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(
        database_url,
        tmp_path,
        NEQUI_API_URL=phone.url,
        NEQUI_TOKEN_URL=f"{phone.url}/oauth2/token",
        NEQUI_SIMULATOR_URL=phone.url,
        NEQUI_CLIENT_ID="sim-client",
        NEQUI_CLIENT_SECRET="sim-secret",
        NEQUI_API_KEY="sim-key",
        NEQUI_CLOCK_FILE=str(tmp_path / "clock-offset"),
    ) as running:
        yield running


def order_one(shop: Shop, slug: str = "taza") -> str:
    """A guest orders one piece; gives the order's key."""
    shopper = shop.shopper()
    shopper.put(slug)
    assert shopper.order().status_code == 303
    with shop.app.app_context():
        return str(db.session.scalars(select(Order.id).order_by(Order.id.desc())).first())


def pay(shop: Shop, key: str, number: str = PAYER) -> None:
    with shop.app.app_context():
        nequi.pay("order", key, number)


def state_of(shop: Shop, key: str) -> State | None:
    with shop.app.app_context():
        found = nequi.latest("order", key)
        return found.state if found else None


def reached(shop: Shop, key: str, state: State) -> None:
    """Business time goes on meanwhile, so that Nequi is asked sooner."""

    def there() -> bool:
        if state_of(shop, key) is state:
            return True
        Phone(shop.app.config["NEQUI_SIMULATOR_URL"]).advance(1)
        return False

    wait_until(there)


def test_the_last_piece_is_sold_once(shop: Shop) -> None:
    shop.change("taza", stock=1)
    shoppers = [shop.shopper() for _ in range(8)]
    forms = []
    for shopper in shoppers:
        shopper.put("taza")
        forms.append(shopper.fill())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pair: pair[0].send("/finalizar", pair[1]),
                                zip(shoppers, forms, strict=True)))  # fmt: skip
    led = sorted(answer.location.split("/")[1] for answer in answers)
    assert led == ["carrito"] * 7 + ["nequi"]
    assert shop.states() == [OrderState.PLACED]
    assert shop.taken("taza") == 1
    assert shop.breaches() == []


def test_a_paid_order_keeps_its_pieces(shop: Shop, phone: Phone) -> None:
    key = order_one(shop)
    nequi.start_worker(shop.app)
    pay(shop, key)
    phone.accept()
    reached(shop, key, State.APPROVED)
    phone.advance(HALF_AN_HOUR)
    assert shop.states() == [OrderState.PAID]
    assert shop.taken("taza") == 1
    assert shop.breaches() == []


def test_pieces_of_an_abandoned_order_go_back_and_can_be_kept_again(
    shop: Shop, phone: Phone
) -> None:
    key = order_one(shop)
    nequi.start_worker(shop.app)
    phone.advance(HALF_AN_HOUR)
    wait_until(lambda: shop.taken("taza") == 0)
    pay(shop, key)
    assert shop.taken("taza") == 1
    phone.accept()
    reached(shop, key, State.APPROVED)
    assert shop.states() == [OrderState.PAID]
    assert shop.breaches() == []


def test_a_retry_without_stock_is_refused_by_name(shop: Shop, phone: Phone) -> None:
    key = order_one(shop)
    nequi.start_worker(shop.app)
    phone.advance(HALF_AN_HOUR)
    wait_until(lambda: shop.taken("taza") == 0)
    shop.change("taza", stock=0)
    with pytest.raises(Refused, match="Se agotó Taza de gres"):
        pay(shop, key)
    assert phone.pushes() == []


def test_a_rejected_order_keeps_its_pieces_until_their_time(shop: Shop, phone: Phone) -> None:
    key = order_one(shop)
    nequi.start_worker(shop.app)
    pay(shop, key)
    phone.reject()
    reached(shop, key, State.REJECTED)
    assert shop.states() == [OrderState.PLACED]
    assert shop.taken("taza") == 1
    phone.advance(HALF_AN_HOUR)
    wait_until(lambda: shop.taken("taza") == 0)
    assert shop.states() == [OrderState.PLACED]


def test_pieces_stay_while_a_payment_may_still_come(shop: Shop, phone: Phone) -> None:
    key = order_one(shop)
    other = order_one(shop, "cafe")  # abandoned: its release proves that the job's time came
    phone.fault(drop_reply={"create": 1})
    nequi.start_worker(shop.app)
    pay(shop, key)
    reached(shop, key, State.UNKNOWN)
    phone.advance(HALF_AN_HOUR)
    wait_until(lambda: shop.taken("cafe") == 0)
    assert shop.taken("taza") == 1
    assert state_of(shop, other) is None


def test_late_money_without_stock_is_kept_and_asked_no_more(shop: Shop, phone: Phone) -> None:
    key = order_one(shop)
    phone.fault(drop_reply={"create": 1})
    nequi.start_worker(shop.app)
    pay(shop, key)
    reached(shop, key, State.UNKNOWN)
    push = phone.waiting()
    phone.fault()
    nequi.stop_worker(shop.app)
    with shop.app.app_context(), nequi.unit_of_work() as s:  # the merchant found them broken
        stock.release(s, s.get_one(Order, int(key)), Kept.RESERVED)
    shop.change("taza", stock=0)
    phone.accept(push)
    nequi.start_worker(shop.app)
    with shop.app.app_context():
        nequi.look_now(nequi.latest("order", key).message_id)  # type: ignore[union-attr] # paid above
    reached(shop, key, State.APPROVED)
    with shop.app.app_context():
        credit = db.session.scalars(select(Credit)).one()
        payment = nequi.latest("order", key)
        due = nequi.registry.due("order", key)
    assert (credit.cents, credit.order_id) == (cents(54_000), int(key))
    assert payment is not None
    assert payment.queued_at is not None
    assert "ya no había existencias" in payment.queue_reason
    assert due.pesos == 0
    assert shop.states() == [OrderState.PLACED]
    assert shop.breaches() == []


def test_an_approval_undone_by_its_person_opens_the_order_again(shop: Shop, phone: Phone) -> None:
    key = order_one(shop)
    nequi.start_worker(shop.app)
    pay(shop, key, NOTHING_BOOKED)
    reached(shop, key, State.UNKNOWN)
    phone.advance(80 * 60)
    wait_until(lambda: decided(shop, key, "approved", value=Pesos(54_000), reference="M1"))
    assert (state_of(shop, key), shop.states()) == (State.APPROVED, [OrderState.PAID])
    assert shop.taken("taza") == 1

    assert decided(shop, key, "cancelled")
    assert (state_of(shop, key), shop.states()) == (State.CANCELLED, [OrderState.PLACED])
    assert shop.taken("taza") == 0
    assert shop.breaches() == []
    pay(shop, key)
    assert shop.taken("taza") == 1, "its retry keeps the piece again"
    phone.accept()
    reached(shop, key, State.APPROVED)
    assert shop.states() == [OrderState.PAID]
    assert shop.breaches() == []


def decided(shop: Shop, key: str, outcome: str, **told: Any) -> bool:
    """A person's word in Dinero por resolver; False while the payment is not there yet."""
    with shop.app.app_context():
        found = nequi.latest("order", key)
        if found is None or found.queued_at is None:
            return False
        nequi.resolve(found.message_id, outcome, person="Paula", reason="Lo miré", **told)
    return True
