"""What must hold about stock and paid orders: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from storefront.catalog.models import Variant
from storefront.debts.models import Allocation, Debt
from storefront.debts.reading import payable_where
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
    """What was handed over holds its pieces as sold; what is paid has an allocation."""
    unsold = select(StockReservation.id).where(
        StockReservation.order_id == Order.id, StockReservation.state != Kept.SOLD
    )
    pieces = select(StockReservation.id).where(StockReservation.order_id == Order.id)
    money = (
        select(Allocation.id)
        .join(Debt, Debt.id == Allocation.debt_id)
        .where(Debt.order_id == Order.id, Allocation.taken_back_at.is_(None))
    )
    given = (OrderState.PAID, OrderState.CREDIT)
    query = select(Order.id, Order.state, money.exists(), unsold.exists(), pieces.exists())
    for order_id, state, has_money, has_unsold, has_pieces in s.execute(
        query.where(Order.state.in_(given))
    ):
        if state == OrderState.PAID and not has_money:
            yield f"order {order_id} is paid without an allocation"
        if has_unsold or not has_pieces:
            yield f"order {order_id} is {state} but not all of its pieces are sold"


@nequi.check
def credit_sales_follow_their_invoices(s: Session) -> Iterator[str]:
    """An order whose debt an invoice took over is on credit if and only if that debt owes; else
    it is paid, or a nota crédito annulled it and nothing pays it any more."""
    taken_over = and_(Debt.order_id.is_not(None), Debt.invoice_id.is_not(None))
    owed = payable_where(s, taken_over)
    money = select(Allocation.id).where(
        Allocation.debt_id == Debt.id, Allocation.taken_back_at.is_(None)
    )
    query = (
        select(Order.id, Order.state, Debt.id, money.exists())
        .join(Debt, Debt.order_id == Order.id)
        .where(or_(taken_over, Order.state == OrderState.CREDIT))
        .order_by(Order.id)
    )
    for order_id, state, debt_id, has_money in s.execute(query):
        left = owed.get(debt_id)
        if left is None:
            yield f"order {order_id} is on credit, but no invoice took over its debt {debt_id}"
        elif (state == OrderState.CREDIT) != (left > 0):
            yield f"order {order_id} is {state}, but {left} is payable of its debt {debt_id}"
        elif state == OrderState.CANCELLED and has_money:
            yield f"order {order_id} is cancelled, but money pays its debt {debt_id}"
