"""*Anular con nota crédito*: an order sold on credit, whatever its payer paid of it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from storefront.accounts.access import actor, staff_required
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices import reading
from storefront.money import ZERO, format_cents
from storefront.notes import freeing, service
from storefront.notes.admin import narrow
from storefront.notes.forms import AnnulForm
from storefront.notes.service import NotNotable, Wish
from storefront.orders.admin import find
from storefront.orders.credit.selling import invoice_of
from storefront.orders.models import Order

admin = Blueprint("annul_admin", __name__, url_prefix="/admin/pedidos")


@admin.route("/<int:number>/anular-con-nota", methods=["GET", "POST"])
@staff_required
def annul(number: int) -> ResponseReturnValue:
    """Say what follows and ask; a POST makes the note of everything, which annuls the order."""
    order = find(number)
    invoice = invoice_of(db.session, order.id)
    there = redirect(url_for("orders_admin.order", number=number), 303)
    if invoice is None:
        return there
    form = AnnulForm()
    narrow(form, reading.one(invoice.id, nequi.now()) or abort(404), order)
    if not form.validate_on_submit():
        shown = _page(order, form)
        return (shown, 422 if form.is_submitted() else 200) if shown else there
    wish = Wish(invoice.id, ZERO, form.reason.data, form.form_key.data, form.electronic,
                paid=form.seen, returned=form.back)  # fmt: skip
    try:
        made = service.make(wish, person=current_user.name, actor=actor())
    except NotNotable as no:
        _tell(form, no)
        db.session.expire_all()
        shown = _page(find(number), form)
        return (shown, 409) if shown else there
    flash(_("El pedido quedó anulado con la nota crédito %(number)s.", number=made))
    return there


def _page(order: Order, form: AnnulForm) -> str:
    """The page; nothing where the order is annulled already."""
    invoice = invoice_of(db.session, order.id)
    view = reading.one(invoice.id, nequi.now()) if invoice else None
    if view is None:
        return ""
    name, whole = f"debt:{view.debt_id}", service.whole(
        db.session, db.session.get_one(Debt, view.debt_id)
    )
    if whole < 100:
        return ""
    paid = freeing.paid(db.session, view.debt_id)
    form.paid.data = str(paid)
    return render_template(
        "notes/annul.html", order=order, view=view, form=form, paid=paid, whole=whole,
        holder=nequi.holders([name]).get(name),
    )  # fmt: skip


def _tell(form: AnnulForm, no: NotNotable) -> None:
    if no.why == "known":
        form.number.errors = [_("Esa nota crédito ya está aquí.")]
    elif no.why == "moved":
        form.form_errors = [_("Lo pagado cambió: ahora son %(value)s. Míralo y anula otra vez.",
                              value=format_cents(no.cents))]  # fmt: skip
    elif no.why == "money":
        form.form_errors = [_("Llegó un pago que está en Dinero por resolver: decídelo primero.")]
