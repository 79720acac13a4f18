"""The order-received mail: what was ordered, what it costs, where to pay or whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.company.gate import merchant
from storefront.db import fetch
from storefront.extensions import nequi
from storefront.orders.links import page_of
from storefront.orders.models import Order, OrderState
from storefront.orders.sums import sums_of


@dataclass(frozen=True)
class OrderMail:
    """Recipient and the facts that ``mail/order-received`` prints."""

    to: str
    facts: dict[str, object]


def order_received(order_id: int) -> OrderMail:
    """The mail as it is true now, not as it was when it was queued."""
    order = fetch(Order, order_id)
    asks = order.state == OrderState.PLACED and nequi.is_open() is None
    facts: dict[str, object] = {
        "order": order,
        "sums": sums_of(order),
        "merchant": merchant(),
        "page_url": page_of(order),
        "pay_url": nequi.pay_url("order", str(order.id), external=True) if asks else "",
        "to_arrange": order.state == OrderState.TO_ARRANGE,
    }
    return OrderMail(order.email, facts)
