"""*Nuevo documento de cobro*, and naming the electronic invoice of one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from storefront.accounts.access import actor, staff_required
from storefront.company.gate import merchant
from storefront.customers.models import Customer
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.invoices import documents, reading, service
from storefront.invoices.document_form import EinvoiceForm, NewDocumentForm
from storefront.invoices.unlinked import lacking
from storefront.rowids import asked_id

admin = Blueprint("documents_admin", __name__, url_prefix="/admin/facturas")


@admin.route("/documento", methods=["GET", "POST"])
@staff_required
def new() -> ResponseReturnValue:
    """Make a documento de cobro; ``more`` asks for another row and saves nothing."""
    form = NewDocumentForm()
    rows = select(Customer.id, Customer.name, Customer.credit_days).order_by(
        Customer.name, Customer.id
    )
    form.offer([(row.id, row.name, row.credit_days) for row in db.session.execute(rows)])
    if not form.is_submitted():
        form.customer_id.data = asked_id("cliente") or 0
        form.issued_on.data = bogota_today(nequi.now())
        form.due_on.data = form.usual_due()
    elif "more" in request.form:
        if len(form.lines) < form.lines.max_entries:
            form.lines.append_entry()
        return _page(form), 200
    elif form.validate():
        made = _make(form)
        if made:
            flash(_("El documento de cobro quedó hecho."))
            return redirect(url_for("invoices_admin.show", invoice_id=made), 303)
    return _page(form), 422 if form.is_submitted() else 200


@admin.get("/sin-factura-electronica")
@staff_required
def unlinked() -> str:
    """Documents and paid orders that lack their electronic invoice."""
    return render_template("invoices/unlinked.html", found=lacking(asked_id("antes")))


@admin.route("/<int:invoice_id>/factura-electronica", methods=["GET", "POST"])
@staff_required
def link(invoice_id: int) -> ResponseReturnValue:
    """Name the electronic invoice of a document; saying it again mends it."""
    view = reading.one(invoice_id, nequi.now()) or abort(404)
    if not view.own:
        abort(404)
    form = EinvoiceForm(einvoice_number=view.einvoice_number, einvoice_cufe=view.einvoice_cufe)
    if form.validate_on_submit() and form.einvoice:
        try:
            documents.link(invoice_id, form.einvoice, actor=actor())
            flash(_("La factura %(number)s quedó enlazada.", number=form.einvoice_number.data))
            return redirect(url_for("invoices_admin.show", invoice_id=invoice_id), 303)
        except service.Known:
            form.einvoice_number.errors = [_("Esa factura ya está en Facturas.")]
    page = render_template("invoices/link.html", view=view, form=form)
    return page, 422 if form.is_submitted() else 200


def _make(form: NewDocumentForm) -> int:
    """The new document's id, or 0 with the sentence in the form."""
    prefix = merchant().document_prefix
    try:
        return documents.make(form.document(), prefix, actor=actor())
    except service.Known:
        form.einvoice_number.errors = [_("Esa factura ya está en Facturas.")]
    except documents.TakenPrefix:
        form.form_errors = [taken_prefix(prefix)]
    return 0


def taken_prefix(prefix: str) -> str:
    """What staff read where electronic invoices carry the prefix of our documents."""
    return str(_("%(prefix)s es el prefijo de tus facturas electrónicas. Cambia el de los "
                 "documentos de cobro en Empresa.", prefix=prefix))  # fmt: skip


def _page(form: NewDocumentForm) -> str:
    return render_template("invoices/document.html", form=form)
