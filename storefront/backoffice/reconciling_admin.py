"""Conciliación: drop Nequi's report or fetch a day's, and read its three piles."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField
from wtforms.validators import DataRequired

from nequi_plugin import Refused
from storefront.accounts.access import actor, staff_required
from storefront.backoffice import reconciling
from storefront.backoffice.models import Reconciliation
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.security import takes_files

admin = Blueprint("reconciling_admin", __name__, url_prefix="/admin/conciliacion")
LARGEST_FILE = 2_000_001
"""One byte more than the plugin reads: enough to know that it is too large."""

OLDEST = timedelta(days=365)


class DropForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    report = FileField(
        _l("Reporte de Nequi (JSON)"),
        [FileRequired(message=_l("Elige el archivo que descargaste de Nequi."))],
    )


class DayForm(FlaskForm):  # type: ignore[misc] # as above
    day = DateField(_l("Día"), [DataRequired(message=_l("Escribe el día."))])


@admin.get("")
@staff_required
def index() -> str:
    """The two ways in, and the latest runs."""
    return _page(DropForm(formdata=None), _day_form())


@takes_files
@admin.post("/archivo")
@staff_required
def drop() -> ResponseReturnValue:
    """Sort a dropped file; what is none gets a sentence by the field."""
    form = DropForm()
    if form.validate_on_submit():
        sent = form.report.data
        try:
            run_id = reconciling.of_file(sent.filename, sent.stream.read(LARGEST_FILE), actor())
        except Refused as refused:
            form.report.errors = [str(refused)]
        else:
            return redirect(url_for("reconciling_admin.show", run_id=run_id), 303)
    return _page(form, _day_form())


@admin.post("/dia")
@staff_required
def fetch() -> ResponseReturnValue:
    """Queue the report of one day."""
    form, today = DayForm(), bogota_today(nequi.now())
    if form.validate_on_submit():
        if today - OLDEST <= form.day.data <= today:
            run_id = reconciling.of_day(form.day.data, actor())
            return redirect(url_for("reconciling_admin.show", run_id=run_id), 303)
        form.day.errors = [_("Escribe un día del último año, hoy incluido.")]
    elif form.day.errors:
        form.day.errors = [_("Escribe el día, como 2026-11-24.")]
    return _page(DropForm(formdata=None), form)


@admin.get("/<int:run_id>")
@staff_required
def show(run_id: int) -> str:
    """One run: its piles, or that it is still being fetched."""
    run = db.session.get(Reconciliation, run_id) if run_id < 2**31 else None
    if run is None:
        abort(404)
    return render_template(
        "backoffice/reconciliation.html",
        run=run,
        piles={name: reconciling.pile(run, name) for name in reconciling.PILES},
        notes=reconciling.NOTES,
    )


def _day_form() -> DayForm:
    yesterday = bogota_today(nequi.now()) - timedelta(days=1)
    return DayForm(formdata=None, data={"day": yesterday})


def _page(drop_form: DropForm, day_form: DayForm) -> str:
    return render_template(
        "backoffice/reconciliations.html",
        drop_form=drop_form,
        day_form=day_form,
        runs=reconciling.runs(),
    )
