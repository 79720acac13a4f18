"""*Marcar como pagado*: an order's money came by another way than Nequi."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from storefront.accounts.access import actor, staff_required
from storefront.db import db
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.orders import closing, stock
from storefront.orders.admin import find, gone
from storefront.orders.by_hand import paying
from storefront.orders.debts import debt_of
from storefront.orders.models import Order
from storefront.orders.staff_forms import PaidForm

admin = Blueprint("paying_admin", __name__, url_prefix="/admin/pedidos")
WORDS = {
    paying.Marked.DONE: _l("El pedido quedó pagado. Agrégale su recibo de caja."),
    paying.Marked.MONEY: _l("No se marcó: llegó un pago y está en Dinero por resolver."),
    paying.Marked.CLOSED: _l("No se marcó: el pedido ya estaba cerrado."),
}


@admin.route("/<int:number>/marcar-pagado", methods=["GET", "POST"])
@staff_required
def mark(number: int) -> ResponseReturnValue:
    """Say how it was paid and what follows; a POST marks it."""
    order = find(number)
    there = redirect(url_for("orders_admin.order", number=number), 303)
    form = PaidForm()
    if not closing.still_open(order):
        flash(WORDS[paying.Marked.CLOSED])
        return there
    if not form.validate_on_submit():
        return _page(order, form), 422 if form.is_submitted() else 200
    said = paying.ByHand(form.means.data, form.number.data, form.paid_reason.data)
    try:
        flash(WORDS[paying.mark_paid(order.id, said, by=actor())])
    except stock.SoldOut as error:
        form.form_errors.append(gone(number, error))
        return _page(find(number), form), 409
    return there


def _page(order: Order, form: PaidForm) -> str:
    debt = debt_of(db.session, order.id)
    return render_template(
        "orders/mark_paid.html", order=order, form=form,
        owed=payable(db.session, [debt.id])[debt.id],
        holder=nequi.holders([debt.name]).get(debt.name),
    )  # fmt: skip
