"""*Hacer nota crédito*: a clerk takes something off a document that is still owed."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from storefront.accounts.access import actor, staff_required
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices import reading
from storefront.invoices.reading import InvoiceView
from storefront.money import format_cents
from storefront.notes import freeing, service
from storefront.notes.forms import AnyNoteForm, NoteForm
from storefront.notes.service import NotNotable, Wish
from storefront.orders.models import Order
from storefront.orders.stages import has_left

admin = Blueprint("notes_admin", __name__, url_prefix="/admin/facturas")


@admin.route("/<int:invoice_id>/nota-credito", methods=["GET", "POST"])
@staff_required
def new(invoice_id: int) -> ResponseReturnValue:
    """Value, reason and what follows; a POST makes the note. A settled document shows itself."""
    view = reading.one(invoice_id, nequi.now()) or abort(404)
    form = NoteForm(value=format_cents(view.payable).removeprefix("$").strip())
    narrow(form, view, order_of(view))
    there = redirect(url_for("invoices_admin.show", invoice_id=invoice_id), 303)
    if not form.is_submitted():
        return _page(view, form) if view.payable >= 100 else there
    if not form.validate():
        return _page(view, form), 422
    wish = Wish(invoice_id, form.cents, form.reason.data, form.form_key.data, form.electronic,
                returned=form.back)  # fmt: skip
    try:
        made = service.make(wish, person=current_user.name, actor=actor())
    except NotNotable as no:
        _tell(form, no)
        db.session.expire_all()
        return _page(reading.one(invoice_id, nequi.now()) or abort(404), form), 409
    flash(_("La nota crédito %(number)s quedó hecha.", number=made))
    return there


def order_of(view: InvoiceView) -> Order | None:
    """The order whose debt this document took over."""
    return db.session.scalar(
        select(Order).join(Debt, Debt.order_id == Order.id).where(Debt.id == view.debt_id)
    )


def narrow(form: AnyNoteForm, view: InvoiceView, order: Order | None) -> None:
    """Ask only what concerns this document and its order."""
    electronic = not view.own or bool(view.einvoice_number)
    form.ask(electronic=electronic, left=order is not None and has_left(order))


def _page(view: InvoiceView, form: NoteForm) -> str:
    name = f"debt:{view.debt_id}"
    return render_template(
        "notes/new.html", view=view, form=form, holder=nequi.holders([name]).get(name),
        order=order_of(view), paid=freeing.paid(db.session, view.debt_id),
    )  # fmt: skip


def _tell(form: NoteForm, no: NotNotable) -> None:
    """The refusal by the field that it is about, else on top."""
    if no.why == "known":
        form.number.errors = [_("Esa nota crédito ya está aquí.")]
    elif no.why == "more":
        value = format_cents(no.cents)
        form.value.errors = [_("Ahora se debe %(value)s: escribe eso o menos.", value=value)]
    elif no.why == "asked":
        form.value.errors = [_("Hay una solicitud de pago en curso. Haz la nota por todo, que la "
                               "cancela, o espera a que termine.")]  # fmt: skip
    else:
        form.form_errors = [_("Llegó un pago que está en Dinero por resolver: decídelo primero.")]
