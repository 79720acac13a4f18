"""Dinero por resolver: what needs a person, and the outcomes by hand."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from nequi_plugin import Pesos, Refused
from storefront.accounts.access import actor, staff_required
from storefront.backoffice import words
from storefront.backoffice.forms import ResolveForm
from storefront.backoffice.menu import counters
from storefront.backoffice.payments_admin import payment_page, resolve_form
from storefront.extensions import nequi
from storefront.money import parse_pesos

admin = Blueprint("queue_admin", __name__, url_prefix="/admin/dinero-por-resolver")
PAGE = 100


@admin.get("")
@staff_required
def index() -> str:
    """Everything queued, newest first."""
    return render_template(
        "backoffice/queue.html",
        payments=nequi.payments(queued=True, limit=PAGE),
        queue_reason=words.queue_reason,
    )


@admin.post("/<message_id>")
@staff_required
def resolve(message_id: str) -> str | Response:
    """Record a person's decision; a refused one is shown beside the form."""
    found = nequi.payment(message_id)
    if found is None:
        abort(404)
    form = resolve_form(found)
    if not form.validate_on_submit() or not _decided(message_id, form):
        return payment_page(found, form)
    flash(_("Listo: quedó anotado con tu nombre y el motivo."))
    return redirect(url_for("queue_admin.index"), 303)


def _decided(message_id: str, form: ResolveForm) -> bool:
    value: Pesos | None = None
    if form.outcome.data == "approved":
        value = parse_pesos(form.value.data)
        if not value:
            form.value.errors = [_("Escribe el valor en pesos, como lo ves en Nequi.")]
            return False
    try:
        nequi.resolve(
            message_id,
            form.outcome.data,
            person=actor(),
            reason=form.reason.data,
            value=value,
            reference=form.reference.data,
        )
    except Refused as refused:
        field = form._fields.get(refused.field)
        if field is not None:
            field.errors = [str(refused)]
        else:
            form.form_errors.append(str(refused))
        return False
    return True


def _waiting() -> int:
    return len(nequi.payments(queued=True, limit=PAGE))


counters["/admin/dinero-por-resolver"] = _waiting
