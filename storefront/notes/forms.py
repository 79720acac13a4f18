"""What a clerk types for a nota crédito."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from storefront.company.forms import strip
from storefront.invoices.rules import is_number, parse_cents
from storefront.money import ZERO, Cents
from storefront.notes.models import SERIES
from storefront.reasons import reason_field


class AnyNoteForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """``number`` is the electronic note's, or empty; ``returned`` is asked only of an order
    whose pieces had left the shop."""

    form_key = HiddenField(
        default=lambda: secrets.token_urlsafe(24), validators=[DataRequired(), Length(max=64)]
    )
    reason = reason_field(_l("Escribe el motivo de la nota."), 200)
    number = StringField(_l("Número de la nota crédito electrónica"), [Optional()], [strip])
    returned = BooleanField(_l("Los productos volvieron a la tienda"))

    def ask(self, *, electronic: bool, left: bool) -> None:
        """Leave out what does not concern this document."""
        if not electronic:
            del self.number
        if not left:
            del self.returned

    @property
    def electronic(self) -> str:
        """The electronic note's number where one was typed."""
        return (self.number.data or "") if "number" in self else ""

    @property
    def back(self) -> bool:
        """Whether pieces that had left the shop are back."""
        return "returned" in self and bool(self.returned.data)

    def validate_number(self, field: Any) -> None:
        """Prefix and consecutive, as issued; "NC-" alone begins the numbers that are ours."""
        field.data = field.data.upper()
        if not is_number(field.data):
            raise ValidationError(_l("Escribe prefijo y número, como NCE-12."))
        if field.data.startswith(f"{SERIES}-"):
            field.data = field.data.replace("-", "", 1)


class NoteForm(AnyNoteForm):
    """A value that is still owed, or a part of it; ``cents`` holds it afterwards."""

    cents: Cents = ZERO
    value = StringField(_l("Valor de la nota"), [DataRequired(_l("Escribe el valor."))], [strip])

    def validate_value(self, field: Any) -> None:
        """At least one peso; what is payable is asked under its lock."""
        value = parse_cents(field.data or "")
        if value is None or value < 100:
            raise ValidationError(_l("Escribe un valor en pesos, como 50.000."))
        self.cents = value


class AnnulForm(AnyNoteForm):
    """The whole document, whatever was paid; ``paid`` are the centavos that the clerk saw."""

    paid = HiddenField()

    @property
    def seen(self) -> Cents:
        """What was seen as paid; 0 for what nobody can have seen."""
        text = self.paid.data or ""
        return Cents(int(text)) if text.isascii() and text.isdigit() and len(text) < 16 else ZERO
