"""The electronic invoice of a sale: another program issues it, a person names it here.

A seller that charges IVA owes one for every sale; what still lacks one is listed among the
orders (``finding``, *sin factura*). The recibo de caja then settles that invoice instead of
being an advance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from storefront import audit
from storefront.db import AnySession
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.invoices.service import Known, named, one_by_one
from storefront.orders.history import note
from storefront.orders.models import EventKind, Order, OrderState

INVOICEABLE = (OrderState.PAID, OrderState.REFUNDED)


@dataclass(frozen=True)
class Issued:
    """An electronic invoice as its issuer made it."""

    number: str
    cufe: str
    issued_on: date

    @classmethod
    def of(cls, order: Order) -> Issued | None:
        """What is known of this order's invoice."""
        day = order.einvoice_on
        return cls(order.einvoice_number, order.einvoice_cufe, day) if day else None


def name_invoice(order_id: int, issued: Issued, *, by: str) -> None:
    """Say which invoice was issued for this sale, or mend what was said before.

    Raises Known when that number belongs to another sale or to an imported invoice, ValueError
    for an order that nobody has paid.
    """
    with nequi.unit_of_work() as s:
        order = s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
        if order.state not in INVOICEABLE:
            raise ValueError(f"order {order_id} is {order.state}")
        if issued == Issued.of(order):
            return
        if taken(s, issued.number, order_id):
            raise Known(issued.number)
        order.einvoice_number, order.einvoice_cufe = issued.number, issued.cufe
        order.einvoice_on = issued.issued_on
        note(order, EventKind.INVOICED, f"{by} · {issued.number}")
        audit.record(s, by, "order.invoiced", f"order:{order_id}", issued.number)


def taken(s: AnySession, number: str, order_id: int) -> bool:
    """Whether this invoice is another sale's, or an imported one that is not this order's.

    Inside a unit of work: nobody names another one until it ends.
    """
    one_by_one(s)
    sold = select(Order.id).where(Order.einvoice_number == number, Order.id != order_id)
    own = select(Debt.id).where(Debt.invoice_id == Invoice.id, Debt.order_id == order_id)
    imported = select(Invoice.id).where(named(number), ~own.exists())
    return s.scalar(sold) is not None or s.scalar(imported) is not None
