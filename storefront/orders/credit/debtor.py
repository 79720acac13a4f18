"""Who owes an order that is sold on credit: the customer with the document of its invoice."""

from __future__ import annotations

from sqlalchemy import select

from storefront.company.ids import IdType, check_digit
from storefront.customers.models import Customer
from storefront.db import AnySession, db
from storefront.orders.models import Order

LONGEST_TERM = 365
"""Days; a customer's usual term is no longer."""


class FinalConsumer(Exception):
    """Neither the order nor a person names who owes: it was placed as *consumidor final*."""


def found(s: AnySession, order: Order) -> Customer | None:
    """The customer whose document the order's invoice carries, where there is one."""
    if not order.invoice_id_number:
        return None
    query = select(Customer).filter_by(
        id_type=order.invoice_id_type, id_number=order.invoice_id_number
    )
    return s.scalar(query)


def found_or_made(
    s: AnySession, order: Order, days: int, customer_id: int | None = None
) -> Customer:
    """Inside a unit of work: the same, or a new one from what the order says.

    ``customer_id`` is whom a person named for an order of *consumidor final*; ``days`` is a new
    customer's usual term. Raises FinalConsumer.
    """
    if order.invoice_id_number:
        return found(s, order) or _made(s, order, days)
    named = s.get(Customer, customer_id) if customer_id is not None else None
    if named is None:
        raise FinalConsumer
    return named


def choices() -> list[tuple[int, str]]:
    """Every customer's id and name, by name."""
    query = select(Customer.id, Customer.name).order_by(Customer.name, Customer.id)
    return [(row.id, row.name) for row in db.session.execute(query)]


def _made(s: AnySession, order: Order, days: int) -> Customer:
    kind, number = order.invoice_id_type, order.invoice_id_number
    customer = Customer(
        name=order.invoice_name, id_type=kind, id_number=number,
        dv=check_digit(number) if kind == IdType.NIT else "", email=order.email,
        phone=order.phone, credit_days=max(0, min(days, LONGEST_TERM)),
    )  # fmt: skip
    s.add(customer)
    s.flush()
    return customer
