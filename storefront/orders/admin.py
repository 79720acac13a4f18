"""The merchant's orders: the list, newest first, and one order with its history."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from nequi_plugin import Payment
from storefront.accounts.access import staff_required
from storefront.backoffice.menu import counters
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.orders.models import Order, OrderState
from storefront.orders.status import status_of
from storefront.orders.sums import sums_of
from storefront.orders.timeline import office_timeline

admin = Blueprint("orders_admin", __name__, url_prefix="/admin")
PAGE = 20


@admin.get("/pedidos")
@staff_required
def orders() -> ResponseReturnValue:
    """One page of orders; ``?antes=<id>`` goes on from there."""
    before = request.args.get("antes", type=int)
    query = select(Order).options(selectinload(Order.lines)).order_by(Order.id.desc())
    if before is not None:
        query = query.where(Order.id < before)
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    shown, more = rows[:PAGE], len(rows) > PAGE
    return render_template(
        "orders/admin_orders.html",
        orders=shown,
        live=_live([order.id for order in shown]),
        older=shown[-1].id if more else None,
        first=before is None,
    )


@admin.get("/pedidos/<int:number>")
@staff_required
def order(number: int) -> ResponseReturnValue:
    """One order by its number."""
    row = db.session.scalars(select(Order).where(Order.number == number)).one_or_none()
    if row is None:
        abort(404)
    payments = nequi.payments(kind="order", key=str(row.id))
    return render_template(
        "orders/admin_order.html",
        order=row,
        sums=sums_of(row),
        status=status_of(row),
        payments=payments,
        entries=office_timeline(row, payments),
    )


def _live(order_ids: list[int]) -> dict[int, Payment]:
    """The live or open payment of each order that has one; two queries."""
    debts = db.session.scalars(select(Debt).where(Debt.order_id.in_(order_ids)))
    owners = {debt.name: debt.order_id for debt in debts if debt.order_id is not None}
    return {owners[name]: payment for name, payment in nequi.holders(owners).items()}


def to_arrange() -> int:
    """How many orders wait for the merchant to arrange their payment."""
    query = select(func.count(Order.id)).where(Order.state == OrderState.TO_ARRANGE)
    return db.session.scalar(query) or 0


counters["/admin/pedidos"] = to_arrange
