"""*Deshacer la nota crédito*: the owner, with a reason, while what it freed is not spent."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from storefront.accounts.access import actor, owner_required
from storefront.coupons.service import Gone
from storefront.db import db
from storefront.notes import undoing
from storefront.notes.paper import paper
from storefront.notes.paper_admin import made
from storefront.notes.undoing import NotUndoable
from storefront.orders.stock import SoldOut
from storefront.reasons import reason_field

admin = Blueprint("unnoting_admin", __name__, url_prefix="/admin/facturas/notas")
WHY = {
    "gone": _l("Esta nota ya estaba deshecha."),
    "later": _l("Primero deshaz la nota crédito más nueva de este documento."),
    "cruce": _l("No se puede deshacer: liberó saldo a favor que venía de un cruce."),
    "spent": _l("No se puede deshacer: lo que dejó a favor ya se usó o se devolvió."),
}
"""Why it stays."""


class UndoForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """Why a nota crédito is undone: printed on it."""

    void_reason = reason_field(_l("Escribe el motivo: sale en la nota deshecha."), 200)


@admin.route("/<int:note_id>/deshacer", methods=["GET", "POST"])
@owner_required
def undo(note_id: int) -> ResponseReturnValue:
    """Ask why and say what follows; a POST undoes. What cannot be undone says so."""
    row, form = made(note_id), UndoForm()
    there = redirect(url_for("note_admin.show", note_id=note_id), 303)
    why = undoing.why_not(db.session, row)
    if why:
        flash(WHY[why])
        return there
    if form.validate_on_submit():
        db.session.rollback()
        error = _undo(note_id, form.void_reason.data)
        if error:
            form.form_errors = [error]
            page = render_template("notes/undo.html", form=form, said=paper(made(note_id)))
            return page, 409
        flash(_("La nota crédito quedó deshecha."))
        return there
    page = render_template("notes/undo.html", form=form, said=paper(row))
    return page, 422 if form.is_submitted() else 200


def _undo(note_id: int, reason: str) -> str:
    """The sentence that says why it stays, or ""."""
    try:
        undoing.undo(note_id, reason=reason, actor=actor())
    except NotUndoable as no:
        return str(WHY[no.why])
    except SoldOut:
        return str(_("Ya no hay existencias para volver a entregar el pedido."))
    except Gone:
        return str(_("El cupón del pedido ya no tiene usos."))
    return ""
