"""A shop of bills on one SQLite file, with a clock and chance that a schedule turns."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Engine, String, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from nequi_plugin import Credentials, Due, Nequi, Payment, Pesos, tune_sqlite
from nequi_plugin.desk import Desk
from nequi_plugin.runtime import Runtime
from tests.proofs.schedules.notices import SECRET
from tests.proofs.schedules.whole_book import WholeBook

NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)


class Base(DeclarativeBase):
    pass


class Bill(Base):
    """What is owed: paid by payments, settled at the counter, surplus kept as a credit."""

    __tablename__ = "bill"

    id: Mapped[int] = mapped_column(primary_key=True)
    pesos: Mapped[int] = mapped_column(BigInteger)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    settled: Mapped[int] = mapped_column(BigInteger, default=0)
    surplus: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def due(self) -> int:
        """Whole pesos that nobody has paid."""
        return self.pesos - self.paid - self.settled


class Booking(Base):
    """What one payment brought one bill, and what was too much."""

    __tablename__ = "booking"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(10), index=True)
    bill_id: Mapped[int]
    pesos: Mapped[int] = mapped_column(BigInteger)
    surplus: Mapped[int] = mapped_column(BigInteger, default=0)


class Closing(Base):
    """One word of ``on_closed``."""

    __tablename__ = "closing"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(20))


class Shop:
    """The app, its desk, and the knobs."""

    def __init__(self, app: Flask, db: SQLAlchemy, nequi: Nequi, file: str) -> None:
        self.app = app
        self.reader = sqlite3.connect(file, isolation_level=None)
        self.db = db
        self.nequi = nequi
        self.time = NOON
        self.raises = 0
        found = app.extensions["nequi"]
        assert isinstance(found, Runtime)
        self.desk: Desk = found.desk
        self.desk.real_now = lambda: self.time
        self.desk.monotonic = lambda: self.time.timestamp()

    def begin(self, seed: int) -> WholeBook:
        """An empty shop with three bills, and a new Nequi."""
        rng = random.Random(seed)  # noqa: S311 - a schedule must repeat
        self.time, self.raises = NOON, 0
        self.desk.random = rng
        book = WholeBook(rng, lambda: self.time)
        self.desk.gateway = book
        with self.app.app_context(), self.nequi.unit_of_work() as s:
            for table in reversed(self.db.metadata.sorted_tables):
                s.execute(table.delete())
            s.add_all([Bill(id=n, pesos=10_000 * n) for n in (1, 2, 3)])
        return book

    def shows(self, message_id: str) -> bool:
        """Whether a page has this attempt's code to show."""
        query = "SELECT qr_text IS NOT NULL FROM nequi_payment WHERE message_id = ?"
        found = self.reader.execute(query, (message_id,)).fetchone()
        return bool(found and found[0])

    def pass_time(self, seconds: float) -> None:
        """Business, real and monotonic time go on together."""
        self.time += timedelta(seconds=seconds)


@contextmanager
def open_shop(file: Path) -> Iterator[Shop]:
    """A shop on this SQLite file; thousands of schedules run in one."""
    app = Flask("bills")
    app.config.update(SECRET_KEY="a secret for tests", TESTING=True,
                      SQLALCHEMY_DATABASE_URI=f"sqlite:///{file}", NEQUI_WORKER="none",
                      NEQUI_WEBHOOK_SECRET=SECRET)
    db = SQLAlchemy(model_class=Base)
    keys = Credentials("client", "secret", "key", "NIT_900123456")
    nequi = Nequi(credentials=lambda: keys, gateway=WholeBook(random.Random(0), lambda: NOON))  # noqa: S311
    db.init_app(app)
    nequi.init_app(app, db)
    shop = Shop(app, db, nequi, str(file))
    _register(shop)
    with app.app_context():
        tune_sqlite(db.engine)
        _be_quick(db.engine)
        db.create_all()
        yield shop
        shop.reader.close()
        db.engine.dispose()


def _be_quick(engine: Engine) -> None:
    """No schedule cuts the power, so no commit waits for the disk."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")


def bills_of(key: str) -> list[int]:
    """A key is bill numbers joined by ``-``."""
    return [int(part) for part in key.split("-")]


def _register(shop: Shop) -> None:
    nequi, db = shop.nequi, shop.db

    @nequi.payable("bill")
    def due(key: str) -> Due:
        owed = sum(db.session.get_one(Bill, n).due for n in bills_of(key))
        return Due(Pesos(owed), f"Cuenta {key}", claims=tuple(f"bill:{n}" for n in bills_of(key)))

    @nequi.on_approved("bill")
    def approved(key: str, payment: Payment) -> str | None:
        left = _book(db, key, payment)
        if shop.raises:
            shop.raises -= 1
            raise ValueError("the shop's own bug")
        return "Llegó dinero de más" if left else None

    @nequi.on_changed("bill")
    def changed(key: str, payment: Payment) -> None:
        _take_back(db, payment)
        _book(db, key, payment)

    @nequi.on_reversed("bill")
    def reversed_(key: str, payment: Payment) -> None:
        _take_back(db, payment)

    @nequi.on_closed("bill")
    def closed(key: str, payment: Payment, reason: str) -> None:
        db.session.add(Closing(message_id=payment.message_id, reason=reason))


def _book(db: SQLAlchemy, key: str, payment: Payment) -> int:
    """Divide what is left of a capture; gives what was too much."""
    left = int(payment.net)
    for n in bills_of(key):
        bill = db.session.get_one(Bill, n)
        share = min(left, bill.due)
        bill.paid += share
        left -= share
        db.session.add(Booking(message_id=payment.message_id, bill_id=n, pesos=share))
    first = bills_of(key)[0]
    db.session.get_one(Bill, first).surplus += left
    db.session.add(
        Booking(message_id=payment.message_id, bill_id=first, pesos=0, surplus=left))
    db.session.flush()
    return left


def _take_back(db: SQLAlchemy, payment: Payment) -> None:
    """Undo what this payment was booked as."""
    query = select(Booking).where(Booking.message_id == payment.message_id)
    for row in db.session.scalars(query).all():
        bill = db.session.get_one(Bill, row.bill_id)
        bill.paid -= row.pesos
        bill.surplus -= row.surplus
        db.session.delete(row)
    db.session.flush()
