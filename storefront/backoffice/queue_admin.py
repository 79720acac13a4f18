"""Dinero por resolver: what needs a person, and the outcomes by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from nequi_plugin import Payment, Refused
from storefront.accounts.access import actor, staff_required
from storefront.audit import note
from storefront.backoffice.cases import HOME, Act, case_of
from storefront.backoffice.forms import KEEP, DecisionForm, decision_form, named
from storefront.backoffice.homes import Home, as_credit, home_of, key_of, shares
from storefront.backoffice.menu import counters
from storefront.backoffice.payments_admin import payment_page
from storefront.backoffice.refund_cases import waiting_cases
from storefront.backoffice.subjects import subjects
from storefront.extensions import nequi
from storefront.money import Cents, cents
from storefront.rowids import asked_id

admin = Blueprint("queue_admin", __name__, url_prefix="/admin/dinero-por-resolver")
PAGE = 20
MOST_COUNTED = 100


@admin.get("")
@staff_required
def index() -> str:
    """Everything queued, each with its outcomes: refunds on top, payments newest first."""
    before = asked_id("antes")
    found = nequi.payments(queued=True, before=before, limit=PAGE + 1)
    cases = [case_of(payment) for payment in found[:PAGE]]
    refunds = [] if before else waiting_cases()
    shown = [case.payment for case in refunds] + [case.payment for case in cases]
    return render_template(
        "backoffice/queue.html",
        cases=cases,
        refunds=refunds,
        forms={
            case.payment.message_id: [(act, decision_form(case.payment, act)) for act in case.acts]
            for case in cases
        },
        subjects=subjects(shown),
        older=found[PAGE - 1].id if len(found) > PAGE else None,
    )


@admin.post("/<message_id>")
@staff_required
def resolve(message_id: str) -> ResponseReturnValue:
    """Record a person's decision, asking once more where money changes."""
    found = nequi.payment(message_id)
    if found is None:
        abort(404)
    form = DecisionForm()
    act = case_of(found).act(form.outcome.data) if found.queued_at else None
    if act is None:
        return payment_page(found, trouble=_("Este pago ya cambió: mira cómo está ahora."))
    named(form, found, act.outcome)
    if not form.complete(act):
        return payment_page(found, form)
    if act.confirm and form.confirmed.data != "y":
        return _ask_again(found, act, form)
    if not _decided(found, act, form):
        return payment_page(found, form)
    told = f"{found.description}: {act.label}. {form.reason.data}"
    note(actor(), "payment.resolved", f"payment:{message_id}", told)
    flash(_("Listo: quedó anotado con tu nombre y el motivo."))
    return redirect(url_for("queue_admin.index"), 303)


@admin.post("/<message_id>/destino")
@staff_required
def give_key(message_id: str) -> ResponseReturnValue:
    """Money that only the report knew: a person says which order, invoice or customer has it."""
    found = nequi.payment(message_id)
    if found is None:
        abort(404)
    form = DecisionForm()
    act = case_of(found).act(HOME) if found.queued_at and not found.kind else None
    if act is None:
        return payment_page(found, trouble=_("Este pago ya cambió: mira cómo está ahora."))
    form.outcome.data = HOME
    named(form, found, HOME)
    home = _home(form) if form.complete(act) else None
    if home is None:
        return payment_page(found, form)
    money = cents(form.pesos() or found.pesos)
    if form.confirmed.data != "y":
        parts = [] if home.order_id else shares(home, money)
        return _ask_again(found, act, form, [(_("Es de"), home.name)], parts)
    kind, key = key_of(home, money)
    if not _goes_through(form, lambda: nequi.give_key(
        message_id, kind, key, person=actor(), reason=form.reason.data,
        value=form.pesos() or found.pesos, reference=form.reference.data,
    )):  # fmt: skip
        return payment_page(found, form)
    note(actor(), "payment.given", f"payment:{message_id}", f"{home.name}. {form.reason.data}")
    flash(_("Listo: quedó registrado en %(what)s.", what=home.name))
    return redirect(url_for("queue_admin.index"), 303)


@admin.post("/<message_id>/consultar")
@staff_required
def ask(message_id: str) -> ResponseReturnValue:
    """Set the payment's turn to now: the worker asks Nequi."""
    if nequi.payment(message_id) is None:
        abort(404)
    nequi.look_now(message_id)
    flash(_("Le preguntamos a Nequi por este pago. Si responde algo nuevo, cambia aquí solo."))
    return redirect(url_for("payments_admin.payment", message_id=message_id), 303)


def _home(form: DecisionForm) -> Home | None:
    """Where the typed words lead; None with a sentence by the field."""
    home = home_of(form.home.data or "")
    if home is None:
        form.home.errors = [_("No hay un pedido, una factura ni un cliente así. Revisa el número.")]
        return None
    if form.use.data != KEEP:
        return home
    kept = as_credit(home)
    if kept is None:
        form.home.errors = [_("Un pedido no guarda saldo a favor: escribe el NIT o la cédula.")]
    return kept


def _ask_again(
    found: Payment,
    act: Act,
    form: DecisionForm,
    names: Sequence[tuple[str, str]] = (),
    parts: Sequence[tuple[str, Cents]] = (),
) -> str:
    """The page between the button and money that changes; ``parts`` say where it goes."""
    return render_template(
        "backoffice/confirm.html", payment=found, act=act, form=form, value=form.pesos(),
        names=names, parts=parts,
    )  # fmt: skip


def _decided(found: Payment, act: Act, form: DecisionForm) -> bool:
    return _goes_through(form, lambda: nequi.resolve(
        found.message_id, act.outcome, person=actor(), reason=form.reason.data,
        value=form.pesos() if act.asks else None, reference=form.reference.data,
    ))  # fmt: skip


def _goes_through(form: DecisionForm, deed: Callable[[], object]) -> bool:
    """Do it; a refusal stands by its field."""
    try:
        deed()
    except Refused as refused:
        field = form._fields.get(refused.field)
        if field is not None:
            field.errors = [str(refused)]
        else:
            form.form_errors.append(str(refused))
        return False
    return True


def _waiting() -> int:
    payments = nequi.payments(queued=True, limit=MOST_COUNTED)
    return len(payments) + len(nequi.refunds_to_resolve())


counters["/admin/dinero-por-resolver"] = _waiting
