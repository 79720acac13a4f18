"""Small forms around an order: cancelling it, a note of the staff."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from storefront.company.forms import strip
from storefront.linkforms import LinkForm


class CancelForm(LinkForm):
    """The buyer's; it carries nothing but its proof."""


class StaffCancelForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    cancel_reason = StringField(
        _l("Motivo"),
        [DataRequired(message=_l("Escribe el motivo: queda en el historial.")),
         Length(max=100, message=_l("Usa máximo 100 letras."))],
        [strip],
    )  # fmt: skip


class NoteForm(FlaskForm):  # type: ignore[misc] # as above
    note = TextAreaField(
        _l("Nota interna"),
        [DataRequired(message=_l("Escribe la nota.")),
         Length(max=140, message=_l("Usa máximo 140 letras."))],
        [strip],
    )  # fmt: skip
