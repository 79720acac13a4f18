"""``/pagar``: the code of a statement's mail is typed here and leads to its live statement."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from storefront.accounts.service import note_failure, throttled
from storefront.db import db
from storefront.extensions import csrf, nequi
from storefront.linkforms import LinkForm
from storefront.statements.codes import link_of

blueprint = Blueprint("statement_codes", __name__, url_prefix="/pagar")
PURPOSE = "statement-code"


class CodeForm(LinkForm):
    """Eight signs; the proof is stateless, so that no cookie is needed."""

    code = StringField(
        _l("Código"), [DataRequired(message=_l("Escribe el código que está en el correo."))]
    )


@blueprint.get("")
def ask() -> ResponseReturnValue:
    """Where the code is typed."""
    return _page(CodeForm(formdata=None, link="pagar", purpose=PURPOSE), 200)


@blueprint.post("")
@csrf.exempt  # type: ignore[untyped-decorator] # LinkForm carries its own stateless proof
def go() -> ResponseReturnValue:
    """To the statement; a wrong code is said by its field, and counted against the address."""
    form = CodeForm(link="pagar", purpose=PURPOSE)
    if not form.validate():
        return _page(form, 422)
    guesser = {f"code:{request.remote_addr}"}  # not *address:* of the sign-in: the staff gets in
    if throttled(guesser):
        form.code.errors = [_("Van muchos códigos errados. Espera quince minutos.")]
        return _page(form, 429)
    link_id = link_of(form.code.data)
    db.session.rollback()
    if link_id is None:
        note_failure(guesser)
        form.code.errors = [_("Ese código no existe. Míralo otra vez: son ocho letras y números.")]
        return _page(form, 422)
    return redirect(url_for("statements.show", link=nequi.link_token(link_id)), 303)


def _page(form: CodeForm, status: int) -> ResponseReturnValue:
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
    return render_template("statements/code.html", form=form), status, headers
