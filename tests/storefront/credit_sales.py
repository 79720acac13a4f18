"""A shop with the demo's receivables, and an order in it that is sold on credit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select, text
from werkzeug.test import TestResponse

from nequi_plugin import Payment, Pesos
from storefront.credits.reading import available
from storefront.db import db
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.orders.models import Order, OrderState
from tests.storefront.receiving import Payer, Till, running_till, words
from tests.storefront.shopping import Shopper

ORDER = "/admin/pedidos/2043"
INVOICE = f"{ORDER}/factura"
DOCUMENT = f"{ORDER}/documento"
ANNUL = f"{ORDER}/anular-con-nota"
PRICE = 54_000
"""A cup with its shipping."""
COMPANY = {"wants_invoice": "y", "invoice_id_type": "NIT", "invoice_id_number": "900123456",
           "invoice_name": "Compañía SAS"}  # fmt: skip
"""Its customer is one of the demo's."""
NEW = {"wants_invoice": "y", "invoice_id_type": "CC", "invoice_id_number": "52000111",
       "invoice_name": "Rosa Elvira Peña"}  # fmt: skip
SAID = {"number": "FE-1077", "cufe": "ab" * 48, "total": "54.000"}


@contextmanager
def running_counter(address: str, folder: Path) -> Iterator[Counter]:
    """One cup ordered in the company's name, and a clerk who has signed in."""
    with running_till(address, folder) as till:
        yield Counter(till)


@dataclass
class Counter:
    """What the clerk, the buyer and the payer of the statement do around order 2043."""

    till: Till
    staff: Shopper = field(init=False)

    def __post_init__(self) -> None:
        self.staff = self.till.shop.staff()

    def queued(self, kind: str) -> list[str]:
        """What the jobs of this kind are about."""
        with self.till.shop.app.app_context():
            found = text("SELECT ref FROM nequi_job WHERE kind = :kind")
            return list(db.session.scalars(found, {"kind": kind}))

    def place(self, slug: str = "taza", /, **invoice: str) -> None:
        """Order one cup; ``invoice`` is what the checkout's invoice fields hold."""
        shopper = self.till.shop.shopper()
        shopper.put(slug)
        assert shopper.order(**invoice).status_code == 303

    def sell(self, where: str = INVOICE, /, **other: str) -> TestResponse:
        """Fill *Importar factura* and press the button."""
        self.staff.open(where)
        return self.staff.send(where, self.staff.form("credit-sale") | SAID | other)

    def sold(self) -> None:
        """Order and sell it, all as it should be."""
        self.place(**COMPANY)
        answer = self.sell()
        assert answer.status_code == 303, words(answer.text)

    def office(self) -> str:
        """The order's page in the office, in words."""
        return words(self.staff.open(ORDER).text)

    def page(self) -> str:
        """The buyer's page of the order."""
        with self.till.shop.app.app_context():
            link = nequi.link_token(db.session.scalars(select(Order.link_id)).one() or 0)
        return f"/pedido/{link}"

    def seen(self) -> str:
        """What the buyer reads there."""
        return words(self.till.shop.shopper().open(self.page()).text)

    def payer(self) -> Payer:
        """Somebody at the company with its statement."""
        return self.till.payer()

    def state(self) -> OrderState:
        """Where the order stands."""
        return self.till.shop.states()[0]

    def left(self) -> int:
        """Whole pesos that are payable of the order's debt."""
        with self.till.shop.app.app_context():
            debt = db.session.scalars(select(Debt).where(Debt.order_id > 0)).one()
            return payable(db.session, [debt.id])[debt.id] // 100

    def ask_by_order(self, phone: str = "3000000001") -> Payment:
        """A request from the order's own page."""
        with self.till.shop.app.app_context():
            nequi.pay("order", "1", phone)
            return nequi.payments()[0]

    def ask_by_statement(self, *labels: str, **other: str) -> Payment:
        """A request for these documents from the statement."""
        answer = self.payer().pay(*labels, **other)
        assert answer.status_code == 303, words(answer.text)
        return self.till.payments()[0]

    def approve(self, payment: Payment, pesos: int | None = None) -> None:
        """It comes to the queue, and a person saw the money at Nequi: the plugin's own way."""
        with self.till.shop.app.app_context():
            with nequi.unit_of_work() as s:
                sent = ("UPDATE nequi_payment SET state = 'waiting', sent_at = created_at, "
                        "queued_at = created_at WHERE message_id = :ref")  # fmt: skip
                s.execute(text(sent), {"ref": payment.message_id})
            nequi.resolve(
                payment.message_id, "approved", person="Paula R.", reason="Lo vi en Nequi",
                value=Pesos(pesos or payment.pesos), reference="M1",
            )  # fmt: skip

    def document(self, **typed: str) -> TestResponse:
        """Fill *Crear documento de cobro* and press the button."""
        self.staff.open(DOCUMENT)
        return self.staff.send(DOCUMENT, self.staff.form("order-document") | typed)

    def annul(self, **typed: str) -> TestResponse:
        """Fill *Anular con nota crédito* and press the button."""
        self.staff.open(ANNUL)
        form = self.staff.form("annul-order") | {"reason": "Devolvió"}
        return self.staff.send(ANNUL, form | typed)

    def note(self, value: str, **typed: str) -> TestResponse:
        """Fill *Hacer nota crédito* of its invoice with this value and press the button."""
        where = f"/admin/facturas/{self.till.invoice('FE-1077')}/nota-credito"
        self.staff.open(where)
        form = self.staff.form("credit-note") | {"reason": "Llegó rota", "value": value}
        return self.staff.send(where, form | typed)

    def credit(self) -> int:
        """Whole pesos that the company can use."""
        with self.till.shop.app.app_context():
            return available(db.session, self.till.customer()) // 100

    def take_back(self, payment: Payment) -> None:
        """The same person finds that it never came."""
        with self.till.shop.app.app_context():
            nequi.resolve(
                payment.message_id, "cancelled", person="Paula R.", reason="Me equivoqué"
            )
