"""Invoices with the figures of their debts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, Select, func, select

from storefront.customers.models import Customer
from storefront.dates import bogota_today
from storefront.db import AnySession, db
from storefront.debts import rules
from storefront.debts.models import Allocation, Debt
from storefront.debts.reading import pending
from storefront.invoices.lines import Line
from storefront.invoices.models import DocumentKind, Invoice, InvoiceLine
from storefront.invoices.rules import InvoiceState, state_of
from storefront.money import ZERO, Cents
from storefront.notes import reading as notes
from storefront.orders.models import BEFORE_FIRST

PAGE = 50
Joined = Row[Invoice, Debt, Customer]


@dataclass(frozen=True)
class InvoiceView:
    """One invoice or document as lists show it; before its due date ``days_overdue`` is below 0."""

    id: int
    debt_id: int
    number: str
    cufe: str
    note: str
    customer_id: int
    customer: str
    issued_on: date
    due_on: date
    total: Cents
    balance: Cents
    payable: Cents
    state: InvoiceState
    days_overdue: int
    base: Cents | None
    vat: Cents | None
    kind: DocumentKind
    einvoice_number: str
    einvoice_cufe: str

    @property
    def own(self) -> bool:
        """Whether it is a documento de cobro, made here."""
        return self.kind is DocumentKind.OWN


class Which(StrEnum):
    """What the list of invoices shows: every one, what may still be paid, what is late."""

    ALL = "todas"
    OPEN = "por-cobrar"
    LATE = "vencidas"


def page(
    now: datetime, which: Which = Which.ALL, *, after: int = 0
) -> tuple[list[InvoiceView], int | None]:
    """Invoices, newest import first, and the id where the next page starts."""
    query = _query().order_by(Invoice.id.desc()).limit(PAGE + 1)
    if which is not Which.ALL:
        query = query.where(Debt.balance_cents > _unreceipted())
    if which is Which.LATE:
        query = query.where(Invoice.due_on < bogota_today(now))
    if after:
        query = query.where(Invoice.id < after)
    rows = db.session.execute(query).all()
    views = _views(rows[:PAGE], now)
    return views, views[-1].id if len(rows) > PAGE else None


def one(invoice_id: int, now: datetime) -> InvoiceView | None:
    """One invoice or None."""
    views = _views(db.session.execute(_query().where(Invoice.id == invoice_id)).all(), now)
    return views[0] if views else None


def any_own(s: AnySession, debt_ids: Collection[int]) -> bool:
    """Whether a documento de cobro is among these debts: then they are no *facturas*."""
    mine = Invoice.kind == DocumentKind.OWN, Debt.id.in_(debt_ids)
    query = select(Invoice.id).join(Debt, Debt.invoice_id == Invoice.id).where(*mine)
    return s.scalar(query.limit(1)) is not None


def lines_of(invoice_id: int) -> list[InvoiceLine]:
    """The lines of a documento de cobro, as they were typed; none of an imported invoice."""
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(InvoiceLine.id)))


def stored(row: InvoiceLine) -> Line:
    """What a stored line says."""
    return Line(row.concept, row.quantity, row.unit_cents, row.vat)


def of_customer(customer_id: int, now: datetime) -> list[InvoiceView]:
    """Those of a customer with an accounting balance, oldest due first."""
    query = _query().where(Invoice.customer_id == customer_id, Debt.balance_cents > 0)
    return _views(db.session.execute(query.order_by(Invoice.due_on, Invoice.id)).all(), now)


def order_number(debt_id: int) -> int | None:
    """The order whose debt an invoice took over, as people call it."""
    query = select(Debt.order_id).where(Debt.id == debt_id)
    order_id = db.session.scalar(query)
    return None if order_id is None else order_id + BEFORE_FIRST


def _unreceipted() -> ColumnElement[int]:
    """Paid with Nequi towards the row's debt and still without receipt, in centavos."""
    paid = select(func.coalesce(func.sum(Allocation.lowers), 0)).where(
        Allocation.debt_id == Debt.id,
        Allocation.receipt_id.is_(None),
        Allocation.taken_back_at.is_(None),
    )
    return paid.correlate(Debt).scalar_subquery()


def _query() -> Select[Invoice, Debt, Customer]:
    return (
        select(Invoice, Debt, Customer)
        .join(Debt, Debt.invoice_id == Invoice.id)
        .join(Customer, Customer.id == Invoice.customer_id)
    )


def _views(rows: Sequence[Joined], now: datetime) -> list[InvoiceView]:
    ids = [debt.id for _invoice, debt, _customer in rows]
    waiting, noted, today = pending(db.session, ids), notes.sums(ids), bogota_today(now)
    return [
        _view(row, waiting.get(row[1].id, ZERO), noted.get(row[1].id, ZERO), today) for row in rows
    ]


def _view(row: Joined, waiting: Cents, noted: Cents, today: date) -> InvoiceView:
    invoice, debt, customer = row
    payable = rules.payable(debt.balance_cents, waiting)
    state = state_of(
        total=debt.total_cents, balance=debt.balance_cents, payable=payable,
        noted=noted, due_on=invoice.due_on, today=today,
    )  # fmt: skip
    return InvoiceView(
        invoice.id, debt.id, invoice.number, invoice.cufe, invoice.note, customer.id,
        customer.name, invoice.issued_on, invoice.due_on, invoice.total_cents,
        debt.balance_cents, payable, state, (today - invoice.due_on).days,
        invoice.base_cents, invoice.vat_cents,
        invoice.kind, invoice.einvoice_number, invoice.einvoice_cufe,
    )  # fmt: skip
