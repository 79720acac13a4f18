"""Each of the host's checks is seen failing on books with one breach of it, planted here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, inspect, select

from storefront.catalog.models import Variant
from storefront.credits.models import CreditUse
from storefront.credits.service import Wish, use
from storefront.db import db
from storefront.debts.models import Allocation, Booking, Credit, Debt
from storefront.extensions import nequi
from storefront.invoices.models import DocumentSeries, Invoice, InvoiceLine
from storefront.money import Cents
from storefront.notes import service as notes
from storefront.notes.models import CreditNote
from storefront.orders.models import Kept, StockReservation
from storefront.receipts.models import Receipt, ReceiptLine, ReceiptSeries
from storefront.receipts.service import ReceiptData, make
from tests.storefront.receiving import Till, book, captured, paid_order, running_till

PART = Cents(8_500_000)
CAFE = "Café La Esquina SAS"


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """A shop with an invoice that is paid in part, with its receipt, a cruce,
    a nota crédito and a paid order."""
    folder: Path = tmp_path_factory.mktemp("checks")
    with running_till(f"sqlite:///{folder / 'till.db'}", folder) as running:
        payment = captured(running, "FE-1051", 85_000)
        book(running, payment, "FE-1051", PART)
        with running.shop.app.app_context():
            data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Abono a FE-1051")
            make(payment.message_id, data, person="Paula R.", actor="paula@ladera.example")
        wish = Wish(running.customer(CAFE), {running.debts()["FE-1044"]: Cents(1_000_00)}, "c")
        with running.shop.app.app_context():
            use(wish, person="Paula R.", actor="paula@ladera.example")
        noted = running.invoice("FE-1059")
        with running.shop.app.app_context():
            notes.make(notes.Wish(noted, Cents(1_000_00), "Rebaja", "n"), person="Paula R.",
                       actor="paula@ladera.example")  # fmt: skip
        paid_order(running)
        assert running.shop.breaches() == []
        yield running
        assert running.shop.breaches() == [], "every plant was taken out again"


def more(value: Any) -> Any:
    return value + 1


ORDERS = select(Debt.id).where(Debt.order_id.is_not(None))
ORDER_MONEY = select(Allocation).where(Allocation.debt_id.in_(ORDERS))
LAST = select(Receipt).order_by(Receipt.id.desc()).limit(1)
DOCUMENT = select(Invoice).filter_by(series="DC").order_by(Invoice.id.desc())
SERIES = select(ReceiptSeries).filter_by(code="RC")
PLANTS = {
    "a balance that no row explains": (
        select(Debt).filter_by(label="FE-1059"), "balance_cents", more, "its rows say"),
    "a retention that no row explains": (
        select(Allocation).limit(1), "withheld_vat_cents", more, "its rows say"),
    "a retention below zero": (
        select(Allocation).limit(1), "withheld_city_cents", lambda _: Cents(-1), "a retention of"),
    "a statement that asks for something else": (
        select(Debt).filter_by(label="FE-1059"), "balance_cents", more, "the statement shows"),
    "a document's number left out": (DOCUMENT, "sequence", more, "series DC"),
    "a document's next number taken already": (
        select(DocumentSeries), "next", lambda n: n - 1, "series DC"),
    "a document of another sum": (DOCUMENT, "total_cents", more, "document DC-"),
    "a document of another base": (DOCUMENT, "base_cents", more, "document DC-"),
    "a document of another IVA": (DOCUMENT, "vat_cents", more, "document DC-"),
    "a document's line of another sum": (
        select(InvoiceLine), "base_cents", more, "document DC-"),
    "a number left out": (LAST, "sequence", more, "series RC"),
    "the next number taken already": (SERIES, "next", lambda n: n - 1, "series RC"),
    "a receipt of another sum": (LAST, "total_cents", more, "lines"),
    "a line of another sum": (
        select(ReceiptLine).order_by(ReceiptLine.id.desc()).limit(1), "cents", more, "lines"),
    "a receipt that its payment forgot": (
        select(Booking).where(Booking.receipt_id.is_not(None)).order_by(Booking.id.desc()).limit(1),
        "receipt_id", lambda _: None, "is not the live receipt"),
    "a paid order without money": (
        ORDER_MONEY, "taken_back_at", lambda _: nequi.now(), "paid without an allocation"),
    "a paid order whose pieces are anybody's": (
        select(StockReservation).filter_by(state=Kept.SOLD), "state", lambda _: Kept.RESERVED,
        "not all of its pieces are sold"),
    "a paid order whose pieces went back": (
        select(StockReservation).filter_by(state=Kept.SOLD), "state", lambda _: Kept.RELEASED,
        "not all of its pieces are sold"),
    "a cruce of another sum": (select(CreditUse), "total_cents", more, "cruce CS-0001"),
    "a cruce that took more credit than it gave": (
        select(Credit).where(Credit.spent_id.is_not(None)), "cents", more, "cruce CS-0001"),
    "a cruce that nobody took credit for": (
        select(Allocation).where(Allocation.use_id.is_not(None)), "use_id", lambda _: None,
        "cruce CS-0001"),
    "a cruce's number left out": (select(CreditUse), "sequence", more, "series CS: 1 from 2"),
    "a nota crédito that no balance knows": (
        select(CreditNote), "cents", more, "its rows say"),
    "a nota crédito's number left out": (
        select(CreditNote), "sequence", more, "series NC: 1 from 2"),
    "pieces taken twice": (
        select(Variant).where(Variant.taken > 0), "taken", more, "reserved or sold"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_a_breach_is_found(till: Till, name: str) -> None:
    query, column, change, sentence = PLANTS[name]
    with planted(till, query, column, change):
        found = "\n".join(till.shop.breaches())
    assert sentence in found


def test_a_retention_that_two_payments_declare_is_found(till: Till) -> None:
    one, other = (select(Allocation).order_by(by) for by in (Allocation.id, Allocation.id.desc()))
    with till.shop.app.app_context():
        debt_id = db.session.execute(one).scalars().all()[0].debt_id
    with (
        planted(till, one, "withheld_vat_cents", more),
        planted(till, other, "withheld_vat_cents", more),
        planted(till, other, "debt_id", lambda _: debt_id),
    ):
        assert "2 payments declare a retention" in "\n".join(till.shop.breaches())


@contextmanager
def planted(
    till: Till, query: Select[Any], column: str, change: Callable[[Any], Any]
) -> Iterator[None]:
    """The first row that the query finds says something else for a while."""
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        row = s.scalars(query).first()
        model, key, before = type(row), inspect(row).identity, getattr(row, column)
        setattr(row, column, change(before))
    yield
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        setattr(s.get_one(model, key), column, before)
