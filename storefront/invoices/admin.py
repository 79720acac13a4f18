"""The merchant's pages of invoices."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from wtforms.fields.choices import SelectChoice

from nequi_plugin import BadLink
from storefront.accounts.access import actor, staff_required
from storefront.credits import reading as credits
from storefront.customers.models import Customer
from storefront.db import db
from storefront.debts.reading import history
from storefront.extensions import nequi
from storefront.invoices import reading, service
from storefront.invoices.forms import InvoiceForm
from storefront.invoices.lines import show_quantity, totals
from storefront.invoices.paper import draw, paper, paper_name
from storefront.invoices.reading import Which, stored
from storefront.invoices.rules import InvoiceData
from storefront.notes import reading as notes
from storefront.pdf.answer import pdf_answer
from storefront.rowids import asked_id
from storefront.statements.sending import PURPOSE, link_to_copy

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
    lines = reading.lines_of(invoice_id)
    return render_template(
        "invoices/show.html", view=view, payments=payments,
        credit=credits.available(db.session, view.customer_id) if view.payable else 0,
        uses=credits.numbers({paid.use_id for paid in payments if paid.use_id is not None}),
        lines=lines, totals=totals([stored(line) for line in lines]), show_quantity=show_quantity,
        order=reading.order_number(view.debt_id), notes=notes.of_debt(view.debt_id),
    )  # fmt: skip


@admin.get("/<int:invoice_id>.pdf")
@staff_required
def pdf(invoice_id: int) -> ResponseReturnValue:
    """For printing; with ``enlace``, a link to the customer's statement, with its button."""
    view = reading.one(invoice_id, nequi.now()) or abort(404)
    token, link, until = request.args.get("enlace", ""), "", None
    if token:
        try:
            opened = nequi.open_link(token, PURPOSE)
        except BadLink:
            abort(404)
        if opened.subject != str(view.customer_id):
            abort(404)
        link, until = nequi.url_for("statements.show", link=token), opened.expires_at
    return pdf_answer(draw(paper(view, link, until)), paper_name(view))


@admin.post("/<int:invoice_id>/pdf")
@staff_required
def pdf_to_send(invoice_id: int) -> ResponseReturnValue:
    """Make a link of the customer's for the button, and show the file that carries it."""
    view = reading.one(invoice_id, nequi.now()) or abort(404)
    token = link_to_copy(view.customer_id, actor=actor()).rpartition("/")[2]
    return redirect(url_for(".pdf", invoice_id=invoice_id, enlace=token), 303)


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
            form.number.errors = [_("Esa factura ya está en un pedido o en Facturas.")]
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
