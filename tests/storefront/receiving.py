"""A store with the demo's receivables, and a payer who opens its statement over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from nequi_plugin import Payment, Pesos, State
from storefront.accounts.models import Role, User
from storefront.customers.models import Customer
from storefront.debts.models import Debt
from storefront.debts.service import approve
from storefront.demo import receivables
from storefront.extensions import db, nequi
from storefront.money import Cents
from storefront.orders import payable as orders
from storefront.statements import sending
from tests.storefront.hiring import PASSWORD, hire
from tests.storefront.shopping import Shop, read_form, running_shop

CLERK = "paula@ladera.example"
PHONE = "300 000 0042"


@contextmanager
def running_till(address: str, folder: Path, **settings: str) -> Iterator[Till]:
    """The store with the demo's customers and invoices; ``settings`` are environment names."""
    with running_shop(address, folder, **settings) as shop:
        with shop.app.app_context(), nequi.unit_of_work() as s:
            receivables.seed(s)
        yield Till(shop)


@dataclass
class Till:
    """What tests look up behind the counter."""

    shop: Shop

    def customer(self, name: str = "Compañía SAS") -> int:
        """The id of a customer."""
        with self.shop.app.app_context():
            return db.session.scalars(select(Customer.id).filter_by(name=name)).one()

    def link(self, name: str = "Compañía SAS") -> str:
        """The path of a fresh statement link."""
        with self.shop.app.app_context():
            address = sending.link_to_copy(self.customer(name), actor="test")
        return address.removeprefix("http://localhost")

    def debts(self) -> dict[str, int]:
        """Label → debt id."""
        with self.shop.app.app_context():
            return {row.label: row.id for row in db.session.scalars(select(Debt))}

    def invoice(self, label: str) -> int:
        """The id of a document."""
        with self.shop.app.app_context():
            return db.session.scalars(select(Debt.invoice_id).filter_by(label=label)).one() or 0

    def balance(self, label: str) -> int:
        """The accounting balance of a document, in centavos."""
        with self.shop.app.app_context():
            return db.session.scalars(select(Debt.balance_cents).filter_by(label=label)).one()

    def count(self, model: type[Any]) -> int:
        """How many rows of a table."""
        with self.shop.app.app_context():
            return db.session.scalar(select(func.count()).select_from(model)) or 0

    def payments(self) -> list[Payment]:
        """Every attempt, newest first."""
        with self.shop.app.app_context():
            return nequi.payments()

    def staff(self) -> FlaskClient:
        """The clerk's browser, signed in."""
        with self.shop.app.app_context():
            if db.session.scalar(select(User.id)) is None:
                hire(CLERK, "Paula R.", Role.CLERK)
        client = self.shop.app.test_client()
        proof = csrf(client.get("/entrar").text)
        answer = client.post(
            "/entrar", data={"csrf_token": proof, "email": CLERK, "password": PASSWORD}
        )
        assert answer.status_code == 303, answer.text
        return client

    def payer(self, name: str = "Compañía SAS") -> Payer:
        """Somebody who opened the customer's link."""
        return Payer(self, self.link(name))


@dataclass
class Payer:
    """Opens the statement and sends its form as the page holds it, with own ticks."""

    till: Till
    link: str
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.till.shop.app.test_client()

    def see(self, query: str = "") -> TestResponse:
        """The page."""
        return self.client.get(self.link + query)

    def pay(self, *labels: str, phone: str = PHONE, **other: str) -> TestResponse:
        """Open the page, tick exactly ``labels`` and press the button."""
        return self.send(self.see().text, *labels, phone=phone, **other)

    def send(self, page: str, *labels: str, phone: str = PHONE, **other: str) -> TestResponse:
        """Press the button of a page that was opened before."""
        debts = self.till.debts()
        ticks = [str(debts[label]) for label in labels]
        values = read_form(page, "pay-statement") | {"phone": phone, "invoices": ticks} | other
        return self.client.post(f"{self.link}/pagar", data=values)


def captured(till: Till, label: str, pesos: int) -> Payment:
    """Start a payment of ``label``, as the plugin would tell it once ``pesos`` are captured."""
    owner = "Mariana Quintero" if label == "FE-1055" else "Compañía SAS"
    answer = till.payer(owner).pay(label)
    assert answer.status_code == 303, words(answer.text)
    payment = till.payments()[0]
    return replace(payment, state=State.APPROVED, captured=Pesos(pesos), applied=True)


def book(till: Till, payment: Payment, label: str, share: Cents) -> str | None:
    """Book it on the debt of ``label``, as the approval does."""
    debt_id = till.debts()[label]
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        return approve(s, payment, [(debt_id, share)])


def paid_order(till: Till) -> str:
    """Order a cup, start its payment and book it as the plugin does; its reference."""
    shopper = till.shop.shopper()
    shopper.put("taza")
    placed = shopper.order()
    page = shopper.open(placed.headers["Location"]).text
    form = read_form(page, "pay-nequi") | {"phone": "300 000 0077"}
    shopper.client.post(placed.headers["Location"], data=form)
    started = till.payments()[0]
    told = replace(started, state=State.APPROVED, captured=Pesos(started.pesos), applied=True)
    with till.shop.app.app_context(), nequi.unit_of_work():
        assert orders.approved(started.key, told) is None
    return started.message_id


def csrf(page: str) -> str:
    """The first form's token."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "the page has no form"
    return found.group(1)


def ticked(page: str) -> list[str]:
    """Debt ids that the page ticks."""
    return re.findall(r'name="invoices" value="(\d+)"[^>]* checked', page)


def words(page: str) -> str:
    """A page's text without its tags; a number kept whole stands where it stands in its line."""
    joined = re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", joined)).replace("\u00a0", " ")
