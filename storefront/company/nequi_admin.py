"""Configuración › Integraciones con otros sistemas › Pagos en línea › Nequi."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from storefront.accounts.access import actor, is_own_password, owner_required, staff_required
from storefront.company import words
from storefront.company.forms import DeclareForm, NequiForm
from storefront.company.gate import ENVIRONMENT, from_environment, merchant
from storefront.company.models import ONLY, Company, NequiSettings, Verdict
from storefront.company.rules import from_json
from storefront.company.service import declare, switch_off, switch_on
from storefront.extensions import db, nequi

admin = Blueprint("company_nequi", __name__, url_prefix="/admin/configuracion/integraciones")
SECRETS = ENVIRONMENT[:3]


@admin.get("")
@staff_required
def integrations() -> str:
    """Integraciones con otros sistemas."""
    return render_template("company/integrations.html", row=_row())


@admin.get("/pagos-en-linea")
@staff_required
def methods() -> str:
    """Pagos en línea: a card for each method."""
    return render_template("company/methods.html", row=_row())


@admin.get("/pagos-en-linea/nequi")
@staff_required
def page() -> str:
    """Checklist, keys, comparison and switch."""
    row = _row()
    tried = row.verdict in (Verdict.MISMATCH, Verdict.UNAVAILABLE, Verdict.KEYS_REFUSED)
    return _page(row, NequiForm(data={"active": row.active or row.wanted or tried}))


@admin.post("/pagos-en-linea/nequi")
@owner_required
def save() -> str | Response:
    """Guardar: off is immediate; on queues the check that turns it on."""
    row, form = _row(), NequiForm()
    if not form.validate_on_submit() or not _may_change_keys(form, row):
        return _page(row, form)
    if not form.active.data:
        switch_off(form.typed(), actor())
        flash(_("Guardado. Los pagos en línea quedaron apagados."))
        return redirect(url_for("company_nequi.page"), 303)
    if not _complete(form, row):
        return _page(row, form)
    switch_on(form.typed(), actor())
    return redirect(url_for("company_nequi.page") + "#activar", 303)


@admin.post("/pagos-en-linea/nequi/declarar")
@owner_required
def declare_same() -> str | Response:
    """The owner's word, where Nequi gives no name."""
    form = DeclareForm()
    if not form.validate_on_submit():
        return _page(_row(), NequiForm(formdata=None), form)
    if declare(actor()):
        flash(_("Guardado. Los pagos en línea están activos: declarado, no verificado."))
    return redirect(url_for("company_nequi.page"), 303)


@admin.get("/pagos-en-linea/nequi/estado")
@staff_required
def status() -> Response:
    """The bar while Nequi is asked; once there is a verdict the page loads itself again."""
    row = _row()
    answer = make_response(render_template("company/_checking.html", row=row))
    if not row.checking:
        answer.headers["HX-Refresh"] = "true"
    return answer


def last_contact(row: NequiSettings | None) -> datetime | None:
    """When Nequi last answered anything: about a payment, or about Empresa."""
    asked = row.last_contact_at if row else None
    return max(filter(None, (asked, nequi.last_answer())), default=None)


def _row() -> NequiSettings:
    stored = db.session.get(NequiSettings, ONLY)
    return stored or NequiSettings(
        active=False, wanted=False, verdict=Verdict.NOT_CHECKED, comparison="",
        check_number=0, checked_number=0,
    )  # fmt: skip


def _complete(form: NequiForm, row: NequiSettings) -> bool:
    """Whether every key is typed, stored or fixed by the server, and Empresa has a number."""
    for name in SECRETS:
        if not (form[name].data or getattr(row, name) or from_environment(name)):
            form[name].errors = [_("Falta esta llave. Cópiala del portal Nequi Conecta.")]
    company = db.session.get(Company, ONLY)
    if company is None or not company.id_number:
        form.form_errors.append(_("Primero llena los datos de Empresa."))
    return not form.errors


def _may_change_keys(form: NequiForm, row: NequiSettings) -> bool:
    """Other keys send the money elsewhere: once some have served, her password is asked."""
    if not row.have_served or not form.typed() or is_own_password(form.own.data):
        return True
    missing = _("Escribe tu clave para cambiar una llave.")
    form.own.errors = [_("Esa no es tu clave.") if form.own.data else missing]
    return False


def _page(row: NequiSettings, form: NequiForm, declaring: DeclareForm | None = None) -> str:
    found = from_json(row.comparison)
    facts: dict[str, Any] = {
        "fixed": {name for name in ENVIRONMENT if from_environment(name)},
        "keys_ready": all(getattr(row, n) or from_environment(n) for n in SECRETS),
        "company_ready": bool(merchant().nit and merchant().name),
        "comparison": found,
        "rows": words.rows(found) if found else [],
        "cause": words.cause(found) if found else None,
        "last_contact": last_contact(row),
    }
    return render_template(
        "company/nequi.html", row=row, form=form, declaring=declaring or DeclareForm(), **facts
    )
