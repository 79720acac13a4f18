"""Making a documento de cobro: number, lines and debt in one transaction.

It asks for money and is no invoice. It takes IVA only for a sale that another program
invoiced electronically (``Einvoice``): whoever charges IVA owes that invoice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storefront.audit import record
from storefront.customers.models import Customer
from storefront.db import AnySession
from storefront.debts.service import new_debt
from storefront.extensions import nequi
from storefront.invoices.lines import Line, Vat, totals
from storefront.invoices.models import DocumentKind, DocumentSeries, Invoice, InvoiceLine
from storefront.invoices.service import Known, is_known, one_by_one
from storefront.numbering import begin, take
from storefront.receipts.rules import number as numbered


class Untaxable(Exception):
    """A line has IVA and no electronic invoice is linked."""


class TakenPrefix(Exception):
    """Imported invoices carry the prefix of our documents; it is the exception's text."""


class Twice(Exception):
    """This form made a document already; the number that was taken goes back."""

    def __init__(self, invoice_id: int) -> None:
        super().__init__(invoice_id)
        self.invoice_id = invoice_id


@dataclass(frozen=True)
class Einvoice:
    """The electronic invoice that another program issued for the same sale."""

    number: str
    cufe: str


@dataclass(frozen=True)
class DocumentData:
    """A documento de cobro before it has a number."""

    customer_id: int
    lines: Sequence[Line]
    issued_on: date
    due_on: date
    note: str = ""
    einvoice: Einvoice | None = None
    form_key: str | None = None


def make(data: DocumentData, prefix: str, *, actor: str) -> int:
    """Number it, store it and make its debt; returns its id, the first one's for a key seen twice.

    Raises Untaxable, Known (that electronic invoice is here already), TakenPrefix, LookupError,
    ValueError for less than one peso.
    """
    try:
        with nequi.unit_of_work() as s:
            return _made(s, data, prefix, actor)
    except Twice as twice:
        return twice.invoice_id


def _made(s: AnySession, data: DocumentData, prefix: str, actor: str) -> int:
    invoice = add(s, data, prefix)
    open_debt(s, invoice)
    record(s, actor, "invoice.document_made", f"invoice:{invoice.id}", invoice.number)
    return invoice.id


def add(s: AnySession, data: DocumentData, prefix: str) -> Invoice:
    """Inside a unit of work: the document with its number and lines, still without a debt."""
    sums = totals(data.lines)
    if data.einvoice is None and any(line.vat is not Vat.EXCLUDED for line in data.lines):
        raise Untaxable
    customer = s.get(Customer, data.customer_id)
    if customer is None:
        raise LookupError(f"customer {data.customer_id}")
    sequence = _number(s, prefix)
    before = select(Invoice.id).where(Invoice.form_key == data.form_key)
    twin = s.scalar(before) if data.form_key else None
    if twin is not None:
        raise Twice(twin)
    if data.einvoice is not None:
        _only_here(s, data.einvoice.number)
    linked = data.einvoice or Einvoice("", "")
    invoice = Invoice(
        customer_id=customer.id, kind=DocumentKind.OWN, series=prefix, sequence=sequence,
        number=numbered(prefix, sequence), issued_on=data.issued_on, due_on=data.due_on,
        total_cents=sums.total, base_cents=sums.base, vat_cents=sums.tax, note=data.note,
        origin="office",
        einvoice_number=linked.number, einvoice_cufe=linked.cufe,
        form_key=data.form_key, lines=[_row(line) for line in data.lines],
    )  # fmt: skip
    s.add(invoice)
    s.flush()
    return invoice


def open_debt(s: AnySession, invoice: Invoice) -> int:
    """Inside a unit of work: what the document asks for; returns the debt's id."""
    return new_debt(
        s, kind="invoice", total_cents=invoice.total_cents, label=invoice.number,
        customer_id=invoice.customer_id, invoice_id=invoice.id,
    )  # fmt: skip


def link(invoice_id: int, einvoice: Einvoice, *, actor: str) -> None:
    """Say which electronic invoice was issued for a document, or mend what was said before.

    What the document asks for stays as it is. Raises LookupError for what is no document of
    ours, Known when that number belongs to another one or to an imported invoice.
    """
    with nequi.unit_of_work() as s:
        row = s.get(Invoice, invoice_id, with_for_update=True, populate_existing=True)
        if row is None or row.kind is not DocumentKind.OWN:
            raise LookupError(f"document {invoice_id}")
        if einvoice.number != row.einvoice_number:
            _only_here(s, einvoice.number)
        row.einvoice_number, row.einvoice_cufe = einvoice.number, einvoice.cufe
        record(s, actor, "invoice.linked", f"invoice:{row.id}",
               f"{row.number} → {einvoice.number}")  # fmt: skip


def _only_here(s: AnySession, number: str) -> None:
    """An electronic invoice belongs to one sale: neither imported nor named by another one."""
    one_by_one(s)
    if is_known(s, number):
        raise Known(number)


def _number(s: AnySession, prefix: str) -> int:
    mine = Invoice.kind == DocumentKind.EINVOICE, Invoice.number.startswith(f"{prefix}-")
    if s.scalar(select(Invoice.id).where(*mine).limit(1)) is not None:
        raise TakenPrefix(prefix)
    begin(s, DocumentSeries(code=prefix, next=1))
    return take(s, DocumentSeries, prefix)


def _row(line: Line) -> InvoiceLine:
    return InvoiceLine(
        concept=line.concept, quantity=line.quantity, unit_cents=line.unit, vat=line.vat,
        base_cents=line.base, vat_cents=line.tax,
    )  # fmt: skip
