"""A host that sells nothing but bills, for tests of the plugin's core."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from nequi_plugin import (
    Credentials,
    Due,
    MailContext,
    Nequi,
    Payment,
    Pesos,
    Refused,
    State,
    tune_sqlite,
)
from nequi_plugin.models import PaymentRow
from nequi_plugin.runtime import Runtime
from nequi_plugin.simulator import RunningSimulator
from tests.support.phone import Phone
from tests.support.waiting import PATIENCE, wait_until


class Base(DeclarativeBase):
    pass


class Bill(Base):
    __tablename__ = "bill"

    id: Mapped[int] = mapped_column(primary_key=True)
    pesos: Mapped[int] = mapped_column(BigInteger)
    paid: Mapped[int] = mapped_column(BigInteger, default=0)
    surplus: Mapped[int] = mapped_column(BigInteger, default=0)


@dataclass
class Host:
    """The app, its extension and what its callbacks heard. A key is bill ids joined by ``-``."""

    app: Flask
    db: SQLAlchemy
    nequi: Nequi
    sim: RunningSimulator
    heard: list[tuple[str, str, str]] = field(default_factory=list)
    approve_raises: list[Exception] = field(default_factory=list)
    refuse_start: str = ""
    closed: str | None = None
    offset: timedelta = timedelta(0)

    @property
    def phone(self) -> Phone:
        return Phone(self.sim.url)

    @property
    def runtime(self) -> Runtime:
        found = self.app.extensions["nequi"]
        assert isinstance(found, Runtime)
        return found

    def bills(self, *pesos: int) -> list[int]:
        with self.app.app_context(), self.nequi.unit_of_work() as s:
            rows = [Bill(pesos=value, paid=0, surplus=0) for value in pesos]
            s.add_all(rows)
            s.flush()
            return [row.id for row in rows]

    def bill(self, bill_id: int) -> Bill:
        with self.app.app_context():
            return self.db.session.get_one(Bill, bill_id)

    def pay(self, key: str, phone: str = "3005550001", **options: str) -> Payment:
        with self.app.app_context():
            self.nequi.pay("bill", key, phone, **options)
            return self.newest()

    def newest(self) -> Payment:
        with self.app.app_context():
            return self.nequi.payments(limit=1)[0]

    def payment(self, message_id: str) -> Payment:
        with self.app.app_context():
            found = self.nequi.payment(message_id)
        assert found is not None
        return found

    def row(self, message_id: str) -> PaymentRow:
        with self.app.app_context():
            query = select(PaymentRow).where(PaymentRow.message_id == message_id)
            return self.db.session.scalars(query).one()

    def advance(self, **delta: float) -> None:
        """Business time goes on, at the simulator too."""
        self.offset += timedelta(**delta)
        self.sim.simulator.clock.set_offset(self.offset.total_seconds())

    def until(self, message_id: str, *states: State, seconds: float = PATIENCE) -> Payment:
        """Wait until the running worker has brought the attempt to one of ``states``.

        Business time runs ten times faster meanwhile, so that Nequi is asked sooner.
        """

        def there() -> Payment | None:
            payment = self.payment(message_id)
            if payment.state in states:
                return payment
            self.advance(seconds=0.5)
            return None

        return wait_until(there, seconds)

    def work(self, function: Callable[[Session], object]) -> object:
        with self.app.app_context(), self.nequi.unit_of_work() as s:
            return function(s)


@contextmanager
def running_host(
    database_url: str, sim: RunningSimulator, **settings: object
) -> Iterator[Host]:
    """A host on this database, its tables made, its worker not started; ``settings`` over all."""
    app = Flask("bills", root_path=str(Path(__file__).parent))
    app.config.update(
        SECRET_KEY="a secret for tests",
        TESTING=True,
        SQLALCHEMY_DATABASE_URI=database_url,
        SQLALCHEMY_ENGINE_OPTIONS={}
        if database_url.startswith("sqlite")
        else {"pool_size": 40, "max_overflow": 40},
        NEQUI_API_URL=sim.url,
        NEQUI_TOKEN_URL=f"{sim.url}/oauth2/token",
        NEQUI_SIMULATOR_URL=sim.url,
        NEQUI_READ_SECONDS=3,
    )
    app.config.update(settings)
    db = SQLAlchemy(model_class=Base)
    nequi = Nequi(credentials=_credentials, is_open=lambda: host.closed)
    host = Host(app, db, nequi, sim, offset=timedelta(seconds=sim.simulator.clock.offset))
    _register(host)
    db.init_app(app)
    host.nequi.init_app(app, db)
    desk = host.runtime.desk
    desk.business = lambda real: real + host.offset
    with app.app_context():
        tune_sqlite(db.engine)
        db.create_all()
    yield host
    host.runtime.stop_worker()
    with app.app_context():
        db.engine.dispose()


def _credentials() -> Credentials:
    return Credentials("sim-client", "sim-secret", "sim-key", "NIT_1", None)


def _register(host: Host) -> None:
    nequi = host.nequi

    def ids(key: str) -> list[int]:
        return [int(part) for part in key.split("-")]

    @nequi.payable("bill")
    def due(key: str) -> Due | None:
        rows = [host.db.session.get(Bill, bill_id) for bill_id in ids(key)]
        if not all(rows):
            return None
        owed = sum(row.pesos - row.paid for row in rows if row)
        claims = tuple(f"bill:{bill_id}" for bill_id in ids(key))
        return Due(Pesos(owed), f"Cuenta {key}", claims=claims)

    @nequi.on_started("bill")
    def started(key: str, payment: Payment) -> None:
        host.heard.append(("started", key, payment.message_id))
        if host.refuse_start:
            raise Refused(host.refuse_start)

    @nequi.on_approved("bill")
    def approved(key: str, payment: Payment) -> str | None:
        host.heard.append(("approved", key, payment.message_id))
        left = payment.net
        for bill_id in ids(key):
            row = host.db.session.get_one(Bill, bill_id, with_for_update=True)
            share = min(left, row.pesos - row.paid)
            row.paid += share
            left = Pesos(left - share)
        if host.approve_raises:
            raise host.approve_raises.pop()
        if left:
            row.surplus += left
            return "Llegó dinero de más"
        return None

    @nequi.on_changed("bill")
    def changed(key: str, payment: Payment) -> None:
        host.heard.append(("changed", key, str(payment.net)))

    @nequi.on_reversed("bill")
    def reversed_(key: str, payment: Payment) -> None:
        """A bill of these tests is paid by one payment: all of it is gone."""
        host.heard.append(("reversed", key, payment.message_id))
        for bill_id in ids(key):
            row = host.db.session.get_one(Bill, bill_id, with_for_update=True)
            row.paid, row.surplus = 0, 0

    @nequi.on_closed("bill")
    def closed(key: str, payment: Payment, reason: str) -> None:
        host.heard.append(("closed", key, reason))

    kinds = ("receipt", "merchant-notice", "payment-rejected", "payment-expired", "refund")
    for kind in kinds:
        nequi.mail_context(kind)(lambda payment: MailContext(()))
