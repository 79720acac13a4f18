"""What a clerk types for a nota crédito."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from storefront.company.forms import strip
from storefront.invoices.forms import is_number
from storefront.invoices.rules import parse_cents
from storefront.money import ZERO, Cents
from storefront.notes.models import SERIES
from storefront.reasons import reason_field


class NoteForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """``cents`` holds the value afterwards; ``number`` is the electronic note's, or empty."""

    cents: Cents = ZERO
    form_key = HiddenField(
        default=lambda: secrets.token_urlsafe(24), validators=[DataRequired(), Length(max=64)]
    )
    value = StringField(_l("Valor de la nota"), [DataRequired(_l("Escribe el valor."))], [strip])
    reason = reason_field(_l("Escribe el motivo de la nota."), 200)
    number = StringField(_l("Número de la nota crédito electrónica"), [Optional()], [strip])

    def validate_value(self, field: Any) -> None:
        """At least one peso; what is payable is asked under its lock."""
        value = parse_cents(field.data or "")
        if value is None or value < 100:
            raise ValidationError(_l("Escribe un valor en pesos, como 50.000."))
        self.cents = value

    def validate_number(self, field: Any) -> None:
        """Prefix and consecutive, as issued; "NC-" alone begins the numbers that are ours."""
        field.data = field.data.upper()
        if not is_number(field.data):
            raise ValidationError(_l("Escribe prefijo y número, como NCE-12."))
        if field.data.startswith(f"{SERIES}-"):
            field.data = field.data.replace("-", "", 1)
