"""Importing an electronic invoice: its row and its debt in one transaction."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select

from storefront.audit import record
from storefront.company.models import ONLY, Company
from storefront.customers.models import Customer
from storefront.db import AnySession
from storefront.debts.service import new_debt
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.invoices.rules import InvoiceData, spellings
from storefront.orders.models import Order


class Known(Exception):
    """An invoice with this number is here already: imported, or linked to a document or order."""


def import_invoice(data: InvoiceData, *, actor: str) -> int:
    """Store the invoice and make its debt; returns its id. Raises Known, LookupError."""
    with nequi.unit_of_work() as s:
        return bring_in(s, data, actor=actor)


def bring_in(s: AnySession, data: InvoiceData, *, actor: str) -> int:
    """The same inside a unit of work."""
    invoice_id = add(s, data)[0]
    record(s, actor, "invoice.imported", f"invoice:{invoice_id}", data.number)
    return invoice_id


def named(number: str) -> ColumnElement[bool]:
    """What carries this number, or is a document that is linked to it; hyphen or not."""
    written = spellings(number)
    return or_(Invoice.number.in_(written), Invoice.einvoice_number.in_(written))


def one_by_one(s: AnySession) -> None:
    """Inside a unit of work: whoever names an electronic invoice waits for the one before.

    A number is looked for among invoices, documents and orders, where no one index reaches.
    """
    s.scalar(select(Company.id).where(Company.id == ONLY).with_for_update())


def is_known(s: AnySession, number: str) -> bool:
    """Whether there is one, or an order that was invoiced with this number."""
    sold = select(Order.id).where(Order.einvoice_number.in_(spellings(number)))
    return _is_here(s, number) or s.scalar(sold) is not None


def _is_here(s: AnySession, number: str) -> bool:
    return s.scalar(select(Invoice.id).where(named(number)).limit(1)) is not None


def add(s: AnySession, data: InvoiceData) -> tuple[int, int]:
    """Inside a unit of work: (invoice id, debt id). Raises Known, LookupError."""
    one_by_one(s)
    if is_known(s, data.number):
        raise Known(data.number)
    invoice = add_document(s, data)
    debt_id = new_debt(
        s, kind="invoice", total_cents=data.total, label=data.number,
        customer_id=invoice.customer_id, invoice_id=invoice.id,
    )  # fmt: skip
    return invoice.id, debt_id


def add_document(s: AnySession, data: InvoiceData, *, origin: str = "imported") -> Invoice:
    """Inside a unit of work: the invoice alone, for a debt that is there already.

    Raises Known, LookupError.
    """
    if _is_here(s, data.number):
        raise Known(data.number)
    customer = s.get(Customer, data.customer_id)
    if customer is None:
        raise LookupError(f"customer {data.customer_id}")
    invoice = Invoice(
        customer_id=customer.id, number=data.number, cufe=data.cufe, issued_on=data.issued_on,
        due_on=data.due_on, total_cents=data.total, note=data.note, origin=origin,
        base_cents=data.base, vat_cents=data.vat,
    )  # fmt: skip
    s.add(invoice)
    s.flush()
    return invoice
