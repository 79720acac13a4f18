"""A shop in which everything exists once: two customers, orders in every stage, a receipt."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from nequi_plugin import Payment, State, pesos
from nequi_plugin.simulator import RunningSimulator
from storefront.accounts.models import Role, User
from storefront.backoffice.reconciling import of_file
from storefront.catalog.models import Variant
from storefront.company.gate import forget
from storefront.company.models import NequiSettings
from storefront.credits.service import Wish, use
from storefront.customers.models import CustomerContact
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts.means import Means
from storefront.extensions import nequi
from storefront.imports.keeping import keep
from storefront.imports.kinds import CUSTOMERS
from storefront.invoices.models import Invoice
from storefront.mailbox import RunningMailbox
from storefront.money import cents
from storefront.notes import service as notes
from storefront.orders.by_hand import paying
from storefront.orders.credit.invoicing import Issued
from storefront.orders.credit.selling import Terms, sell
from storefront.orders.dispatch import sending
from storefront.orders.models import Order
from storefront.receipts.service import ReceiptData, make
from storefront.receipts.verify import code_of
from tests.storefront.receiving import Till, running_till
from tests.storefront.shopping import read_form
from tests.support.phone import Phone
from tests.support.waiting import wait_until

OURS, THEIRS, HOTEL = "Compañía SAS", "Mariana Quintero", "Hotel Altozano SAS"
CAFE = "Café La Esquina SAS"
"""The one with saldo a favor."""
OWNER, CLERK, NOBODY = "lina@ladera.example", "paula@ladera.example", ""
PLENTY = 100_000
NUMBERS = {  # stage of an order → the number that leads there (contract 11.2)
    "waiting": "300 000 0001",
    "unknown": "300 100 0009",
    "review": "300 100 0018",
    "rejected": "300 100 0002",
    "paid": "300 100 0001",
}
REACHED = {
    "waiting": State.WAITING, "unknown": State.UNKNOWN, "review": State.REVIEW,
    "rejected": State.REJECTED,
}  # fmt: skip


@dataclass
class Estate:
    """The running shop. ``orders`` maps a stage to the order's key, ``payments`` to its attempt;
    the attempts "ours" and "theirs" are of statements, "theirs" with its receipt made."""

    till: Till
    phone: Phone
    mailbox: RunningMailbox
    folder: Path
    orders: dict[str, str] = field(default_factory=dict)
    payments: dict[str, str] = field(default_factory=dict)
    run: int = 0
    imported: int = 0

    @property
    def app(self) -> Flask:
        return self.till.shop.app

    def browser(self, email: str = NOBODY) -> FlaskClient:
        """A browser in which ``email`` has signed in, without a password's slow hash."""
        client: FlaskClient = self.app.test_client()
        if email:
            with self.app.app_context():
                user = db.session.scalars(select(User).filter_by(email=email)).one()
                session_id = user.get_id()
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = session_id, True
        return client

    def statement(self, name: str = OURS) -> str:
        """The token of a fresh statement link."""
        return self.till.link(name).rpartition("/")[2]

    def expired_statement(self) -> str:
        """The token of a statement link whose time is over."""
        with self.app.app_context():
            with nequi.unit_of_work() as s:
                past = nequi.now() - timedelta(days=1)
                link_id = nequi.make_link(s, "statement", str(self.till.customer(OURS)), "", past)
            return nequi.link_token(link_id)

    def order_link(self, stage: str) -> str:
        """The token of the mailed link of an order."""
        with self.app.app_context():
            order = db.session.get_one(Order, int(self.orders[stage]))
            return nequi.link_token(order.link_id or 0)

    def page(self, kind: str, key: str) -> str:
        """The token of a payment page."""
        with self.app.app_context():
            return nequi.pay_url(kind, key).rpartition("/")[2]

    def code(self, whose: str) -> str:
        """What checks a comprobante."""
        with self.app.app_context():
            return code_of(self.payments[whose])

    def proof(self, door: str, whose: str) -> dict[str, object]:
        """The link, and behind it the payment whose comprobante it opens."""
        link = self.statement() if door == "statements" else self.order_link(whose)
        return {"link": link, "message_id": self.payments[whose]}

    def document(self) -> int:
        """The id of a documento de cobro."""
        with self.app.app_context():
            return db.session.scalars(select(Invoice.id).filter_by(kind="own")).one()

    def save(self) -> None:
        """Remember every row of this moment."""
        self._copy("estate.db", "saved.db")

    def restore(self) -> None:
        """Every row as it was saved."""
        with self.app.app_context():
            db.engine.dispose()
            forget()
        self._copy("saved.db", "estate.db")

    def _copy(self, source: str, target: str) -> None:
        """By SQLite's own hand, which minds whoever has the file open."""
        with (
            closing(sqlite3.connect(self.folder / source)) as full,
            closing(sqlite3.connect(self.folder / target)) as old,
        ):
            full.backup(old)

    def state(self, message_id: str) -> State:
        with self.app.app_context():
            found = nequi.payment(message_id)
        assert found is not None
        return found.state


