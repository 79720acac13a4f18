"""What must hold about coupons: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from storefront.coupons.models import Coupon
from storefront.extensions import nequi
from storefront.orders.models import Order, OrderState


@nequi.check
def uses_add_up(s: Session) -> Iterator[str]:
    """A coupon counts exactly the orders that hold it: all but the cancelled ones."""
    holding = and_(Order.coupon_id == Coupon.id, Order.state != OrderState.CANCELLED)
    query = (
        select(Coupon.code, Coupon.used, func.count(Order.id))
        .outerjoin(Order, holding)
        .group_by(Coupon.id)
        .having(func.count(Order.id) != Coupon.used)
    )
    for code, used, held in s.execute(query):
        yield f"coupon {code}: {held} orders hold it, {used} uses are counted"
