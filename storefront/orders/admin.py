"""The merchant's orders: the list, newest first, and one order with its history."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from nequi_plugin import Payment, show_phone
from storefront.accounts.access import staff_required
from storefront.backoffice.menu import counters
from storefront.backoffice.todo import Todo, todo
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.orders.models import BEFORE_FIRST, Order, OrderState
from storefront.orders.status import status_of
from storefront.orders.sums import sums_of
from storefront.orders.timeline import office_timeline

admin = Blueprint("orders_admin", __name__, url_prefix="/admin")
PAGE = 20
LARGEST = 2**31
"""Ids are 32 bits wide; larger numbers in an address name no row."""


@admin.get("/pedidos")
@staff_required
def orders() -> ResponseReturnValue:
    """One page of orders; ``?antes=<id>`` goes on from there."""
    before = request.args.get("antes", type=_row_id)
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
    row = db.session.get(Order, number - BEFORE_FIRST) if number < LARGEST else None
    if row is None:
        abort(404)
    payments = nequi.payments(kind="order", key=str(row.id))
    return render_template(
        "orders/admin_order.html",
        show_phone=show_phone,
        order=row,
        sums=sums_of(row),
        status=status_of(row),
        payments=payments,
        entries=office_timeline(row, payments),
    )


def _row_id(text: str) -> int:
    """An id typed into the address; raises ValueError, which Flask takes for "not given"."""
    value = int(text)
    if not 0 <= value < LARGEST:
        raise ValueError(text)
    return value


def _live(order_ids: list[int]) -> dict[int, Payment]:
    """The live or open payment of each order that has one; two queries."""
    debts = db.session.scalars(select(Debt).where(Debt.order_id.in_(order_ids)))
    owners = {debt.name: debt.order_id for debt in debts if debt.order_id is not None}
    return {owners[name]: payment for name, payment in nequi.holders(owners).items()}


def to_arrange() -> int:
    """How many orders wait for the merchant to arrange their payment."""
    query = select(func.count(Order.id)).where(Order.state == OrderState.TO_ARRANGE)
    return db.session.scalar(query) or 0


@todo
def arrange_payments() -> Todo | None:
    """The start page's line about orders whose payment is to be arranged."""
    waiting = to_arrange()
    if not waiting:
        return None
    return Todo(
        icon="box",
        title=ngettext("%(num)s pedido por acordar", "%(num)s pedidos por acordar", waiting),
        detail=_("Se hicieron con Nequi apagado. Escríbele a cada cliente para acordar el pago."),
        label=_("Ver pedidos"),
        url=url_for("orders_admin.orders"),
    )


counters["/admin/pedidos"] = to_arrange
