"""An order's mails: received, paid by another way than Nequi, sent, cancelled."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.company.gate import merchant
from storefront.db import db, fetch
from storefront.debts.models import Booking
from storefront.debts.reading import given
from storefront.extensions import nequi
from storefront.orders.credit.annulling import freed
from storefront.orders.debts import debt_of
from storefront.orders.dispatch.sending import TOLD, Parcel
from storefront.orders.links import page_of
from storefront.orders.models import BUYER, Delivery, EventKind, Order, OrderState
from storefront.orders.stages import Stage, stage_of
from storefront.orders.sums import sums_of


@dataclass(frozen=True)
class OrderMail:
    """Recipient and the facts that its template prints."""

    to: str
    facts: dict[str, object]


def order_received(order_id: int) -> OrderMail:
    """The mail as it is true now, not as it was when it was queued."""
    order = fetch(Order, order_id)
    asks = order.state in (OrderState.PLACED, OrderState.CREDIT) and nequi.is_open() is None
    facts: dict[str, object] = {
        "order": order,
        "sums": sums_of(order),
        "merchant": merchant(),
        "page_url": page_of(order),
        "pay_url": nequi.pay_url("order", str(order.id), external=True) if asks else "",
        "to_arrange": order.state == OrderState.TO_ARRANGE,
    }
    return OrderMail(order.email, facts)


def order_paid(order_id: int, booking_id: int) -> OrderMail:
    """What came, how, and what follows."""
    order, booking = fetch(Order, order_id), fetch(Booking, booking_id)
    debt = debt_of(db.session, order.id)
    facts = _about(order) | {
        "cents": given(db.session, booking.message_id, debt.id),
        "invoice": debt.label if debt.invoice_id is not None else "",
        "means": booking.means.words, "number": booking.transaction_id,
        "at": booking.approved_at,
    }  # fmt: skip
    return OrderMail(order.email, facts)


def order_cancelled(order_id: int) -> OrderMail:
    """That nobody asks for its money, and what becomes of a request that had been sent and of
    what was paid."""
    order = fetch(Order, order_id)
    requests = nequi.payments(kind="order", key=str(order.id))
    facts = {
        "asked": any(request.sent_at is not None and not request.applied for request in requests),
        "by_buyer": _by_buyer(order), "kept": freed(db.session, order.id),
    }  # fmt: skip
    return OrderMail(order.email, _about(order) | facts)


def order_shipped(order_id: int, event_id: int) -> OrderMail | None:
    """That it is on its way, or ready; None once that was taken back or said anew."""
    order = fetch(Order, order_id)
    told = [event.id for event in order.events if event.kind in TOLD]
    if stage_of(order) in (None, Stage.TO_PREPARE) or event_id != max(told):
        return None
    picked = order.delivery == Delivery.PICKUP
    return OrderMail(order.email, _about(order) | {"parcel": Parcel.of(order), "picked": picked})


def _by_buyer(order: Order) -> bool:
    """Whether its buyer cancelled it, by the history's own words."""
    return any(
        event.kind is EventKind.CANCELLED and event.detail == BUYER for event in order.events
    )


def _about(order: Order) -> dict[str, object]:
    sells = merchant()
    return {
        "order": order, "merchant": sells, "page_url": page_of(order),
        "shop_name": sells.trade_name or sells.name,
    }  # fmt: skip
