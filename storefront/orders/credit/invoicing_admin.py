"""*Importar factura*: the electronic invoice that another program issued for an order.

One that is paid gets the invoice's name; one that is not is sold on credit by it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from storefront.accounts.access import actor, staff_required
from storefront.customers.models import Customer
from storefront.customers.reading import figures
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.invoices.forms import DocumentForm
from storefront.invoices.models import Invoice
from storefront.invoices.service import Known
from storefront.orders import stock
from storefront.orders.admin import find, gone
from storefront.orders.credit import debtor, selling
from storefront.orders.credit.invoicing import INVOICEABLE, Issued, name_invoice
from storefront.orders.credit.selling import Terms, invoice_of
from storefront.orders.models import OPEN, Order
from storefront.orders.staff_forms import CreditForm, MendForm

admin = Blueprint("invoicing_admin", __name__, url_prefix="/admin/pedidos")
USUAL_DAYS = 30
"""The term offered to a customer that this sale makes."""


@admin.route("/<int:number>/factura", methods=["GET", "POST"])
@staff_required
def invoice(number: int) -> ResponseReturnValue:
    """Copy the invoice: of a paid order, of a credit sale, or to sell on credit by it."""
    order = find(number)
    taken_over = invoice_of(db.session, order.id)
    if taken_over is not None and taken_over.own:
        return redirect(url_for("documents_admin.link", invoice_id=taken_over.id), 303)
    if taken_over is not None:
        return _mend(order, taken_over)
    if order.state in INVOICEABLE:
        return _name(order)
    if order.state in OPEN:
        return _credit(order)
    flash(_("Un pedido anulado no lleva factura."))
    return _there(order)


def _name(order: Order) -> ResponseReturnValue:
    form = DocumentForm(**_copied(order))

    def save() -> None:
        name_invoice(order.id, _issued(form), by=actor())

    if not (form.validate_on_submit() and _saved(order, form, save)):
        return _page("orders/invoice.html", order, form)
    flash(_("La factura %(number)s quedó en el pedido.", number=form.number.data))
    return _there(order)


def _mend(order: Order, owed: Invoice) -> ResponseReturnValue:
    form = MendForm(**_copied(order), due_on=owed.due_on)

    def save() -> None:
        selling.mend(order.id, _issued(form), form.data["due_on"], by=actor())

    if not (form.validate_on_submit() and _saved(order, form, save)):
        return _page("orders/invoice.html", order, form)
    flash(_("La factura %(number)s quedó corregida.", number=form.number.data))
    return _there(order)


def _credit(order: Order) -> ResponseReturnValue:
    customer, today = debtor.found(db.session, order), bogota_today(nequi.now())
    days = customer.credit_days if customer else USUAL_DAYS
    form = CreditForm(order.total_cents, [] if order.invoice_id_number else debtor.choices(),
                      issued_on=today, due_on=today + timedelta(days=days))  # fmt: skip

    def save() -> None:
        terms = Terms(_issued(form), form.data["due_on"], form.cents, form.owner)
        selling.sell(order.id, terms, by=actor())

    try:
        if _somebody(order, form) and form.validate_on_submit() and _saved(order, form, save):
            flash(_("Vendido a crédito: la factura %(number)s ya está en el estado de cuenta.",
                    number=form.number.data))  # fmt: skip
            return _there(order)
    except selling.NotNow as refused:
        flash(_("Primero decide el pago que está en Dinero por resolver.") if refused.money
              else _("No se vendió a crédito: el pedido ya estaba cerrado."))  # fmt: skip
        return _there(order)
    return _page("orders/credit.html", order, form, customer=customer, owes=_owes(customer))


def _somebody(order: Order, form: CreditForm) -> bool:
    """Whether anybody can owe it: the order names one, or the shop has customers to choose."""
    return bool(order.invoice_id_number or form.customer_id)


def _saved(order: Order, form: DocumentForm, save: Callable[[], None]) -> bool:
    try:
        save()
    except Known:
        form.number.errors = [_("Esa factura ya está en otro pedido o en Facturas.")]
    except stock.SoldOut as error:
        form.form_errors.append(gone(order.number, error))
    else:
        return True
    return False


def _owes(customer: Customer | None) -> object:
    return figures([customer.id])[customer.id].payable if customer else None


def _copied(order: Order) -> dict[str, object]:
    day: date = order.einvoice_on or bogota_today(nequi.now())
    return {"number": order.einvoice_number, "cufe": order.einvoice_cufe, "issued_on": day}


def _issued(form: DocumentForm) -> Issued:
    return Issued(form.number.data, form.cufe.data, form.data["issued_on"])


def _there(order: Order) -> Response:
    return redirect(url_for("orders_admin.order", number=order.number), 303)


def _page(
    template: str, order: Order, form: DocumentForm, **facts: object
) -> ResponseReturnValue:
    page = render_template(template, order=find(order.number), form=form, **facts)
    return page, 422 if form.is_submitted() else 200
