"""Coupons over HTTP: made in the office, typed in a cart, used by orders, given back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from storefront.coupons.models import Coupon
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox
from storefront.money import cents
from storefront.orders.mail import order_received
from storefront.orders.models import Order
from tests.storefront.shopping import Shop, Shopper, running_shop

OFFICE = "/admin/productos/cupones"
sqlite = pytest.mark.databases("sqlite")


@pytest.fixture
def shop(database_url: str, mailbox: RunningMailbox, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path, MAIL_SERVER="127.0.0.1",
                      MAIL_PORT=str(mailbox.smtp_port)) as running:  # fmt: skip
        yield running


def typed(shopper: Shopper, code: str) -> str:
    """Type a code into the cart's field; the page that follows."""
    shopper.open("/carrito")
    answer = shopper.send("/carrito/cupon", shopper.form("coupon") | {"coupon": code})
    return shopper.open("/carrito").text if answer.status_code == 303 else answer.text


def change(shop: Shop, **values: object) -> None:
    """The merchant changes LADERA10."""
    with shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(Coupon).values(version=Coupon.version + 1, **values))


def used(shop: Shop) -> int:
    with shop.app.app_context():
        return db.session.scalars(select(Coupon.used)).one()


def last_order(shop: Shop) -> Order:
    with shop.app.app_context():
        order = db.session.scalars(select(Order).order_by(Order.id.desc())).first()
        assert order is not None
        return order


def test_a_coupon_lowers_the_order_wherever_its_sums_stand(shop: Shop, shopper: Shopper) -> None:
    page = typed(shopper, " Ladéra-10 ")
    assert "Cupón LADERA10" in page
    assert "−$\u00a04.200" in page
    assert "$\u00a049.800" in page
    assert "−$\u00a04.200" in shopper.open("/finalizar").text
    placed = shopper.order()
    assert placed.location.startswith("/nequi/order.")
    order = last_order(shop)
    assert (order.coupon_code, order.discount_cents) == ("LADERA10", cents(4_200))
    assert order.base_cents + order.vat_cents == order.total_cents == cents(49_800)
    assert used(shop) == 1
    assert shop.breaches() == []
    assert "−$&nbsp;4.200" in shopper.open(placed.location).text
    with shop.app.app_context():
        due = nequi.registry.due("order", str(order.id))
        assert due.pesos == 49_800 == sum(pesos for _label, pesos in due.lines)
        mail = order_received(order.id)
        link = nequi.link_token(order.link_id or 0, "order")
        letters = [shop.app.jinja_env.get_template(f"mail/order-received/body.{kind}")
                   for kind in ("txt", "html")]  # fmt: skip
        for letter in letters:
            assert "−$\u00a04.200" in letter.render(subject="", **mail.facts)
    for page in (shopper.open(f"/pedido/{link}").text,
                 shop.staff().open(f"/admin/pedidos/{order.number}").text):  # fmt: skip
        assert "Cupón LADERA10" in page
        assert "−$\u00a04.200" in page


def test_two_orders_at_once_never_share_the_last_use(shop: Shop) -> None:
    change(shop, most_uses=2)
    shoppers = [shop.shopper() for _number in range(4)]
    forms = []
    for one in shoppers:
        one.put("taza")
        typed(one, "LADERA10")
        forms.append(one.fill())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda pair: pair[0].send("/finalizar", pair[1]),
                                zip(shoppers, forms, strict=True)))  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, 200, 303, 303]
    late = next(answer for answer in answers if answer.status_code == 200)
    assert "ya se usó todas las veces" in late.text
    assert used(shop) == 2
    assert shop.taken("taza") == 2
    assert shop.breaches() == []


def test_a_cancelled_order_gives_its_use_back_once(shop: Shop, shopper: Shopper) -> None:
    change(shop, most_uses=1)
    typed(shopper, "LADERA10")
    shopper.order()
    order = last_order(shop)
    with shop.app.app_context():
        page = f"/pedido/{nequi.link_token(order.link_id or 0, 'order')}"
    shopper.open(page)
    values = shopper.form("cancel-order")
    for _time in range(2):
        assert shopper.send(f"{page}/anular", values).status_code == 303
    assert used(shop) == 0
    assert shop.breaches() == []
    shopper.put("taza")
    assert "−$\u00a04.200" in typed(shopper, "LADERA10")


@sqlite
def test_a_coupon_that_changed_is_asked_again(shop: Shop, shopper: Shopper) -> None:
    typed(shopper, "LADERA10")
    values = shopper.fill()
    change(shop, percent=5)
    answer = shopper.send("/finalizar", values)
    assert answer.status_code == 200
    assert "Tu pedido cambió" in answer.text
    assert "−$\u00a02.100" in answer.text
    assert 'value="mariana@correo.example"' in answer.text
    assert shop.states() == []
    again = shopper.send("/finalizar", shopper.form("checkout") | {"consent": "y"})
    assert again.status_code == 303
    assert last_order(shop).total_cents == cents(51_900)


@sqlite
def test_a_coupon_that_no_longer_counts_is_told_and_can_be_dropped(
    shop: Shop, shopper: Shopper
) -> None:
    typed(shopper, "LADERA10")
    change(shop, active=False)
    for path in ("/carrito", "/finalizar"):
        page = shopper.open(path).text
        assert "El cupón LADERA10 ya no está activo." in page
        assert "$\u00a054.000" in page
    shopper.open("/carrito")
    shopper.send("/carrito/cupon", shopper.form("coupon-off") | {"remove_coupon": "1"})
    assert "ya no está activo" not in shopper.open("/carrito").text
    assert shopper.order().status_code == 303
    assert (last_order(shop).coupon_id, used(shop)) == (None, 0)


