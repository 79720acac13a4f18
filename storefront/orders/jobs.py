"""Background work of orders: the mail that says we have it, and giving pieces back in time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from nequi_plugin import Job
from storefront.db import fetch
from storefront.extensions import nequi
from storefront.orders import stock
from storefront.orders.debts import debt_name
from storefront.orders.history import note
from storefront.orders.mail import (
    OrderMail,
    order_cancelled,
    order_paid,
    order_received,
    order_shipped,
)
from storefront.orders.models import EventKind, Kept, Order, OrderState
from storefront.orders.shelf import release_later

LOOK_AGAIN = timedelta(minutes=15)
"""While a payment may still come, its pieces stay; we look again after this long."""


@nequi.job("order-received", lane="mail")
def send_order_received(job: Job) -> None:
    """Mail the buyer what was ordered and where to pay it."""
    _send(job, order_received(int(job.ref)))


@nequi.job("order-paid", lane="mail")
def send_order_paid(job: Job) -> None:
    """Mail the buyer that the money came by another way than Nequi."""
    order_id, booking_id = job.ref.split()
    _send(job, order_paid(int(order_id), int(booking_id)))


@nequi.job("order-shipped", lane="mail")
def send_order_shipped(job: Job) -> None:
    """Mail the buyer that it left, with its guide, or that it may be picked up."""
    order_id, event_id = job.ref.split()
    mail = order_shipped(int(order_id), int(event_id))
    if mail is not None:
        _send(job, mail)


@nequi.job("order-cancelled", lane="mail")
def send_order_cancelled(job: Job) -> None:
    """Mail the buyer that the order is closed and nobody asks for its money, while that is so."""
    if fetch(Order, int(job.ref)).state is OrderState.CANCELLED:
        _send(job, order_cancelled(int(job.ref)))


def _send(job: Job, mail: OrderMail) -> None:
    """One mail of an order: its template is named like its job. Who gave no address gets none."""
    if not mail.to:
        return
    nequi.send_mail(
        kind=job.kind,
        to=[mail.to],
        template=f"mail/{job.kind}",
        facts=mail.facts,
        message_id=f"{job.kind}-{job.ref.replace(' ', '-')}",
    )


@nequi.job("release-stock")
def release_stock(job: Job) -> None:
    """Give lapsed pieces back, unless a payment that may still come names the order."""
    with nequi.unit_of_work() as s:
        order = s.get(Order, int(job.ref))
        if order is None:
            return
        name = debt_name(s, order.id)
        with nequi.hold([name]):
            s.refresh(order)
            _release(s, order, name)


def _release(s: Session, order: Order, name: str) -> None:
    now = nequi.now()
    lapsed = [x for x in order.reservations if x.state == Kept.RESERVED and x.until <= now]
    if order.state != OrderState.PLACED or not lapsed:
        return
    if nequi.holders([name]):
        release_later(order, now + LOOK_AGAIN)
    elif stock.release(s, order, Kept.RESERVED):
        note(order, EventKind.RELEASED)
