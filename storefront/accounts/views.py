"""Sign-in, sign-out and the own password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from storefront.accounts import first_run
from storefront.accounts.access import actor, is_own_password, staff_required
from storefront.accounts.forms import LoginForm, PasswordForm
from storefront.accounts.models import User
from storefront.accounts.rules import safe_next
from storefront.accounts.service import SignIn, change_password, end_sessions, sign_in
from storefront.db import fetch
from storefront.extensions import db

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/entrar", methods=["GET", "POST"], endpoint="sign_in")
def sign_in_page() -> str | Response | tuple[str, int]:
    """The staff's door; ``next`` leads back to the page that asked for it."""
    target = safe_next(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, nobody=first_run.waits())
    outcome, user_id = sign_in(form.email.data, form.password.data, request.remote_addr or "")
    if user_id is not None:
        _start_session(user_id)
        return redirect(target, 303)
    slow = outcome is SignIn.SLOW_DOWN
    form.form_errors.append(
        _("Van muchos intentos. Espera 15 minutos y prueba otra vez.")
        if slow
        else _("El correo o la clave no coinciden. Revísalos y prueba otra vez.")
    )
    return render_template("accounts/sign_in.html", form=form), 429 if slow else 200


def _start_session(user_id: int) -> None:
    """A fresh session (nothing of the anonymous one but the cart stays)."""
    kept = {name: session[name] for name in ("cart",) if name in session}
    session.clear()
    session.update(kept)
    login_user(fetch(User, user_id))


@blueprint.post("/salir")
def sign_out() -> Response:
    """Ends every session of the account, so that a copied cookie is dead, too."""
    if current_user.is_authenticated:
        end_sessions(current_user.id)
    logout_user()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.route("/admin/clave", methods=["GET", "POST"])
@staff_required
def password() -> str | Response:
    """Change the own password."""
    form = PasswordForm()
    if form.validate_on_submit():
        if is_own_password(form.current.data):
            return _change(form.password.data)
        form.current.errors = [_("Esa no es tu clave actual.")]
    return render_template("accounts/password.html", form=form)


def _change(new: str) -> Response:
    user_id = current_user.id
    change_password(user_id, new, actor())
    db.session.expire_all()
    login_user(fetch(User, user_id))
    flash(_("Clave cambiada. Las demás sesiones se cerraron."))
    return redirect(url_for("accounts.password"), 303)
