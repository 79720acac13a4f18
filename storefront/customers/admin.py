"""The merchant's pages of customers."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.access import actor, staff_required
from storefront.credits import reading as credits
from storefront.customers import reading, service
from storefront.customers.forms import ContactForm, CustomerForm
from storefront.customers.models import Customer
from storefront.customers.rules import CustomerData
from storefront.db import db
from storefront.extensions import nequi
from storefront.invoices.reading import of_customer
from storefront.rowids import asked_id
from storefront.statements.sending import recent

admin = Blueprint("customers_admin", __name__, url_prefix="/admin/clientes")


@admin.get("")
@staff_required
def index() -> ResponseReturnValue:
    """Customers by name with what they owe."""
    search = request.args.get("q", "").strip()[:60]
    after = asked_id("despues") or 0
    return render_template("customers/list.html", page=reading.page(search, after), search=search)


@admin.route("/nuevo", methods=["GET", "POST"])
@staff_required
def new() -> ResponseReturnValue:
    """Create a customer."""
    return _edit(CustomerForm(), None)


@admin.get("/<int:customer_id>")
@staff_required
def show(customer_id: int) -> ResponseReturnValue:
    """One customer: figures, invoices, statements sent, contacts."""
    return _page(_customer(customer_id), ContactForm(formdata=None))


@admin.route("/<int:customer_id>/editar", methods=["GET", "POST"])
@staff_required
def edit(customer_id: int) -> ResponseReturnValue:
    """Change a customer's data."""
    customer = _customer(customer_id)
    return _edit(CustomerForm(obj=customer), customer)


@admin.post("/<int:customer_id>/contactos")
@staff_required
def add_contact(customer_id: int) -> ResponseReturnValue:
    """Add a contact; a mistake shows the same page with the sentence by its field."""
    customer, form = _customer(customer_id), ContactForm()
    if not form.validate_on_submit():
        return _page(customer, form), 422
    service.add_contact(
        customer_id, form.contact_name.data.strip(), form.contact_email.data.strip(),
        form.receives.data, actor=actor(),
    )  # fmt: skip
    flash(_("Contacto agregado."))
    return redirect(url_for(".show", customer_id=customer_id), 303)


@admin.post("/<int:customer_id>/contactos/<int:contact_id>/quitar")
@staff_required
def remove_contact(customer_id: int, contact_id: int) -> ResponseReturnValue:
    """Remove a contact."""
    service.remove_contact(_customer(customer_id).id, contact_id, actor=actor())
    flash(_("Contacto quitado."))
    return redirect(url_for(".show", customer_id=customer_id), 303)


def _customer(customer_id: int) -> Customer:
    return db.session.get(Customer, customer_id) or abort(404)


def _page(customer: Customer, form: ContactForm) -> str:
    return render_template(
        "customers/show.html",
        customer=customer,
        form=form,
        figures=reading.figures([customer.id])[customer.id],
        invoices=of_customer(customer.id, nequi.now()),
        sends=recent(customer.id),
        credit=credits.available(db.session, customer.id),
        uses=credits.of_customer(customer.id),
    )


def _edit(form: CustomerForm, customer: Customer | None) -> ResponseReturnValue:
    customer_id = customer.id if customer else None
    if form.validate_on_submit():
        data = CustomerData(
            form.name.data.strip(), form.id_type.data, form.id_number.data, form.dv.data,
            (form.email.data or "").strip(), form.phone.data, form.credit_days.data,
            form.retains.answer,
            *(rate.data or 0 for rate in (form.income_rate, form.vat_rate, form.city_rate)),
        )  # fmt: skip
        try:
            saved = service.save(data, actor=actor(), customer_id=customer_id)
            flash(_("Guardado."))
            return redirect(url_for(".show", customer_id=saved), 303)
        except service.Taken as taken:
            form.id_number.errors = [_("%(name)s ya tiene ese documento.", name=str(taken))]
    status = 422 if form.is_submitted() else 200
    return render_template("customers/form.html", form=form, customer=customer), status
