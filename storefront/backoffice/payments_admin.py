"""Pagos: the ledger of attempts, *¿ya llegó?*, and one attempt with its history."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from nequi_plugin import Payment, State
from storefront.accounts.access import staff_required
from storefront.backoffice import words
from storefront.backoffice.cases import case_of
from storefront.backoffice.forms import DecisionForm, decision_form
from storefront.backoffice.subjects import subjects
from storefront.backoffice.traffic_words import talk
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
    """Newest first, paged by key; ``estado`` filters, ``q`` finds."""
    chosen, asked = request.args.get("estado", "todos"), request.args.get("q", "").strip()
    if chosen not in FILTERS:
        abort(404)
    before = asked_id("antes")
    found = _found(asked, chosen, before)
    return render_template(
        "backoffice/payments.html",
        payments=found[:PAGE],
        subjects=subjects(found[:PAGE]),
        older=found[PAGE - 1].id if len(found) > PAGE else None,
        before=before,
        filters=FILTERS,
        chosen=chosen,
        asked=asked,
        reason=words.reason,
    )


@admin.get("/<message_id>")
@staff_required
def payment(message_id: str) -> str:
    """One attempt: facts, history and, while it is queued, the forms that end it."""
    found = nequi.payment(message_id)
    if found is None:
        abort(404)
    return payment_page(found)


def payment_page(found: Payment, failed: DecisionForm | None = None, trouble: str = "") -> str:
    """The page of one attempt; after a refused decision with what was typed."""
    case = case_of(found) if found.queued_at else None
    forms = [(act, decision_form(found, act)) for act in case.acts] if case else []
    if failed is not None:
        forms = [(act, failed if act.outcome == failed.outcome.data else f) for act, f in forms]
    return render_template(
        "backoffice/payment.html",
        payment=found,
        case=case,
        forms=forms,
        failed=failed,
        trouble=trouble,
        subject=subjects([found])[found.message_id],
        timeline=words.timeline(nequi.events(found.message_id)),
        talk=talk(nequi.traffic(found.message_id)),
        reason=words.reason(found),
    )


def _found(asked: str, chosen: str, before: int | None) -> list[Payment]:
    if asked:
        return nequi.find_payments(asked, before=before, limit=PAGE + 1)
    return nequi.payments(states=FILTERS[chosen][1], before=before, limit=PAGE + 1)
