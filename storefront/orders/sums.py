"""The sums of a stored order, for its page, its mail and the back office."""

from __future__ import annotations

from storefront.orders.models import Order
from storefront.orders.rules import PricedLine, Totals, totals


def sums_of(order: Order) -> Totals:
    """Lines, discount, shipping, base, one IVA line per rate and total, as they were frozen."""
    lines = [PricedLine(x.unit_cents, x.quantity, x.vat_percent) for x in order.lines]
    return totals(lines, order.shipping_cents, order.discount_cents, apart=order.freight_apart)
