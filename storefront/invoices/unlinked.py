"""*Ventas sin factura electrónica*: what was sold or asked for and lacks its invoice so far."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from storefront.customers.models import Customer
from storefront.db import db
from storefront.debts.models import Debt
from storefront.invoices.models import DocumentKind, Invoice
from storefront.orders.models import UNINVOICED, Order

PAGE = 50


@dataclass(frozen=True)
class Lacking:
    """A page of each kind, newest first; ``older`` is the document from which the next page
    goes on, ``more_orders`` whether the list of orders has more of them."""

    documents: list[tuple[Invoice, str]]
    orders: list[Order]
    older: int | None
    more_orders: bool


def lacking(before: int | None = None) -> Lacking:
    """Documentos de cobro below the id ``before``, and paid orders that have none."""
    query = (
        select(Invoice, Customer.name)
        .join(Customer, Customer.id == Invoice.customer_id)
        .where(Invoice.kind == DocumentKind.OWN, Invoice.einvoice_number == "")
        .order_by(Invoice.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        query = query.where(Invoice.id < before)
    documents = [(invoice, name) for invoice, name in db.session.execute(query)]
    own = select(Debt.id).where(Debt.order_id == Order.id, Debt.invoice_id.is_not(None))
    sold = select(Order).where(UNINVOICED, ~own.exists()).order_by(Order.id.desc()).limit(PAGE + 1)
    orders = list(db.session.scalars(sold))
    older = documents[PAGE - 1][0].id if len(documents) > PAGE else None
    return Lacking(documents[:PAGE], orders[:PAGE], older, len(orders) > PAGE)
