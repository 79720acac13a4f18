"""Drafts of invoices beside what the shop holds, and how a new one is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from storefront.customers.models import Customer
from storefront.dates import bogota_today
from storefront.db import AnySession
from storefront.extensions import nequi
from storefront.imports import invoice_rows
from storefront.imports.chunks import chunks
from storefront.imports.columns import Row
from storefront.imports.invoice_rows import InvoiceRow
from storefront.imports.invoice_verdicts import Here, Person, Shop, verdict
from storefront.imports.verdicts import Draft, Verdict
from storefront.invoices import service
from storefront.invoices.models import DocumentKind, Invoice
from storefront.invoices.rules import InvoiceData, spellings
from storefront.orders.models import BEFORE_FIRST, Order


def drafts(rows: Iterable[Row]) -> list[Draft[InvoiceRow]]:
    """Every row by its own cells; nothing is issued tomorrow."""
    return invoice_rows.drafts(rows, bogota_today(nequi.now()))


def judge(s: AnySession, drafts: Sequence[Draft[InvoiceRow]]) -> list[Verdict[InvoiceData]]:
    """What would happen to each of them now."""
    rows = [draft.data for draft in drafts if draft.data]
    numbers = {text for row in rows for text in spellings(row.number)}
    documents = {text for row in rows for text in row.owner.numbers()}
    shop = Shop(_people(s, documents), _invoices(s, numbers), _orders(s, numbers))
    return [verdict(draft, shop) for draft in drafts]


def write(s: AnySession, data: InvoiceData, actor: str) -> int:
    """As typed by hand: the invoice and its debt."""
    return service.bring_in(s, data, actor=actor)


def _people(s: AnySession, documents: set[str]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = defaultdict(list)
    for some in chunks(documents):
        for row in s.scalars(select(Customer).where(Customer.id_number.in_(some))):
            person = Person(row.id, row.name, row.id_type, row.id_number, row.dv)
            found[row.id_number].append(person)
    return found


def _invoices(s: AnySession, numbers: set[str]) -> dict[str, Here]:
    """By their own number, or as the electronic invoice of a documento de cobro."""
    found: dict[str, Here] = {}
    for some in chunks(numbers):
        named = select(Invoice, Customer.name).join(Customer)
        for row, customer in s.execute(named.where(Invoice.number.in_(some))):
            found[row.number] = Here(row.id, _data(row), customer)
        for row in s.scalars(select(Invoice).where(Invoice.einvoice_number.in_(some))):
            found.setdefault(row.einvoice_number, Here(row.id, None))
    return found


def _data(row: Invoice) -> InvoiceData | None:
    if row.kind is DocumentKind.OWN:
        return None
    return InvoiceData(row.customer_id, row.number, row.cufe, row.issued_on, row.due_on,
                       row.total_cents, row.note, row.base_cents, row.vat_cents)  # fmt: skip


def _orders(s: AnySession, numbers: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(numbers):
        named = select(Order.einvoice_number, Order.id).where(Order.einvoice_number.in_(some))
        found.update((number, order_id + BEFORE_FIRST) for number, order_id in s.execute(named))
    return found
