"""*Crear documento de cobro* of an order without IVA."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.access import actor, staff_required
from storefront.company.gate import merchant
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.invoices.document_admin import taken_prefix
from storefront.invoices.documents import TakenPrefix
from storefront.orders import stock
from storefront.orders.admin import find, gone
from storefront.orders.credit import debtor, documenting
from storefront.orders.credit.documenting import Terms
from storefront.orders.credit.invoicing_admin import USUAL_DAYS
from storefront.orders.credit.selling import NotNow, invoice_of
from storefront.orders.debts import owed
from storefront.orders.models import Order, OrderState
from storefront.orders.staff_forms import OrderDocumentForm

admin = Blueprint("documenting_admin", __name__, url_prefix="/admin/pedidos")


@admin.route("/<int:number>/documento", methods=["GET", "POST"])
@staff_required
def document(number: int) -> ResponseReturnValue:
    """Say what it will hold and what follows; a POST makes it and shows it."""
    order = find(number)
    there = redirect(url_for("orders_admin.order", number=number), 303)
    form = _form(order)
    left = owed(db.session, order.id)[1]
    may = documenting.may_have_one(order, left) and invoice_of(db.session, order.id) is None
    if not form.is_submitted() and (documenting.taxed(order) or not may):
        return there
    if not (_somebody(order, form) and form.validate_on_submit()):
        return _page(order, form), 422 if form.is_submitted() else 200
    terms = Terms(form.data.get("due_on"), form.form_key.data, form.owner)
    try:
        made = documenting.make(order.id, terms, merchant().document_prefix, by=actor())
    except documenting.Taxed:
        return there
    except NotNow as refused:
        flash(_("Primero decide el pago que está en Dinero por resolver.") if refused.money
              else _("No se hizo: el pedido ya tiene su documento o está cerrado."))  # fmt: skip
        return there
    except (stock.SoldOut, TakenPrefix) as error:
        form.form_errors.append(_why(number, error))
        return _page(find(number), form), 409
    flash(_("El documento de cobro quedó hecho."))
    return redirect(url_for("invoices_admin.show", invoice_id=made), 303)


def _form(order: Order) -> OrderDocumentForm:
    customer, today = debtor.found(db.session, order), bogota_today(nequi.now())
    days = customer.credit_days if customer else USUAL_DAYS
    named = bool(order.invoice_id_number)
    return OrderDocumentForm(
        [] if named else debtor.choices(), paid=order.state is OrderState.PAID, today=today,
        due_on=today + timedelta(days=days),
    )  # fmt: skip


def _somebody(order: Order, form: OrderDocumentForm) -> bool:
    """Whether anybody can owe it: the order names one, or the shop has customers to choose."""
    return bool(order.invoice_id_number or form.customer_id)


def _why(number: int, error: Exception) -> str:
    if isinstance(error, stock.SoldOut):
        return gone(number, error)
    return taken_prefix(merchant().document_prefix)


def _page(order: Order, form: OrderDocumentForm) -> str:
    return render_template(
        "orders/document.html", order=order, form=form, lines=documenting.lines_of(order),
        customer=debtor.found(db.session, order), paid=order.state is OrderState.PAID,
    )  # fmt: skip
