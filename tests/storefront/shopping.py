"""A shop with a shelf of its own, and shoppers who use it over HTTP without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select, update
from werkzeug.test import TestResponse

from storefront import create_app
from storefront.accounts.models import Role, User
from storefront.catalog.models import Category, Product, Variant
from storefront.company.gate import forget
from storefront.company.models import ONLY, Company, NequiSettings, Verdict
from storefront.coupons.models import Coupon
from storefront.db import Model, db
from storefront.extensions import nequi
from storefront.money import cents
from storefront.orders.models import Order, OrderState
from tests.storefront.hiring import PASSWORD, hire
from tests.support.noon import at_noon

BUYER = {
    "email": "mariana@correo.example",
    "phone": "300 000 0042",
    "name": "Mariana Q.",
    "department": "Bogotá, D. C.",
    "city": "Bogotá",
    "address": "Calle 00 # 00-00, apto. 301",
    "consent": "y",
}
SHELF = (("cafe", "Café lavado", 38_000, 5, 10), ("taza", "Taza de gres", 42_000, 19, 10),
         ("cobija", "Cobija de lana", 185_000, 19, 0))  # fmt: skip


@contextmanager
def running_shop(address: str, folder: Path, **settings: str) -> Iterator[Shop]:
    """The store with three products and LADERA10; its worker does not run yet.

    The database may have the tables already, but nothing in them.
    """
    env = {
        "STORE_ENV": "development",  # "test" would make Flask-Mail swallow every mail
        "STORE_DATA_DIR": str(folder / "data"),
        "STORE_DATABASE_URL": address,
        "STORE_SECRET_KEY": "a-secret-for-tests-only-of-more-than-32-letters",
        "STORE_PUBLIC_URL": "http://localhost",
        "NEQUI_WORKER": "none",
        "NEQUI_API_URL": "http://127.0.0.1:9",
        "NEQUI_TOKEN_URL": "http://127.0.0.1:9/token",
        "NEQUI_CLIENT_ID": "id",
        "NEQUI_CLIENT_SECRET": "client-secret",
        "NEQUI_API_KEY": "key",
        "NEQUI_CODE": "NIT_901555012",
        "NEQUI_CLOCK_FILE": str(at_noon(folder / "data")),
        "MAIL_DEFAULT_SENDER": "hola@ladera.example",
        **settings,
    }
    app = create_app(env)
    with app.app_context():
        if not inspect(db.engine).has_table(User.__tablename__):
            Model.metadata.create_all(db.engine, checkfirst=False)
        with nequi.unit_of_work() as s:
            s.add_all(_merchant())
            s.add_all(_shelf())
            s.add(Coupon(code="LADERA10", key="ladera10", percent=10, made_at=nequi.now()))
    yield Shop(app)
    nequi.stop_worker(app)
    with app.app_context():
        db.engine.dispose()


def _merchant() -> list[Model]:
    company = Company(
        id=ONLY, id_number="901555012", dv="9", legal_name="Ladera Oficios SAS",
        trade_name="Ladera", address="Carrera 00 # 00-00", city="Bogotá, D. C.",
        phone="601 000 0012", whatsapp="300 000 0012", email="hola@ladera.example",
        shipping_rates=[["San Andrés y Providencia", "", 2_800_000]],
    )  # fmt: skip
    return [company, NequiSettings(id=ONLY, active=True, verdict=Verdict.DECLARED)]


def _shelf() -> list[Product]:
    group = Category(slug="todo", name="Todo junto")
    return [
        Product(
            slug=slug, name=name, detail="Detalle", category=group, image="products/x.svg",
            variants=[_variant(slug.upper(), pesos, vat, stock)],
        )
        for slug, name, pesos, vat, stock in SHELF
    ]


def _variant(sku: str, pesos: int, vat_percent: int, stock: int) -> Variant:
    return Variant(sku=sku, price_cents=cents(pesos), vat_percent=vat_percent, stock=stock)


@dataclass
class Shop:
    """The app, and what a test changes or looks up behind the counter."""

    app: Flask

    def shopper(self) -> Shopper:
        """Somebody with a browser of her own."""
        return Shopper(self)

    def staff(self) -> Shopper:
        """A clerk who has signed in."""
        with self.app.app_context():
            hire("paula@ladera.example", "Paula R.", Role.CLERK)
        clerk = self.shopper()
        clerk.open("/admin/pedidos")
        values = {"email": "paula@ladera.example", "password": PASSWORD}
        clerk.send("/entrar", clerk.form("login") | values)
        return clerk

    def change(self, slug: str, **values: Any) -> None:
        """The merchant changes a variant's price or stock."""
        with self.app.app_context(), nequi.unit_of_work() as s:
            s.execute(update(Variant).where(Variant.sku == slug.upper()).values(**values))

    def switch(self, active: bool) -> None:
        """The merchant turns Nequi on or off."""
        with self.app.app_context():
            with nequi.unit_of_work() as s:
                s.execute(update(NequiSettings).values(active=active))
            forget()

    def taken(self, slug: str) -> int:
        """Pieces of a variant that are reserved or sold."""
        with self.app.app_context():
            return db.session.scalars(
                select(Variant.taken).where(Variant.sku == slug.upper())
            ).one()

    def states(self) -> list[OrderState]:
        """The state of every order, oldest first."""
        with self.app.app_context():
            return list(db.session.scalars(select(Order.state).order_by(Order.id)))

    def breaches(self) -> list[str]:
        """What ``flask nequi check`` finds wrong in the host's books."""
        with self.app.app_context():
            return [line for check in nequi.registry.checks for line in check(db.session())]


