"""``/empezar/<token>``: the first owner's account, then the shop's first steps."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import login_user
from werkzeug.wrappers import Response

from storefront.accounts.first_run import make_owner, opens
from storefront.accounts.forms import OwnerForm
from storefront.accounts.models import User
from storefront.db import fetch

blueprint = Blueprint("first_run", __name__)


@blueprint.route("/empezar/<token>", methods=["GET", "POST"])
def start(token: str) -> str | Response:
    """Looking changes nothing; sending makes the account, signs in and leads to Empresa."""
    if not opens(token):
        abort(410)
    form = OwnerForm()
    if not form.validate_on_submit():
        return render_template("accounts/first_run.html", form=form)
    user_id = make_owner(token, form.email.data, form.name.data, form.password.data)
    if user_id is None:
        abort(410)
    session.clear()
    login_user(fetch(User, user_id))
    flash(_("Tu cuenta está lista. Ahora los datos de tu empresa."))
    return redirect(url_for("company.company"), 303)
