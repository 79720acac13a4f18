"""What must hold about stock and paid orders: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from storefront.catalog.models import Variant
from storefront.debts.models import Allocation, Debt
from storefront.extensions import nequi
from storefront.orders.models import Kept, Order, OrderState, StockReservation


@nequi.check
def stock_adds_up(s: Session) -> Iterator[str]:
    """Reserved and sold pieces are those taken, never more than were supplied."""
    held = func.coalesce(func.sum(StockReservation.quantity), 0)
    holding = and_(
        StockReservation.variant_id == Variant.id, StockReservation.state != Kept.RELEASED
    )
    query = (
        select(Variant.sku, Variant.stock, Variant.taken, held)
        .outerjoin(StockReservation, holding)
        .group_by(Variant.id)
        .having(or_(held != Variant.taken, Variant.taken > Variant.stock))
    )
    for sku, supplied, taken, pieces in s.execute(query):
        yield f"stock of {sku}: {pieces} reserved or sold, {taken} taken, {supplied} supplied"


@nequi.check
def paid_orders_are_covered(s: Session) -> Iterator[str]:
    """Every paid order holds its pieces as sold and its debt has an allocation."""
    unsold = select(StockReservation.id).where(
        StockReservation.order_id == Order.id, StockReservation.state != Kept.SOLD
    )
    pieces = select(StockReservation.id).where(StockReservation.order_id == Order.id)
    money = (
        select(Allocation.id)
        .join(Debt, Debt.id == Allocation.debt_id)
        .where(Debt.order_id == Order.id, Allocation.taken_back_at.is_(None))
    )
    query = select(Order.id, money.exists(), unsold.exists(), pieces.exists()).where(
        Order.state == OrderState.PAID
    )
    for order_id, has_money, has_unsold, has_pieces in s.execute(query):
        if not has_money:
            yield f"order {order_id} is paid without an allocation"
        if has_unsold or not has_pieces:
            yield f"order {order_id} is paid but not all of its pieces are sold"