@contextmanager
def running_estate(
    folder: Path, simulator: RunningSimulator, mailbox: RunningMailbox
) -> Iterator[Estate]:
    """Everything made through the doors that people use; the worker rests afterwards."""
    settings = {
        "NEQUI_API_URL": simulator.url, "NEQUI_TOKEN_URL": f"{simulator.url}/oauth2/token",
        "NEQUI_SIMULATOR_URL": simulator.url, "NEQUI_CLIENT_ID": "sim-client",
        "NEQUI_CLIENT_SECRET": "sim-secret", "NEQUI_API_KEY": "sim-key",
        "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mailbox.smtp_port),
    }  # fmt: skip
    with running_till(f"sqlite:///{folder / 'estate.db'}", folder, **settings) as till:
        estate = Estate(till, Phone(simulator.url), mailbox, folder)
        _people(estate)
        nequi.start_worker(estate.app)
        _statements(estate)
        for stage in (*NUMBERS, "unpaid", "sent", "credit", "untaxed"):
            _order(estate, stage)
        wait_until(lambda: all(_reached(estate, name) for name in estate.payments))
        nequi.stop_worker(estate.app)
        _sent(estate)
        _credit(estate)
        _receipt(estate)
        _cruce(estate)
        _refund(estate)
        _reconciliation(estate)
        _import(estate)
        estate.save()
        yield estate


def _reached(estate: Estate, name: str) -> bool:
    return estate.state(estate.payments[name]) is REACHED.get(name, State.APPROVED)


def _people(estate: Estate) -> None:
    with estate.app.app_context(), nequi.unit_of_work() as s:
        for email, name, role in ((OWNER, "Lina M.", Role.OWNER), (CLERK, "Paula R.", Role.CLERK)):
            s.add(User(email=email, name=name, role=role, password_hash="scrypt:none"))
        s.execute(update(Variant).values(stock=PLENTY))
        s.execute(update(NequiSettings).values(declared_by=OWNER, declared_at=nequi.now()))
        contact = CustomerContact(
            customer_id=estate.till.customer(OURS), name="Tesorería", email="t@compania.example"
        )
        s.add(contact)


def _statements(estate: Estate) -> None:
    """One document of each customer is paid."""
    for whose, name, label in (("ours", OURS, "FE-1038"), ("theirs", THEIRS, "FE-1055")):
        answer = estate.till.payer(name).pay(label, phone=f"300 000 10{len(estate.payments):02d}")
        assert answer.status_code == 303, answer.text
        estate.payments[whose] = estate.till.payments()[0].message_id
        estate.phone.accept()


def _sent(estate: Estate) -> None:
    """An order that was paid in cash and left the shop."""
    order_id = int(estate.orders["sent"])
    with estate.app.app_context():
        paying.mark_paid(order_id, paying.ByHand(Means.CASH, "", "En la tienda"), by=CLERK)
        sending.send(order_id, sending.Parcel(), by=CLERK)


def _credit(estate: Estate) -> None:
    """An order that was sold on credit."""
    with estate.app.app_context():
        today = bogota_today(nequi.now())
        order = db.session.get_one(Order, int(estate.orders["credit"]))
        terms = Terms(Issued("FE-1077", "ab" * 48, today), today, order.total_cents,
                      estate.till.customer(OURS))  # fmt: skip
        sell(order.id, terms, by=CLERK)
        noted = notes.Wish(estate.till.invoice("FE-1077"), cents(1_000), "Rebaja", "n-1")
        notes.make(noted, person="Paula R.", actor=CLERK)


def _receipt(estate: Estate) -> None:
    with estate.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Abono")
        make(estate.payments["theirs"], data, person="Paula R.", actor=CLERK)


def _cruce(estate: Estate) -> None:
    with estate.app.app_context():
        wish = Wish(estate.till.customer(CAFE), {estate.till.debts()["FE-1044"]: cents(1_000)}, "c")
        use(wish, person="Paula R.", actor=CLERK)


def _refund(estate: Estate) -> None:
    """A part of a paid order is to be transferred by hand."""
    with estate.app.app_context():
        nequi.refund(
            estate.payments["paid"], pesos(1_000), person=OWNER, reason="Rota", form_key="r-1",
            account="@ana",
        )  # fmt: skip


def _reconciliation(estate: Estate) -> None:
    """A report whose only movement is of an attempt that we do not know."""
    line = {"transactionDate": "2026-11-24 10:04:40", "messageId": "Zz9Yy8Xx7W",
            "transactionReference": "350-1", "transactionValue": "25000"}  # fmt: skip
    report = {"getReportsRS": {"transactions": [line]}}
    with estate.app.app_context():
        estate.run = of_file("reporte.json", json.dumps(report).encode(), OWNER)
    estate.payments["found"] = "Zz9Yy8Xx7W"


def _import(estate: Estate) -> None:
    """A file of one customer that nobody confirmed yet."""
    lines = "Nombre;Tipo de documento;Número\nFerretería El Tornillo;CC;1030405067\n"
    with estate.app.app_context():
        estate.imported = keep(CUSTOMERS, "clientes.csv", lines.encode(), by=CLERK)


def _order(estate: Estate, stage: str) -> None:
    """A shopper orders a cup and asks for its payment, if the stage has a number."""
    shopper = estate.till.shop.shopper()
    if stage == "untaxed":
        estate.till.shop.change("cafe", vat_percent=0)
    shopper.put("cafe" if stage == "untaxed" else "taza")
    placed = shopper.order()
    with estate.app.app_context():
        newest = db.session.scalars(select(Order).order_by(Order.id.desc())).first()
        assert newest is not None
        estate.orders[stage] = str(newest.id)
    page = placed.headers["Location"]
    if stage in NUMBERS:
        form = read_form(shopper.open(page).text, "pay-nequi") | {"phone": NUMBERS[stage]}
        assert shopper.send(page, form).status_code == 303
        payment = _latest(estate, stage)
        estate.payments[stage] = payment.message_id


def _latest(estate: Estate, stage: str) -> Payment:
    with estate.app.app_context():
        found = nequi.latest("order", estate.orders[stage])
    assert found is not None
    return found
