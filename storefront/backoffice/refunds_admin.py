"""*Devolver dinero*: asked by the owner with her password, sent by the worker, never by a page."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from nequi_plugin import Payment, PaymentEvent, Refused, State, format_pesos
from storefront.accounts.access import actor, is_own_password, owner_required
from storefront.audit import note
from storefront.backoffice.refund_cases import acts_of, badge_of
from storefront.backoffice.refund_forms import OutcomeForm, RefundForm
from storefront.backoffice.subjects import subjects
from storefront.backoffice.words import timeline
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import parse_pesos

admin = Blueprint("refunds_admin", __name__, url_prefix="/admin/pagos")


@admin.get("/<message_id>/devoluciones")
@owner_required
def index(message_id: str) -> ResponseReturnValue:
    """What went back of this payment, and the form that asks for more of it."""
    return _page(_payment(message_id))


@admin.post("/<message_id>/devoluciones")
@owner_required
def ask(message_id: str) -> ResponseReturnValue:
    """Ask; the amount left empty is all that is left."""
    found, form = _payment(message_id), RefundForm()
    typed = form.pesos.data or ""
    pesos = parse_pesos(typed)
    if typed and pesos is None:
        form.pesos.errors = [_("Escribe el valor en pesos, como 25.000.")]
    elif form.validate() and _is_owner(form):
        try:
            refund = nequi.refund(
                message_id,
                pesos,
                person=actor(),
                reason=form.reason.data,
                form_key=form.form_key.data,
                account=form.account.data or "",
            )
        except Refused as refused:
            return _page(found, form, trouble=_refused(form, refused))
        if not refund.again:
            told = f"{found.description}, {format_pesos(refund.pesos)}: {refund.reason}"
            note(actor(), "refund.asked", f"payment:{message_id}", told)
        return redirect(url_for(".index", message_id=message_id), 303)
    return _page(found, form)


@admin.post("/<message_id>/devoluciones/<reference>")
@owner_required
def settle(message_id: str, reference: str) -> ResponseReturnValue:
    """What became of one refund, by somebody who saw it."""
    found, form, trouble = _payment(message_id), OutcomeForm(), ""
    if reference not in {refund.reference for refund in nequi.refunds(message_id)}:
        return _page(found, trouble=_("Esa devolución no existe."))
    if form.validate() and _is_owner(form):
        db.session.rollback()
        try:
            nequi.resolve_refund(
                reference,
                form.outcome.data or "",
                person=actor(),
                reason=form.reason.data or "",
                proof_reference=form.proof_reference.data or "",
                proof=form.proof.data or "",
                account=form.account.data or "",
            )
        except Refused as refused:
            trouble = _refused(form, refused)
        else:
            told = f"{found.description}, {reference}: {form.reason.data or ''}"
            note(actor(), "refund.resolved", f"payment:{message_id}", told)
            flash(_("Listo: quedó anotado con tu nombre."))
            return redirect(url_for(".index", message_id=message_id), 303)
    return _page(found, trouble=trouble, failed=(reference, form))


def _payment(message_id: str) -> Payment:
    found = nequi.payment(message_id)
    if found is None:
        abort(404)
    return found


def _is_owner(form: FlaskForm) -> bool:
    """Whether the password is hers; a borrowed open session gives no money back."""
    right = is_own_password(form.password.data)
    if not right:
        form.password.errors = [_("Esa no es tu clave.")]
    db.session.rollback()
    return right


def _refused(form: FlaskForm, refused: Refused) -> str:
    """By its field where there is one; else the sentence for the top of the page."""
    if refused.field in form:
        form[refused.field].errors = [str(refused)]
        return ""
    return str(refused)


def _page(
    found: Payment,
    form: RefundForm | None = None,
    trouble: str = "",
    failed: tuple[str, OutcomeForm] | None = None,
) -> str:
    refunds = nequi.refunds(found.message_id)
    taken = sum(refund.pesos for refund in refunds if refund.possible)
    left = (found.captured or 0) - taken
    open_form = found.state in (State.APPROVED, State.REVIEW) and left > 0
    if open_form and form is None:
        form = RefundForm(formdata=None, form_key=secrets.token_urlsafe(18))
    return render_template(
        "backoffice/refunds.html",
        payment=found,
        subject=subjects([found])[found.message_id],
        refunds=[(refund, badge_of(refund), acts_of(refund, failed)) for refund in refunds],
        form=form if open_form else None,
        left=format_pesos(left),
        trouble=trouble,
        timeline=timeline(_about_refunds(nequi.events(found.message_id))),
    )


def _about_refunds(events: list[PaymentEvent]) -> list[PaymentEvent]:
    return [event for event in events if event.event.startswith("refund")]

