"""Configuración › Usuarios: who may sign in and what they may do; for owners."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts import people
from storefront.accounts.access import actor, owner_required
from storefront.accounts.models import User
from storefront.accounts.people_forms import NewPersonForm, PersonForm
from storefront.db import db

admin = Blueprint("people_admin", __name__, url_prefix="/admin/configuracion/usuarios")


@admin.get("")
@owner_required
def index() -> str:
    """Everybody with an account."""
    return render_template("accounts/people.html", people=people.people())


@admin.route("/nuevo", methods=["GET", "POST"])
@owner_required
def new() -> ResponseReturnValue:
    """Add somebody."""
    form = NewPersonForm()
    if form.validate_on_submit():
        try:
            people.add(form.email.data, form.person(), actor())
            flash(_("%(name)s ya puede entrar. Dale su clave en persona.", name=form.name.data))
            return redirect(url_for(".index"), 303)
        except people.Taken:
            form.email.errors = [_("Ese correo ya tiene una cuenta.")]
    return _page(form, None)


@admin.route("/<int:user_id>", methods=["GET", "POST"])
@owner_required
def edit(user_id: int) -> ResponseReturnValue:
    """Change what somebody may do, shut them out, or give them a new password."""
    user = db.session.get(User, user_id) or abort(404)
    form = PersonForm(obj=user)
    if form.validate_on_submit():
        try:
            people.change(user_id, form.person(), actor())
            flash(_("Guardado."))
            return redirect(url_for(".index"), 303)
        except people.LastOwner:
            form.role.errors = [
                _("Es la única persona dueña con acceso. Primero agrega otra dueña o dueño.")
            ]
    return _page(form, user)


def _page(form: PersonForm, user: User | None) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/person.html", form=form, user=user), status
