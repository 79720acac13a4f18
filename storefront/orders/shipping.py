"""What the delivery costs: one price for the whole country, nothing when picked up."""

from __future__ import annotations

from storefront.money import ZERO, Cents
from storefront.orders.models import Delivery

FLAT = Cents(1_200_000)
"""12,000 pesos with IVA included, to any city."""
FREE = ZERO


def price(delivery: Delivery) -> Cents:
    """The shipping of an order, in centavos."""
    return FLAT if delivery == Delivery.HOME else FREE
