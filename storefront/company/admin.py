"""Configuración › Empresa."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from storefront.accounts import first_run
from storefront.accounts.access import actor, owner_required, staff_required
from storefront.company.forms import CompanyForm
from storefront.company.ids import show_number
from storefront.company.models import ONLY, Company, NequiSettings
from storefront.company.service import save_company
from storefront.extensions import db, nequi

admin = Blueprint("company", __name__, url_prefix="/admin/configuracion")


@admin.get("")
@staff_required
def index() -> str:
    """The page of boxes."""
    row = db.session.get(Company, ONLY)
    return render_template(
        "company/index.html",
        company=row,
        nequi_row=db.session.get(NequiSettings, ONLY),
        notified=(row.notify_emails or "").split() if row else [],
        policies=bool(row and (row.shipping_policy or row.returns_policy or row.privacy_policy)),
    )


@admin.get("/empresa")
@staff_required
def company() -> str:
    """The merchant's data; only an owner may save them."""
    row = db.session.get(Company, ONLY) or Company(id_number="", dv="")
    form = CompanyForm(obj=row)
    form.id_number.data = show_number(row.id_type or "", row.id_number)
    form.logo_path = row.logo or ""
    return _page(form)


@admin.post("/empresa")
@owner_required
def save() -> str | Response:
    """Store Empresa; ``put_dv`` is the one-touch repair of a wrong digit."""
    form = CompanyForm()
    row = db.session.get(Company, ONLY)
    form.take_logo(row.logo if row else "", request.form.get("logo_path", ""))
    if request.form.get("put_dv", "").isdigit():
        form.dv.data = request.form["put_dv"][:1]
    if not form.validate_on_submit():
        return _page(form)
    if save_company(form.values(), actor()):
        flash(_("Guardado. Los pagos en línea esperan a que Nequi confirme los datos."))
        return redirect(url_for("company_nequi.page"), 303)
    if first_run.was_used() and nequi.is_open() is not None:
        flash(_("Guardado. Ahora activa los pagos con Nequi."))
        return redirect(url_for("company_nequi.page"), 303)
    flash(_("Guardado."))
    return redirect(url_for("company.company"), 303)


def _page(form: CompanyForm) -> str:
    row = db.session.get(NequiSettings, ONLY)
    return render_template(
        "company/company.html", form=form, nequi_on=bool(row and (row.active or row.wanted))
    )
