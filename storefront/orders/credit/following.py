"""An order sold on credit follows its invoice: it is paid while nothing is payable of it.

Whatever moves such a debt calls this in the same transaction, with the debt's name locked:
a payment of the statement or of the order's own page, money that goes back, a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select

from storefront.customers.models import Customer
from storefront.db import AnySession
from storefront.debts.models import Booking, Debt
from storefront.debts.reading import given, payable
from storefront.extensions import nequi
from storefront.money import Cents, format_cents
from storefront.orders.history import note
from storefront.orders.models import EventKind, Order, OrderState


def money_came(
    s: AnySession, message_id: str, debt_ids: Iterable[int], *, at: datetime | None = None
) -> None:
    """What a payment gave these debts: their orders are paid, or owe less from now on.

    ``at`` is when, where that is not the payment's approval: its saldo a favor is used later.
    """
    s.flush()
    booking = s.scalar(select(Booking).filter_by(message_id=message_id, reversed_at=None))
    for order, debt in on_credit(s, debt_ids):
        part = given(s, message_id, debt.id)
        if booking is None or not part or order.state is not OrderState.CREDIT:
            continue
        if payable(s, [debt.id])[debt.id]:
            note(order, EventKind.PART_PAID, format_cents(part))
            continue
        order.state, order.paid_at = OrderState.PAID, at or booking.approved_at
        note(order, EventKind.PAID, message_id)
        if booking.kind != "order" and order.email and order.email not in _told(s, booking):
            nequi.enqueue("order-paid", ref=f"{order.id} {booking.id}",
                          unique=f"order-paid:{order.id}:{booking.id}")  # fmt: skip


def money_left(s: AnySession, before: Mapping[int, Cents]) -> list[tuple[Order, Cents]]:
    """Money went back, or never came: what is payable again makes its order owe again.

    ``before`` is what was payable of each debt until now. Returns the orders that owe more
    with how much more, for their history.
    """
    s.flush()
    now, risen = payable(s, before), []
    for order, debt in on_credit(s, before):
        more = Cents(now[debt.id] - before[debt.id])
        if more <= 0:
            continue
        risen.append((order, more))
        if order.state is OrderState.PAID:
            order.state, order.paid_at = OrderState.CREDIT, None
    return risen


def on_credit(s: AnySession, debt_ids: Iterable[int]) -> list[tuple[Order, Debt]]:
    """The orders whose debts an invoice took over, locked in id order, with their debts."""
    debts = {
        debt.order_id: debt
        for debt in s.scalars(
            select(Debt)
            .where(Debt.id.in_(list(debt_ids)), Debt.order_id > 0, Debt.invoice_id > 0)
            .execution_options(populate_existing=True)
        )
    }
    orders = (
        select(Order)
        .where(Order.id.in_(debts))
        .order_by(Order.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [(order, debts[order.id]) for order in s.scalars(orders).all()]


def _told(s: AnySession, booking: Booking) -> tuple[str, ...]:
    """Who gets the comprobante of this payment: nobody is written to twice about it."""
    customer = s.get(Customer, booking.customer_id) if booking.customer_id else None
    return customer.recipients if customer else ()
