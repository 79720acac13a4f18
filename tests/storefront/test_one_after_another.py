"""Whoever changes money waits for its rows, in one order for all: shown on PostgreSQL.

Somebody holds rows so that a mere UPDATE of theirs would pass, and only a lock waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select, text

from storefront.coupons import service as coupons
from storefront.credits import service as credits
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts import returns, service
from storefront.debts.means import Means
from storefront.debts.models import Booking
from storefront.extensions import nequi
from storefront.invoices import documents
from storefront.invoices.documents import DocumentData, Einvoice
from storefront.invoices.lines import PIECE, Line, Vat
from storefront.invoices.service import InvoiceData, import_invoice
from storefront.money import Cents, cents
from storefront.notes import service as notes
from storefront.orders import closing
from storefront.orders.by_hand import paying, unpaying
from storefront.orders.by_hand.paying import ByHand
from storefront.orders.credit import following, invoicing, selling
from storefront.orders.credit.invoicing import Issued
from storefront.orders.credit.selling import Terms
from storefront.orders.dispatch import sending
from storefront.orders.dispatch.sending import Parcel
from storefront.orders.stages import Stage
from storefront.receipts import voiding
from storefront.receipts.service import ReceiptData, make
from tests.storefront.credit_sales import COMPANY, Counter
from tests.storefront.receiving import Till, book, captured, running_till
from tests.support.waiting import wait_until

T = TypeVar("T")
BY, CUFE = "ana@ladera.example", "ab" * 48
PAID, OPEN = "FE-1051", "FE-1059"
COMPANY_ROW, FIRST, SECOND = "company", "store_order:1", "store_order:2"
CASH = ByHand(Means.CASH, "", "En la tienda")
WAITING = text("SELECT unnest(pg_blocking_pids(pid)) FROM pg_stat_activity "
               "WHERE datname = current_database() AND wait_event_type = 'Lock'")  # fmt: skip


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


@dataclass
class Queue:
    """The shop, and somebody who stands before everybody else in it."""

    till: Till

    def waits(self, act: Callable[[], T], *rows: str) -> T:
        """``act`` stands still at each of ``rows``, in this order, and then ends."""
        app = self.till.shop.app

        def run() -> T:
            with app.app_context():
                return act()

        with app.app_context(), ExitStack() as open_until_seen, ThreadPoolExecutor(1) as pool:
            held = [self._hold(open_until_seen, row) for row in rows]
            watcher = open_until_seen.enter_context(db.engine.connect())
            acting = pool.submit(run)
            try:
                for row, (holder, pid) in zip(rows, held, strict=True):
                    stood = wait_until(lambda pid=pid: self._stands(watcher, acting, pid))
                    assert stood == "waits", f"nobody waits for {row}: {acting}"
                    holder.rollback()
            finally:
                for holder, _pid in held:
                    holder.rollback()
            return acting.result(30)

    def _hold(self, stack: ExitStack, row: str) -> tuple[Connection, int]:
        table, _colon, key = row.partition(":")
        where = {"debt": ("nequi_debt", f"name = '{row}'"),
                 "booking": ("booking", f"message_id = '{key}'"),
                 "company": ("company", "true")}.get(table, (table, f"id = {key}"))  # fmt: skip
        holder = stack.enter_context(db.engine.connect())
        if table == "debt":
            holder.execute(text("INSERT INTO nequi_debt (name) VALUES (:name) "
                                "ON CONFLICT DO NOTHING"), {"name": row})  # fmt: skip
            holder.commit()
        held = f"SELECT 1 FROM {where[0]} WHERE {where[1]} FOR KEY SHARE"  # noqa: S608 - ours
        assert holder.execute(text(held)).all(), row
        return holder, int(holder.scalar(text("SELECT pg_backend_pid()")) or 0)

    @staticmethod
    def _stands(watcher: Connection, acting: Future[T], pid: int) -> str:
        """"waits" once somebody waits for ``pid``, "ended" if nobody ever will."""
        found = watcher.scalars(WAITING).all()
        watcher.rollback()
        return "waits" if pid in found else "ended" if acting.done() else ""

    def unit(self, change: Callable[[], object]) -> Callable[[], object]:
        """In a unit of work, as the plugin calls the host."""

        def run() -> object:
            with nequi.unit_of_work():
                return change()

        return run

    def cash(self, order_id: int) -> str:
        """The reference of what was marked by hand."""
        with self.till.shop.app.app_context():
            query = select(Booking.message_id).filter_by(key=str(order_id), means=Means.CASH)
            return db.session.scalars(query.where(Booking.reversed_at.is_(None))).one()


@pytest.fixture
def queue(till: Till) -> Queue:
    return Queue(till)


@pytest.mark.databases("postgresql")
def test_orders_change_one_after_another(queue: Queue) -> None:
    counter = Counter(queue.till)
    counter.place(**COMPANY)
    counter.place()
    debts = queue.till.debts()
    first, second = f"debt:{debts['Pedido 2043']}", f"debt:{debts['Pedido 2044']}"
    with queue.till.shop.app.app_context():
        today = bogota_today(nequi.now())
    terms = Terms(Issued("FE-9001", CUFE, today), today, Cents(cents(54_000)))
    mended, named = Issued("FE-9002", CUFE, today), Issued("FE-9003", CUFE, today)
    queue.waits(lambda: selling.sell(1, terms, by=BY), first, FIRST, COMPANY_ROW)
    queue.waits(lambda: selling.mend(1, mended, today, by=BY), first, FIRST, COMPANY_ROW)
    owed = {debts["Pedido 2043"]: Cents(0)}
    queue.waits(queue.unit(lambda: following.money_left(db.session, owed)), FIRST)
    assert queue.waits(lambda: sending.send(1, Parcel(), by=BY), FIRST) is sending.Moved.DONE
    assert queue.waits(lambda: sending.arrive(1, by=BY), FIRST) is sending.Moved.DONE
    back = queue.waits(lambda: sending.take_back(1, Stage.DONE, by=BY, reason="no"), FIRST)
    assert back is sending.Moved.DONE
    marked = queue.waits(lambda: paying.mark_paid(2, CASH, by=BY), second, SECOND)
    assert marked is paying.Marked.DONE
    queue.waits(lambda: invoicing.name_invoice(2, named, by=BY), SECOND, COMPANY_ROW)
    cash = queue.cash(2)
    undone = queue.waits(lambda: unpaying.undo(2, cash, by=BY, reason="no"),
                        second, SECOND, f"booking:{cash}")  # fmt: skip
    assert undone is unpaying.Undone.DONE
    gone = queue.waits(lambda: closing.cancel(2, by=BY, reason="no"), second, SECOND)
    assert gone is closing.Cancelled.DONE
    assert queue.till.shop.breaches() == []


@pytest.mark.databases("postgresql")
def test_documents_change_one_after_another(queue: Queue) -> None:
    till, debts = queue.till, queue.till.debts()
    payment = captured(till, PAID, 785_000)
    book(till, payment, PAID, cents(685_000))
    paid, owes = f"debt:{debts[PAID]}", f"debt:{debts[OPEN]}"
    both, header = sorted((paid, owes)), f"booking:{payment.message_id}"
    customer, invoice = till.customer(), till.invoice(OPEN)
    with till.shop.app.app_context():
        today = bogota_today(nequi.now())
    note = notes.Wish(invoice, Cents(cents(1_000)), "Rebaja", "una")
    queue.waits(lambda: notes.make(note, person="Ana", actor=BY), owes)
    wish = credits.Wish(customer, {debts[OPEN]: Cents(cents(10_000))}, "una")
    used = queue.waits(lambda: credits.use(wish, person="Ana", actor=BY), *both, header)
    data = ReceiptData("RC", today, "Bogotá", "Pago")
    recibo = queue.waits(lambda: make(payment.message_id, data, person="Ana", actor=BY),
                         *both, header)  # fmt: skip
    queue.waits(lambda: voiding.void(recibo.receipt_id, reason="no", actor=BY), *both, header)
    queue.waits(lambda: credits.void(used, reason="no", actor=BY), *both, header)
    shares = [(debts[PAID], Cents(cents(685_000)))]
    for change in (lambda: returns.take_back_part(db.session(), payment),
                   lambda: service.reallocate(db.session(), payment, shares),
                   lambda: service.take_back(db.session(), payment)):  # fmt: skip
        queue.waits(queue.unit(change), header)
    assert till.shop.breaches() == []


@pytest.mark.databases("postgresql")
def test_invoices_are_named_one_after_another(queue: Queue) -> None:
    customer = queue.till.customer()
    with queue.till.shop.app.app_context():
        today = bogota_today(nequi.now())
    taxed = [Line("Hora", PIECE, Cents(cents(1_000)), Vat.STANDARD)]
    wanted = DocumentData(customer, taxed, today, today, einvoice=Einvoice("FE-9001", CUFE))
    made = queue.waits(lambda: documents.make(wanted, "DC", actor=BY), COMPANY_ROW)
    queue.waits(lambda: documents.link(made, Einvoice("FE-9002", CUFE), actor=BY),
               f"invoice:{made}", COMPANY_ROW)  # fmt: skip
    imported = InvoiceData(customer, "FE-9003", CUFE, today, today, Cents(cents(1_000)))
    queue.waits(lambda: import_invoice(imported, actor=BY), COMPANY_ROW)
    less = coupons.CouponData("LADERA5", 5, Cents(0), Cents(0), None, None, 0, True)
    queue.waits(lambda: coupons.save(1, less, BY), "coupon:1")
    assert queue.till.shop.breaches() == []