@dataclass
class Shopper:
    """Follows links and sends forms exactly as the page holds them."""

    shop: Shop
    page: TestResponse | None = None
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.shop.app.test_client()

    def open(self, path: str) -> TestResponse:
        """GET, following redirects inside the shop."""
        self.page = self.client.get(path, follow_redirects=True)
        return self.page

    def form(self, name: str) -> dict[str, str]:
        """What the open page's ``data-form`` would send as it stands."""
        assert self.page is not None
        return read_form(self.page.text, name)

    def send(self, path: str, values: dict[str, str]) -> TestResponse:
        """POST without following: the answer says what happened."""
        self.page = self.client.post(path, data=values)
        return self.page

    def put(self, slug: str, quantity: int = 1) -> TestResponse:
        """Open a product and add it to the cart; gives the cart's page."""
        self.open(f"/producto/{slug}")
        values = self.form("add-to-cart") | {"quantity": str(quantity)}
        answer = self.send(f"/producto/{slug}", values)
        return self.open("/carrito") if answer.status_code == 303 else answer

    def fill(self, **other: str) -> dict[str, str]:
        """Open the checkout and fill it as Mariana does."""
        self.open("/finalizar")
        return self.form("checkout") | BUYER | other

    def order(self, **other: str) -> TestResponse:
        """The whole checkout of what is in the cart."""
        return self.send("/finalizar", self.fill(**other))


def placed(shop: Shop, **other: str) -> Shopper:
    """Somebody who has just ordered a cup of $ 42.000; ``other`` is what she fills otherwise."""
    shopper = shop.shopper()
    shopper.put("taza")
    assert shopper.order(**other).status_code == 303
    return shopper


class _FormReader(HTMLParser):
    """Collects the controls of one form with the values that a browser would send."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.found = False
        self._name = name
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("data-form") == self._name
            self.found = self.found or self._inside
        elif self._inside and tag == "input" and "disabled" not in given:
            self._input(given)
        elif self._inside and tag == "select":
            self._select = given["name"] or ""
        elif self._select and tag == "option" and self._is_chosen(given):
            self.values[self._select] = given.get("value") or ""

    def _is_chosen(self, given: dict[str, str | None]) -> bool:
        return "selected" in given or self._select not in self.values

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""

    def _input(self, given: dict[str, str | None]) -> None:
        if given.get("type") in ("radio", "checkbox") and "checked" not in given:
            return
        self.values[given.get("name") or ""] = given.get("value") or ""


def read_form(page: str, name: str) -> dict[str, str]:
    """The controls of ``<form data-form=name>``; AssertionError when the page has none."""
    reader = _FormReader(name)
    reader.feed(page)
    assert reader.found, f"no form {name} in: {page[:2000]}"
    return reader.values
