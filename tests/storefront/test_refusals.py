"""What the pages never ask, because they look first: the services refuse it all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from storefront.coupons import service as coupons
from storefront.credits import service as credits
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts import by_hand
from storefront.debts.means import Means
from storefront.debts.models import Booking
from storefront.extensions import nequi
from storefront.invoices import documents
from storefront.invoices.documents import DocumentData, Einvoice
from storefront.invoices.lines import PIECE, Line
from storefront.invoices.service import InvoiceData, Known, import_invoice
from storefront.money import Cents, cents
from storefront.notes import service as notes
from storefront.orders.by_hand import paying
from storefront.orders.credit import invoicing, selling
from storefront.orders.credit.invoicing import Issued
from storefront.orders.credit.selling import Terms
from storefront.orders.debts import debt_of
from storefront.orders.models import EventKind, OrderEvent
from storefront.receipts import voiding
from storefront.receipts.service import NotReceivable, ReceiptData, make
from tests.storefront.credit_sales import COMPANY, running_counter

NOBODY, BY, CUFE = 10**6, "ana@ladera.example", "ab" * 48
PESO = Cents(100)


@pytest.mark.databases("sqlite")
def test_the_services_refuse_what_no_page_asks(database_url: str, tmp_path: Path) -> None:
    with running_counter(database_url, tmp_path) as counter:
        counter.place(**COMPANY)
        counter.place(**COMPANY)
        app, imported = counter.till.shop.app, counter.till.invoice("FE-1051")
        with app.app_context():
            paying.mark_paid(2, paying.ByHand(Means.CASH, "", "Caja"), by=BY)
            day = bogota_today(nequi.now())
            data = ReceiptData("RC", day, "Bogotá", "Pedido")
            cash = db.session.scalars(select(Booking.message_id).filter_by(means="cash")).one()
            db.session.rollback()
            make(cash, data, person="Ana", actor=BY)
            invoicing.name_invoice(2, Issued("FE-9005", CUFE, day), by=BY)
        other = Terms(Issued("FE-9005", CUFE, day), day, cents(54_000))
        issued, linked = Issued("FE-9001", CUFE, day), Einvoice("FE-9001", CUFE)
        lines = [Line("Hora", PIECE, PESO)]
        less = coupons.CouponData("LADERA5", 5, Cents(0), Cents(0), None, None, 0, True)
        refused: list[tuple[type[Exception], Callable[[], object]]] = [
            (LookupError, lambda: notes.make(
                notes.Wish(NOBODY, PESO, "Rebaja", "una"), person="Ana", actor=BY)),
            (LookupError, lambda: credits.void(NOBODY, reason="no", actor=BY)),
            (LookupError, lambda: documents.make(
                DocumentData(NOBODY, lines, day, day), "DC", actor=BY)),
            (LookupError, lambda: documents.link(NOBODY, linked, actor=BY)),
            (LookupError, lambda: documents.link(imported, linked, actor=BY)),
            (LookupError, lambda: import_invoice(
                InvoiceData(NOBODY, "FE-9001", CUFE, day, day, PESO), actor=BY)),
            (LookupError, lambda: coupons.save(NOBODY, less, BY)),
            (LookupError, lambda: voiding.void(NOBODY, reason="no", actor=BY)),
            (NotReceivable, lambda: make("NADIE", data, person="Ana", actor=BY)),
            (ValueError, lambda: selling.sell(1, Terms(issued, day, cents(54_001)), by=BY)),
            (Known, lambda: selling.sell(1, other, by=BY)),
            (ValueError, lambda: invoicing.name_invoice(1, issued, by=BY)),
            (ValueError, lambda: _receive(2)),
            (ValueError, lambda: _take_back(cash)),
        ]  # fmt: skip
        for error, act in refused:
            with app.app_context(), pytest.raises(error):
                act()
        with app.app_context():
            selling.sell(1, Terms(issued, day, cents(54_000)), by=BY)
            with pytest.raises(Known):
                selling.mend(1, other.issued, day, by=BY)
            selling.mend(1, issued, day, by=BY)
            told = select(OrderEvent).filter_by(order_id=1, kind=EventKind.INVOICED)
            assert db.session.scalars(told).all() == [], "nothing was mended"
            db.session.rollback()
            greedy = credits.Wish(counter.till.customer(), {1: cents(10**9)}, "dos")
            with pytest.raises(credits.NotUsable, match="more"):
                credits.use(greedy, person="Ana", actor=BY)
        assert counter.till.shop.breaches() == []


def _receive(order_id: int) -> None:
    with nequi.unit_of_work() as s:
        by_hand.receive(s, debt_of(s, order_id), key="2", means=Means.CASH, number="")


def _take_back(message_id: str) -> None:
    with nequi.unit_of_work() as s:
        by_hand.take_back(s, s.scalars(select(Booking).filter_by(message_id=message_id)).one())
