"""An order sold on credit: its electronic invoice takes over its debt (money.md, item 2).

Until then the order's page alone asks for its money. From then on the same debt stands in the
customer's statement, too: one row, so that one live request at most asks for it, whatever door.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront import audit
from storefront.dates import short_date
from storefront.db import AnySession
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.invoices.rules import InvoiceData
from storefront.invoices.service import Known, add_document
from storefront.money import Cents
from storefront.orders import stock
from storefront.orders.credit import debtor
from storefront.orders.credit.invoicing import Issued, taken
from storefront.orders.debts import debt_name, debt_of
from storefront.orders.history import note
from storefront.orders.models import OPEN, EventKind, Order, OrderState
from storefront.orders.shelf import RESERVED_FOR

ORIGIN = "order"


class NotNow(Exception):
    """The order cannot be sold on credit: ``money`` where a person decides about money first,
    else it was paid, cancelled or sold on credit meanwhile."""

    def __init__(self, *, money: bool) -> None:
        super().__init__("money waits" if money else "not open")
        self.money = money


@dataclass(frozen=True)
class Terms:
    """The invoice of a credit sale as its issuer made it; ``total`` in centavos.

    ``customer_id`` is whose it is where the order itself names nobody (*consumidor final*).
    """

    issued: Issued
    due_on: date
    total: Cents
    customer_id: int | None = None

    @property
    def days(self) -> int:
        """From the day of issue to the day it falls due."""
        return (self.due_on - self.issued.issued_on).days


def sell(order_id: int, terms: Terms, *, by: str) -> None:
    """Import the invoice of an unpaid order and hand the order over on credit.

    All in one transaction: the invoice, its customer, the debt, the pieces, the history. A
    request that asks for the debt goes on: it pays the same one. Raises NotNow, Known (that
    number stands elsewhere), ``debtor.FinalConsumer``, ``stock.SoldOut``, and ValueError for
    another total than the order's.
    """
    try:
        _sell(order_id, terms, by)
    except IntegrityError:  # somebody else made the customer or the invoice meanwhile: look again
        _sell(order_id, terms, by)


def _sell(order_id: int, terms: Terms, by: str) -> None:
    with nequi.unit_of_work() as s:
        name = debt_name(s, order_id)
        with nequi.hold([name]):
            order = s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
            _allowed(s, order, name, terms)
            customer = debtor.found_or_made(s, order, terms.days, terms.customer_id)
            data = InvoiceData(
                customer.id, terms.issued.number, terms.issued.cufe, terms.issued.issued_on,
                terms.due_on, terms.total, base=order.base_cents, vat=order.vat_cents,
            )  # fmt: skip
            take_over(debt_of(s, order_id), add_document(s, data, origin=ORIGIN))
            hand_over(s, order)
            order.customer_id = customer.id
            _name(order, terms.issued)
            until = _("vence %(day)s", day=short_date(terms.due_on))
            told = " · ".join((by, terms.issued.number, until))
            note(order, EventKind.ON_CREDIT, told)
            audit.record(s, by, "order.on_credit", f"order:{order_id}", told)
            s.flush()
            crash_point("credit-sale-uncommitted")


def _allowed(s: Session, order: Order, name: str, terms: Terms) -> None:
    if order.state not in OPEN:
        raise NotNow(money=False)
    holder = nequi.holders([name]).get(name)
    if order.kept_cents or (holder is not None and not holder.live):
        raise NotNow(money=True)
    if terms.total != order.total_cents:
        raise ValueError(f"order {order.id} asks {order.total_cents}, not {terms.total}")
    if taken(s, terms.issued.number, order.id):
        raise Known(terms.issued.number)


def hand_over(s: Session, order: Order) -> None:
    """Its pieces are sold, and it owes its money from now on; raises ``stock.SoldOut``."""
    stock.reserve(s, order, nequi.now() + RESERVED_FOR)
    stock.sell(order)
    order.state = OrderState.CREDIT


def take_over(debt: Debt, invoice: Invoice) -> None:
    """The debt stays the row it is; what names it is the invoice from now on."""
    debt.kind, debt.label = "invoice", invoice.number
    debt.invoice_id, debt.customer_id = invoice.id, invoice.customer_id


def mend(order_id: int, issued: Issued, due_on: date, *, by: str) -> None:
    """Correct what was copied from the invoice of a credit sale; its total and customer stay.

    Raises Known.
    """
    with nequi.unit_of_work() as s:
        name = debt_name(s, order_id)
        with nequi.hold([name]):
            order = s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
            debt = debt_of(s, order_id)
            invoice = s.get_one(Invoice, debt.invoice_id)
            if issued == Issued.of(order) and due_on == invoice.due_on:
                return
            if taken(s, issued.number, order_id):
                raise Known(issued.number)
            invoice.number, invoice.cufe = issued.number, issued.cufe
            invoice.issued_on, invoice.due_on = issued.issued_on, due_on
            debt.label = issued.number
            _name(order, issued)
            note(order, EventKind.INVOICED, f"{by} · {issued.number}")
            audit.record(s, by, "order.invoiced", f"order:{order_id}", issued.number)
            s.flush()


def _name(order: Order, issued: Issued) -> None:
    order.einvoice_number, order.einvoice_cufe = issued.number, issued.cufe
    order.einvoice_on = issued.issued_on


def invoice_of(s: AnySession, order_id: int) -> Invoice | None:
    """The invoice that took over this order's debt, or None."""
    query = select(Invoice).join(Debt, Debt.invoice_id == Invoice.id)
    return s.scalar(query.where(Debt.order_id == order_id))
