"""The shop under load: its demo, seeded once and copied, with twenty products and much stock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bench.client import Answer, Client
from bench.servers import Server
from tests.proofs.people import BUYER, forms_of
from tests.proofs.people import phone as number_of
from tests.proofs.shops import Shops, running_shops
from tests.support.databases import Databases, Seeded
from tests.support.postgres import Server as Postgres
from tests.support.waiting import wait_until
from tests.support.world import seed

PRODUCTS, PIECES = 20, 1_000_000
SLUG = "/producto/taza-de-barro"
PRODUCT = (
    "INSERT INTO product (slug, name, detail, maker, description, category_id, image, alt, tile,"
    " position, active) SELECT slug || ?, name, detail, maker, description, category_id, image,"
    " alt, tile, position + 100, active FROM product ORDER BY id LIMIT 1"
)
VARIANT = (
    "INSERT INTO variant (product_id, sku, label, price_cents, vat_percent, stock, taken, position)"
    " VALUES (?, ?, '', 4200000, 19, 9, 0, 0)"
)

ASKED = "SELECT count(*) FROM nequi_payment WHERE state IN ('sending', 'waiting')"
UNMAILED = "SELECT count(*) FROM nequi_job WHERE state = 'due' AND lane = 'mail'"


def seeded(folder: Path) -> Seeded:
    """The demo with twenty products, and stock that no round uses up."""
    found = seed(Databases("sqlite", _no_postgres), folder)
    with closing(sqlite3.connect(found.address.removeprefix("sqlite:///"))) as database:
        (there,) = database.execute("SELECT count(*) FROM product WHERE active").fetchone()
        for number in range(there, PRODUCTS):
            row = database.execute(PRODUCT, (f"-{number}",)).lastrowid
            database.execute(VARIANT, (row, f"B-{number}"))
        database.execute("UPDATE variant SET stock = ? WHERE stock > taken + 5", (PIECES,))
        database.commit()
    return found


def _no_postgres() -> Postgres:
    raise RuntimeError("these figures are of SQLite")


@dataclass
class Shop:
    """One running shop and its shoppers, each with a number of their own."""

    shops: Shops
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def server(self) -> Server:
        """Its process."""
        return Server(self.shops.store.url, self.shops.store.pid)

    def order(self, client: Client) -> str:
        """From the shelf to the payment page, as a browser without script goes; its path."""
        client.get("/")
        client.post(SLUG, fields(client.get(SLUG), "add-to-cart"))
        client.get("/carrito")
        filled = fields(client.get("/finalizar"), "checkout", **BUYER)
        return client.post("/finalizar", filled).location

    def mailed(self) -> None:
        """Back when every mail that was due is sent."""
        with self._database() as found:
            wait_until(lambda: _none(found, UNMAILED), 40)

    def quiet(self) -> None:
        """Every payer refuses, late ones too; back when the shop knows it and has mailed it."""
        with self._database() as found:
            wait_until(lambda: self._refused(found), 40, every=0.5)
        self.mailed()

    def _database(self) -> closing[sqlite3.Connection]:
        address = self.shops.store.env["STORE_DATABASE_URL"].removeprefix("sqlite:///")
        return closing(sqlite3.connect(address))

    def _refused(self, database: sqlite3.Connection) -> bool:
        for push in self.shops.phone.pushes():
            if push["state"] == "pending":
                self.shops.phone.reject(push)
        return _none(database, ASKED)

    def payment_form(self, client: Client, page: str) -> list[tuple[str, str]]:
        """What the payment page sends, with a phone that nobody used yet."""
        return fields(client.get(page), "pay-nequi", phone=number_of(next(self._numbers)))

    def pay(self, client: Client) -> str:
        """A whole checkout, to the page that waits for the payer; its path."""
        page = self.order(client)
        waiting = client.post(page, self.payment_form(client, page)).location
        client.get(waiting)
        return waiting


def _none(database: sqlite3.Connection, query: str) -> bool:
    return bool(database.execute(query).fetchone()[0] == 0)


def fields(answer: Answer, name: str, /, **values: str) -> list[tuple[str, str]]:
    """The named form of a page, filled."""
    return forms_of(answer.body.decode())[name].filled(**values)


@contextmanager
def running(copy_of: Seeded, folder: Path, **settings: str) -> Iterator[Shop]:
    """A shop of its own, with worker, simulator and mailbox."""
    folder.mkdir()
    with running_shops(copy_of, folder, **settings) as shops:
        yield Shop(shops)
