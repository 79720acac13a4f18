"""The merchant's pages of invoices."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from storefront.accounts.access import actor, staff_required
from storefront.credits import reading as credits
from storefront.customers.models import Customer
from storefront.db import db
from storefront.debts.reading import history
from storefront.extensions import nequi
from storefront.invoices import reading, service
from storefront.invoices.forms import InvoiceForm
from storefront.invoices.reading import Which
from storefront.invoices.service import InvoiceData
from storefront.rowids import asked_id

admin = Blueprint("invoices_admin", __name__, url_prefix="/admin/facturas")


@admin.get("")
@staff_required
def index() -> ResponseReturnValue:
    """Imported invoices, newest first; ``estado`` filters."""
    try:
        which = Which(request.args.get("estado", Which.ALL))
    except ValueError:
        abort(404)
    views, following = reading.page(nequi.now(), which, after=asked_id("despues") or 0)
    return render_template(
        "invoices/list.html", invoices=views, following=following, which=which,
        filters={Which.ALL: _("Todas"), Which.OPEN: _("Por cobrar"), Which.LATE: _("Vencidas")},
    )  # fmt: skip


@admin.get("/<int:invoice_id>")
@staff_required
def show(invoice_id: int) -> ResponseReturnValue:
    """One invoice with what was paid towards it."""
    view = reading.one(invoice_id, nequi.now()) or abort(404)
    payments = history(view.debt_id)
    return render_template(
        "invoices/show.html", view=view, payments=payments,
        credit=credits.available(db.session, view.customer_id) if view.payable else 0,
        uses=credits.numbers({paid.use_id for paid in payments if paid.use_id is not None}),
        order=reading.order_number(view.debt_id),
    )  # fmt: skip


@admin.route("/nueva", methods=["GET", "POST"])
@staff_required
def new() -> ResponseReturnValue:
    """Import one electronic invoice by hand."""
    form = InvoiceForm()
    customers = db.session.execute(select(Customer.id, Customer.name).order_by(Customer.name))
    form.customer_id.choices = [SelectChoice(row.id, row.name) for row in customers]
    if not form.is_submitted():
        form.customer_id.data = asked_id("cliente")
    elif form.validate():
        try:
            return redirect(url_for(".show", invoice_id=_import(form)), 303)
        except service.Known:
            form.number.errors = [_("Esa factura ya está importada.")]
    status = 422 if form.is_submitted() else 200
    return render_template("invoices/form.html", form=form), status


def _import(form: InvoiceForm) -> int:
    values: dict[str, Any] = form.data
    data = InvoiceData(
        values["customer_id"], values["number"], values["cufe"] or "", values["issued_on"],
        values["due_on"], form.cents, values["note"] or "",
        form.base_cents, form.vat_cents,
    )  # fmt: skip
    return service.import_invoice(data, actor=actor())
