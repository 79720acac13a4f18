"""A customer's ledger from the database, and the statement computed from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Row,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from storefront.credits.models import CreditUse
from storefront.customers.models import Customer
from storefront.dates import bogota_today
from storefront.db import AnySession
from storefront.debts.means import Means
from storefront.debts.models import Adjustment, Allocation, Booking, Credit, Debt
from storefront.debts.withholding import Rates
from storefront.invoices.models import DocumentKind, Invoice
from storefront.money import Cents
from storefront.notes.models import CreditNote
from storefront.receipts.models import Receipt
from storefront.statements.ledger import Document, Entry, EntryKind, Ledger
from storefront.statements.rules import Statement, statement


@dataclass(frozen=True)
class Account:
    """Whose statement it is, the statement, and its retentions' rates where it may withhold."""

    customer_id: int
    name: str
    document: str
    statement: Statement
    rates: Rates


def account(
    s: AnySession, customer_id: int, *, at: datetime, since: date | None = None
) -> Account | None:
    """The customer's account as it stood at ``at``; None when there is no such customer."""
    customer = s.get(Customer, customer_id)
    if customer is None:
        return None
    first = since or usual_start(bogota_today(at))
    seen = statement(ledger(s, customer_id), at=at, since=first)
    rates = customer.rates if customer.may_retain else Rates()
    return Account(customer.id, customer.name, customer.document, seen, rates)


def usual_start(today: date) -> date:
    """Movements start with the first day of the month two months back."""
    months = today.year * 12 + today.month - 3
    return date(months // 12, months % 12 + 1, 1)


def ledger(s: AnySession, customer_id: int) -> Ledger:
    """All issued documents of a customer and what lowered them; two queries."""
    documents = s.execute(
        select(Debt.id, Invoice.number, Invoice.issued_on, Invoice.due_on, Debt.total_cents,
               Invoice.kind == DocumentKind.OWN)
        .join(Invoice, Invoice.id == Debt.invoice_id)
        .where(Debt.customer_id == customer_id, Debt.kind == "invoice")
    )  # fmt: skip
    return Ledger(
        tuple(Document(i, n, issued, due, Cents(t), own)
              for i, n, issued, due, t, own in documents),
        tuple(_entry(row) for row in s.execute(_entries(customer_id))),
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        EntryKind(row.kind), row.message_id, row.debt_id, row.cents, row.at, row.receipt or "",
        row.taken_back_at, row.voided or "", row.means or Means.NEQUI, row.moved_in or "",
        row.moved_out or "", bool(row.noted),
    )  # fmt: skip


def _entries(customer_id: int) -> CompoundSelect[Any]:
    """Allocations, retentions, adjustments, credits and notas crédito, oldest first; one query."""
    mine = (Debt.customer_id == customer_id, Debt.kind == "invoice")
    freed = case((Allocation.freed, Allocation.use_id))
    no, unmoved = cast(null(), Integer), (cast(null(), String),) * 2
    paid = _columns(
        EntryKind.PAYMENT, Allocation, Allocation.debt_id, Allocation.approved_at,
        (func.coalesce(_note(Allocation.again_id), _use(Allocation.use_id)),
         func.coalesce(_note(Allocation.note_id), _use(freed))),
        noted=Allocation.again_id.is_not(None),
    )  # fmt: skip
    kept_back = _columns(
        EntryKind.RETENTION, Allocation, Allocation.debt_id, Allocation.approved_at, unmoved,
        cents=Allocation.withheld_cents,
    )  # fmt: skip
    adjusted = _columns(
        EntryKind.ADJUSTMENT, Adjustment, Adjustment.debt_id, Adjustment.at, unmoved
    )
    kept = _columns(
        EntryKind.CREDIT, Credit, no, Credit.created_at,
        (func.coalesce(_use(Credit.restored_id), _note(Credit.note_id)),
         func.coalesce(_use(Credit.spent_id), _note(Credit.again_id))),
        noted=and_(Credit.restored_id.is_(None), Credit.note_id.is_not(None)),
    )  # fmt: skip
    return union_all(
        paid.join(Debt, Debt.id == Allocation.debt_id).where(*mine),
        kept_back.join(Debt, Debt.id == Allocation.debt_id).where(
            *mine, Allocation.withheld_cents > 0
        ),
        adjusted.join(Debt, Debt.id == Adjustment.debt_id).where(*mine),
        kept.where(Credit.customer_id == customer_id),
        _notes().where(*mine),
    ).order_by("at", "id", "kind")


def _columns(
    kind: EntryKind,
    model: type[Allocation | Adjustment | Credit],
    debt_id: SQLColumnExpression[Any],
    at: SQLColumnExpression[datetime],
    moved: tuple[SQLColumnExpression[Any], SQLColumnExpression[Any]],
    cents: SQLColumnExpression[Cents] | None = None,
    noted: SQLColumnExpression[bool] | None = None,
) -> Select[*tuple[Any, ...]]:
    """``moved`` are the numbers of what moved it in and out."""
    return (
        select(
            literal(kind.value, String).label("kind"), model.message_id,
            debt_id.label("debt_id"),
            (model.cents if cents is None else cents).label("cents"), at.label("at"),
            Receipt.number.label("receipt"), model.taken_back_at, model.id.label("id"),
            _voided(model).label("voided"), Booking.means, moved[0].label("moved_in"),
            moved[1].label("moved_out"), (false() if noted is None else noted).label("noted"),
        )
        .select_from(model)
        .outerjoin(Booking, Booking.message_id == model.message_id)
        .outerjoin(Receipt, Receipt.id == model.receipt_id)
    )  # fmt: skip


def _notes() -> Select[*tuple[Any, ...]]:
    """The same columns of notas crédito: no payment, no receipt; an undone one is taken back."""
    no = cast(null(), String)
    return (
        select(
            literal(EntryKind.NOTE.value, String).label("kind"),
            CreditNote.number.label("message_id"), CreditNote.debt_id, CreditNote.cents,
            CreditNote.made_at.label("at"), no.label("receipt"),
            CreditNote.voided_at.label("taken_back_at"), CreditNote.id, no.label("voided"),
            no.label("means"), no.label("moved_in"), no.label("moved_out"),
            false().label("noted"),
        )
        .join(Debt, Debt.id == CreditNote.debt_id)
    )  # fmt: skip


def _use(use_id: SQLColumnExpression[Any]) -> ScalarSelect[str]:
    """The number of a cruce."""
    return select(CreditUse.number).where(CreditUse.id == use_id).scalar_subquery()


def _note(note_id: SQLColumnExpression[Any]) -> ScalarSelect[str]:
    """The number of a nota crédito."""
    return select(CreditNote.number).where(CreditNote.id == note_id).scalar_subquery()


def _voided(model: type[Allocation | Adjustment | Credit]) -> ScalarSelect[str | None]:
    """The newest number that the payment of an entry without receipt had before."""
    gone = aliased(Receipt)
    return (
        select(gone.number)
        .where(gone.message_id == model.message_id, gone.voided_at.is_not(None))
        .where(model.receipt_id.is_(None))
        .order_by(gone.id.desc())
        .limit(1)
        .correlate(model)
        .scalar_subquery()
    )
