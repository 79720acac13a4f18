"""What is about to be bought, as every page shows it and as the order will charge it."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.cart import basket
from storefront.cart.rules import Cart
from storefront.coupons.rules import Applied
from storefront.coupons.service import applied
from storefront.money import ZERO, Cents
from storefront.orders import shipping
from storefront.orders.models import Delivery
from storefront.orders.rules import Totals, totals


@dataclass(frozen=True, slots=True)
class Sale:
    """A cart and the coupon held against it; ``coupon`` is None where no code was typed."""

    cart: Cart
    coupon: Applied | None = None

    @property
    def counted(self) -> Applied | None:
        """The coupon that takes something off."""
        return self.coupon if self.coupon is not None and self.coupon.why is None else None

    @property
    def discount(self) -> Cents:
        return self.coupon.discount if self.coupon is not None else ZERO

    def sums(self, delivery: Delivery) -> Totals:
        """All sums of the order for that way to receive it; raises ValueError without lines."""
        return totals(self.cart.priced(), shipping.price(delivery), self.discount)

    def seen(self) -> str:
        """A short name of exactly this content, these prices and this discount."""
        return self.cart.digest(shipping.FLAT, self.discount)


def look() -> Sale:
    """The session's cart with today's prices: one query, and one more for its coupon if any."""
    cart = basket.now()
    return Sale(cart, applied(basket.coupon(), cart.total))
