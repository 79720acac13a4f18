"""Small forms around an order: cancelling it, a note, its money by another way."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from storefront.company.forms import strip
from storefront.debts.means import BY_HAND, Means
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


class PaidForm(FlaskForm):  # type: ignore[misc] # as above
    """How an order was paid outside of Nequi; the amount is what it owes."""

    means = RadioField(_l("¿Cómo te pagaron?"), coerce=Means,
                       validators=[DataRequired(message=_l("Elige cómo te pagaron."))])  # fmt: skip
    number = StringField(
        _l("Número del comprobante"),
        [Length(max=60, message=_l("Usa máximo 60 letras."))],
        [strip],
    )
    paid_reason = StringField(
        _l("Motivo"),
        [DataRequired(message=_l("Escribe el motivo: queda en el historial.")),
         Length(max=100, message=_l("Usa máximo 100 letras."))],
        [strip],
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.means.choices = [SelectChoice(way.value, way.words) for way in BY_HAND]
