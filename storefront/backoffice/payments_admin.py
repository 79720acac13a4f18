"""Pagos: the ledger of attempts, and one attempt with its history."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from nequi_plugin import Payment, State
from storefront.accounts.access import staff_required
from storefront.backoffice import words
from storefront.backoffice.forms import OUTCOMES, ResolveForm, outcomes
from storefront.extensions import nequi
from storefront.rowids import asked_id

admin = Blueprint("payments_admin", __name__, url_prefix="/admin/pagos")
PAGE = 50
FILTERS: dict[str, tuple[object, tuple[State, ...] | None]] = {
    "todos": (_l("Todos"), None),
    "abiertos": (_l("Abiertos"), (State.CREATED, State.SENDING, State.WAITING, State.UNKNOWN)),
    "aprobados": (_l("Aprobados"), (State.APPROVED, State.REVERSED)),
    "sin-pago": (
        _l("No se pagaron"),
        (State.REJECTED, State.EXPIRED, State.CANCELLED, State.FAILED),
    ),
}


@admin.get("")
@staff_required
def index() -> str:
    """Newest first, paged by key; ``estado`` filters."""
    chosen = request.args.get("estado", "todos")
    if chosen not in FILTERS:
        abort(404)
    before = asked_id("antes")
    found = nequi.payments(states=FILTERS[chosen][1], before=before, limit=PAGE + 1)
    return render_template(
        "backoffice/payments.html",
        payments=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        before=before,
        filters=FILTERS,
        chosen=chosen,
        reason=words.reason,
    )


@admin.get("/<message_id>")
@staff_required
def payment(message_id: str) -> str:
    """One attempt: facts, history and, while it is queued, the form that ends it."""
    found = nequi.payment(message_id)
    if found is None:
        abort(404)
    return payment_page(found, resolve_form(found))


def resolve_form(found: Payment) -> ResolveForm:
    """The decision form with the outcomes that this state allows."""
    told = "" if found.captured is None else f"{found.captured}"
    allowed = outcomes(found)
    only = allowed[0] if len(allowed) == 1 else None
    shown = {"outcome": only, "value": told}
    form = ResolveForm() if request.method == "POST" else ResolveForm(data=shown)
    form.outcome.choices = [SelectChoice(key, OUTCOMES[key][0]) for key in allowed]
    return form


def payment_page(found: Payment, form: ResolveForm) -> str:
    """The page of one attempt, also after a refused decision."""
    return render_template(
        "backoffice/payment.html",
        payment=found,
        form=form,
        details={key: text for key, (_name, text) in OUTCOMES.items()},
        timeline=words.timeline(nequi.events(found.message_id)),
        queue_reason=words.queue_reason(found),
        reason=words.reason(found),
    )
