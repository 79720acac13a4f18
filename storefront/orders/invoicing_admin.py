"""*Importar factura*: the electronic invoice that another program issued for a paid order."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.access import actor, staff_required
from storefront.dates import bogota_today
from storefront.extensions import nequi
from storefront.invoices.forms import DocumentForm
from storefront.invoices.service import Known
from storefront.orders.admin import find
from storefront.orders.invoicing import INVOICEABLE, Issued, name_invoice
from storefront.orders.models import Order

admin = Blueprint("invoicing_admin", __name__, url_prefix="/admin/pedidos")


@admin.route("/<int:number>/factura", methods=["GET", "POST"])
@staff_required
def invoice(number: int) -> ResponseReturnValue:
    """Copy number, CUFE and day from the invoice; saying it again mends it."""
    order = find(number)
    there = redirect(url_for("orders_admin.order", number=number), 303)
    if order.state not in INVOICEABLE:
        flash(_("La factura se importa cuando el pedido está pagado."))
        return there
    form = DocumentForm(
        number=order.einvoice_number, cufe=order.einvoice_cufe,
        issued_on=order.einvoice_on or bogota_today(nequi.now()),
    )  # fmt: skip
    if not (form.validate_on_submit() and _saved(order, form)):
        page = render_template("orders/invoice.html", order=order, form=form)
        return page, 422 if form.is_submitted() else 200
    flash(_("La factura %(number)s quedó en el pedido.", number=form.number.data))
    return there


def _saved(order: Order, form: DocumentForm) -> bool:
    issued = Issued(form.number.data, form.cufe.data, form.data["issued_on"])
    try:
        name_invoice(order.id, issued, by=actor())
    except Known:
        form.number.errors = [_("Esa factura ya está en otro pedido o en Facturas.")]
        return False
    return True
