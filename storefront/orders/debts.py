"""The debt of an order: made with it, named to the plugin as ``debt:<id>``."""

from __future__ import annotations

from sqlalchemy import select

from storefront.db import AnySession
from storefront.debts.models import Debt
from storefront.debts.reading import payable_of_order
from storefront.debts.service import new_debt
from storefront.money import Cents
from storefront.orders.models import Order


def open_debt(s: AnySession, order: Order) -> int:
    """Make the order's debt, in the transaction that places it; returns its id."""
    document = f"{order.invoice_id_type} {order.invoice_id_number}".strip()
    return new_debt(
        s,
        kind="order",
        order_id=order.id,
        customer_id=order.customer_id,
        total_cents=order.total_cents,
        label=order.label,
        payer=(order.invoice_name or order.name, document, order.email),
    )


def debt_of(s: AnySession, order_id: int) -> Debt:
    """The order's debt; every order has exactly one."""
    return s.scalars(select(Debt).where(Debt.order_id == order_id)).one()


def owed(s: AnySession, order_id: int) -> tuple[str, Cents]:
    """The debt's name and what is payable of it, in one statement."""
    debt_id, cents = payable_of_order(s, order_id)
    return Debt(id=debt_id).name, cents


def debt_name(s: AnySession, order_id: int) -> str:
    """Its name among the plugin's locks."""
    return debt_of(s, order_id).name
