"""An electronic invoice as staff copy it from its document."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from storefront.dates import bogota_today
from storefront.extensions import nequi
from storefront.invoices.rules import is_cufe, is_number, parse_cents
from storefront.money import Cents

BAD_DATE = _l("Escribe la fecha completa, como 25/11/2026.")


class DayField(DateField):  # type: ignore[misc] # wtforms ships no types
    """A date whose mistake is said in Spanish."""

    data: date | None

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None
            raise ValueError(BAD_DATE) from None


class DocumentForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """What names an electronic invoice; its amounts are known or follow."""

    number = StringField(
        _l("Número de la factura"), [InputRequired(_l("Escribe el número, como FE-1038."))]
    )
    cufe = StringField(_l("CUFE"), [Optional()])
    issued_on = DayField(_l("Emitida el"), [InputRequired(BAD_DATE)])

    def validate_number(self, field: Any) -> None:
        """Prefix and consecutive, as issued."""
        field.data = (field.data or "").strip().upper()
        if not is_number(field.data):
            raise ValidationError(_l("Escribe prefijo y número, como FE-1038."))

    def validate_cufe(self, field: Any) -> None:
        """A SHA-384 in hexadecimal (DIAN, anexo técnico)."""
        field.data = (field.data or "").strip().lower()
        if not is_cufe(field.data):
            raise ValidationError(_l("El CUFE tiene 96 letras y números; cópialo completo."))

    def validate_issued_on(self, field: Any) -> None:
        """An invoice of tomorrow does not exist yet."""
        if field.data and field.data > bogota_today(nequi.now()):
            raise ValidationError(_l("La fecha de emisión no puede ser futura."))


class OwedForm(DocumentForm):
    """An invoice that is still to be paid: what it asks, and until when.

    ``total`` accepts ``1.240.000`` and ``1.240.000,50``; ``cents`` holds it afterwards.
    """

    due_on = DayField(_l("Vence el"), [InputRequired(BAD_DATE)])
    total = StringField(_l("Total"), [InputRequired(_l("Escribe el total de la factura."))])

    def validate_due_on(self, field: Any) -> None:
        """Nothing falls due before it is issued."""
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError(_l("No puede vencer antes de emitirse."))

    def validate_total(self, field: Any) -> None:
        """At least one peso."""
        value = parse_cents(field.data or "")
        if value is None or value < 100:
            raise ValidationError(_l("Escribe un valor en pesos, como 1.240.000."))
        self.cents = value


class InvoiceForm(OwedForm):
    """An invoice of one of the customers.

    ``base`` and ``vat`` are typed both or neither; ``base_cents`` and ``vat_cents`` hold them.
    """

    base_cents: Cents | None = None
    vat_cents: Cents | None = None
    customer_id = SelectField(_l("Cliente"), coerce=int)
    base = StringField(_l("Base sin IVA"), [Optional()])
    vat = StringField(_l("IVA"), [Optional()])
    note = TextAreaField(_l("Nota"), [Optional(), Length(max=400)])

    def validate_base(self, field: Any) -> None:
        """Above zero, with its IVA beside it, both within the total."""
        self.base_cents = _amount(field.data, least=1)
        if not (self.vat.data or "").strip():
            raise ValidationError(_l("Escribe también el IVA: 0 si no tiene."))
        vat, total = parse_cents(self.vat.data), parse_cents(self.total.data or "")
        if vat is not None and total is not None and self.base_cents + vat > total:
            raise ValidationError(_l("La base más el IVA no pueden pasar del total."))

    def validate_vat(self, field: Any) -> None:
        """Zero or more, with its base beside it."""
        self.vat_cents = _amount(field.data, least=0)
        if not (self.base.data or "").strip():
            raise ValidationError(_l("Escribe también la base sin IVA, o deja los dos vacíos."))


def _amount(text: str, *, least: int) -> Cents:
    value = parse_cents(text)
    if value is None or value < least:
        raise ValidationError(_l("Escribe un valor en pesos, como 1.240.000."))
    return value