@sqlite
def test_each_code_that_does_not_count_has_its_own_sentence(shop: Shop, shopper: Shopper) -> None:
    with shop.app.app_context():
        today = bogota_today(nequi.now())
    day = timedelta(days=1)
    free = {"active": True, "starts_on": None, "ends_on": None, "percent": 10, "off_cents": 0}
    cases: list[tuple[dict[str, object], str]] = [
        ({"ends_on": today - day}, "venció el"),
        ({"starts_on": today + day}, "vale desde el"),
        ({"smallest_cents": cents(50_000)}, "te faltan $\u00a08.000"),
        ({"smallest_cents": 0, "percent": 0, "off_cents": cents(42_000)}, "algo debe quedar"),
        ({"active": False}, "ya no está activo"),
        ({"used": 3, "most_uses": 3}, "ya se usó todas las veces"),
    ]
    for values, sentence in cases:
        change(shop, **{**free, **values})
        page = typed(shopper, "Ladera10")
        assert sentence in page
        assert 'value="Ladera10"' in page
        assert "−$" not in page
    assert "Ese cupón no existe" in typed(shopper, "OTRO")
    assert "Escribe el código" in typed(shopper, " -- ")


@sqlite
def test_today_is_still_inside_a_coupons_days(shop: Shop, shopper: Shopper) -> None:
    with shop.app.app_context():
        today = bogota_today(nequi.now())
    change(shop, starts_on=today, ends_on=today)
    assert "−$\u00a04.200" in typed(shopper, "LADERA10")


@sqlite
def test_guessing_codes_comes_to_an_end(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(shop.app.config, "ENVIRONMENT", "production")
    shopper = shop.shopper()
    shopper.put("taza")
    for number in range(40):
        assert "no existe" in typed(shopper, f"CODIGO{number}")
    other = shop.shopper()
    other.put("taza")
    assert "Espera quince minutos" in typed(other, "LADERA10")


@sqlite
def test_the_office_makes_changes_and_switches_off(shop: Shop, shopper: Shopper) -> None:
    clerk = shop.staff()
    clerk.open(f"{OFFICE}/nuevo")
    made = clerk.send(f"{OFFICE}/nuevo", clerk.form("coupon") | {
        "code": "Año nuevo", "kind": "pesos", "value": "5.000", "smallest": "20.000",
        "most_uses": "3"})  # fmt: skip
    assert made.status_code == 303, made.text
    page = clerk.open(OFFICE).text
    for words in ("AÑO NUEVO", "$\u00a05.000", "0 de 3", "Activo"):
        assert words in page
    assert "−$\u00a05.000" in typed(shopper, "ano nuevo")
    assert shopper.order().status_code == 303
    clerk.open(f"{OFFICE}/2")
    values = clerk.form("coupon")
    assert (values["value"], values["smallest"], values["most_uses"]) == ("5.000", "20.000", "3")
    values.pop("active")
    assert clerk.send(f"{OFFICE}/2", values).status_code == 303
    assert "Apagado" in clerk.open(OFFICE).text
    assert "1 de 3" in clerk.open(OFFICE).text


@sqlite
@pytest.mark.parametrize(
    ("typed_in", "sentence"),
    [({"code": "ñ"}, "de 3 a 30 letras"), ({"code": "ladera-10"}, "Ya hay un cupón"),
     ({"value": "100"}, "máximo 99 %"), ({"value": "0"}, "de 1 a 99"), ({"value": "x"}, "de 1 a"),
     ({"kind": "pesos", "value": "-5"}, "como 5.000"), ({"kind": "otro"}, "Elige una opción"),
     ({"kind": "pesos", "value": "5.000", "smallest": "5.000"}, "mayor que el descuento"),
     ({"smallest": "mucho"}, "como 50.000"), ({"most_uses": "0"}, "como 100"),
     ({"starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "antes de empezar"),
     ({"ends_on": "mañana"}, "fecha completa")],
)  # fmt: skip
def test_a_coupon_that_cannot_be_is_said_by_its_field(
    clerk: Shopper, typed_in: dict[str, str], sentence: str
) -> None:
    clerk.open(f"{OFFICE}/nuevo")
    whole = {"code": "NUEVO", "kind": "percent", "value": "10"}
    answer = clerk.send(f"{OFFICE}/nuevo", clerk.form("coupon") | whole | typed_in)
    assert answer.status_code == 422
    assert sentence in answer.text
    again = clerk.form("coupon")
    for name in ("code", "value"):
        assert again[name] == (whole | typed_in)[name]


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shopper]:
    """One office for all that is only refused there."""
    folder = tmp_path_factory.mktemp("office")
    with running_shop(f"sqlite:///{folder / 'store.db'}", folder) as running:
        yield running.staff()


@sqlite
def test_uses_cannot_fall_below_those_there_were(shop: Shop, shopper: Shopper) -> None:
    for _time in range(2):
        shopper.put("taza")
        typed(shopper, "LADERA10")
        shopper.order()
    clerk = shop.staff()
    clerk.open(f"{OFFICE}/1")
    answer = clerk.send(f"{OFFICE}/1", clerk.form("coupon") | {"most_uses": "1"})
    assert "Ya se usó 2 veces" in answer.text
