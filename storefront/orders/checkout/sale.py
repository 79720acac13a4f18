"""What is about to be bought, as every page shows it and as the order will charge it."""

from __future__ import annotations

from dataclasses import dataclass

from storefront.cart import basket
from storefront.cart.rules import Cart
from storefront.company.gate import merchant
from storefront.coupons.rules import Applied
from storefront.coupons.service import applied
from storefront.money import ZERO, Cents
from storefront.orders.models import Delivery
from storefront.orders.rules import Totals, totals


@dataclass(frozen=True, slots=True)
class Sale:
    """A cart, the coupon held against it (None where no code was typed), and its delivery.

    ``home`` is what a delivery costs; ``apart``: the carrier bills it itself.
    """

    cart: Cart
    coupon: Applied | None
    home: Cents
    apart: bool

    @property
    def counted(self) -> Applied | None:
        """The coupon that takes something off."""
        return self.coupon if self.coupon is not None and self.coupon.why is None else None

    @property
    def discount(self) -> Cents:
        return self.coupon.discount if self.coupon is not None else ZERO

    def sums(self, delivery: Delivery) -> Totals:
        """All sums of the order for that way to receive it; raises ValueError without lines."""
        shipping = self.home if delivery == Delivery.HOME else ZERO
        return totals(self.cart.priced(), shipping, self.discount, apart=self.apart)

    def seen(self) -> str:
        """A short name of exactly what stands there, for each way to receive it."""
        return f"{self._digest(self.home)}.{self._digest(ZERO)}"

    def was_seen(self, seen: str, delivery: Delivery) -> bool:
        """Whether the page that said ``seen`` showed this content and this total."""
        home, _dot, pickup = seen.partition(".")
        shown = home if delivery == Delivery.HOME else pickup
        return shown == self._digest(self.home if delivery == Delivery.HOME else ZERO)

    def _digest(self, shipping: Cents) -> str:
        return self.cart.digest(shipping, self.discount, self.apart)


def sale_of(cart: Cart, coupon: Applied | None, department: str, city: str) -> Sale:
    """A cart with its delivery to that place, by the merchant's tariff."""
    tariff = merchant().tariff
    goods = Cents(cart.total - (coupon.discount if coupon is not None else ZERO))
    return Sale(cart, coupon, tariff.price(goods, department, city), tariff.apart)


def look(department: str | None = None, city: str = "") -> Sale:
    """The session's cart with today's prices: one query, and one more for its coupon if any.

    It goes where the shopper said last, or to the place that is given.
    """
    cart = basket.now()
    place = basket.destination() if department is None else (department, city)
    return sale_of(cart, applied(basket.coupon(), cart.total), *place)
