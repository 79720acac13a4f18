"""What staff may change on a receipt; amounts and payer come from the payment."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from storefront.company.forms import strip
from storefront.dates import bogota_today
from storefront.extensions import nequi
from storefront.invoices.forms import BAD_DATE, DayField
from storefront.reasons import reason_field
from storefront.receipts.series import why_not


class ReceiptForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """The number is taken at saving, never typed."""

    series = SelectField(_l("Numeración"))
    received_on = DayField(_l("Fecha"), [InputRequired(BAD_DATE)])
    city = StringField(_l("Ciudad"), [Optional(), Length(max=60)])
    concept = StringField(
        _l("Concepto"), [InputRequired(_l("Escribe el concepto.")), Length(max=300)]
    )
    note = TextAreaField(_l("Nota"), [Optional(), Length(max=400)])

    def validate_received_on(self, field: Any) -> None:
        """Money of tomorrow was not received yet."""
        if field.data and field.data > bogota_today(nequi.now()):
            raise ValidationError(_l("La fecha del recibo no puede ser futura."))


class TheirReceiptForm(ReceiptForm):
    """Where another program keeps the books: its number is typed, none of ours is taken."""

    series = None
    number = StringField(
        _l("Número en tu programa"),
        [DataRequired(message=_l("Escribe el número que le dio tu programa.")),
         Length(max=20, message=_l("Usa máximo 20 letras."))],
        [strip],
    )  # fmt: skip

    def validate_number(self, field: Any) -> None:
        """One receipt per number, and none that ours could take later."""
        problem = why_not(field.data)
        if problem:
            raise ValidationError(problem)


class VoidForm(FlaskForm):  # type: ignore[misc] # as above
    """Why a receipt is worth nothing any more: printed on it."""

    void_reason = reason_field(_l("Escribe el motivo: sale en el recibo anulado."), 200)
