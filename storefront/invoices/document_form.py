"""*Nuevo documento de cobro* as staff type it: lines, dates, and the invoice of the same sale."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from storefront.company.forms import one_of
from storefront.dates import bogota_today
from storefront.extensions import nequi
from storefront.invoices.documents import DocumentData, Einvoice
from storefront.invoices.forms import BAD_DATE, DayField
from storefront.invoices.lines import MOST, Line, Vat, parse_quantity, totals
from storefront.invoices.rules import is_cufe, is_number, parse_cents
from storefront.money import Cents

ROWS, MOST_ROWS = 3, 40
RATES = (
    (Vat.EXCLUDED, _l("Sin IVA")),
    (Vat.STANDARD, "19 %"),
    (Vat.REDUCED, "5 %"),
    (Vat.ZERO, "0 %"),
)


def _row(value: object) -> int:
    """An id that was chosen; anything else chooses nothing."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class LineForm(Form):  # type: ignore[misc] # wtforms ships no types
    """One line; a row without concept and value is left out."""

    concept = StringField(_l("Concepto"), [Length(max=200, message=_l("Máximo %(max)d letras."))])
    quantity = StringField(_l("Cantidad"), default="1")
    unit = StringField(_l("Valor unitario"))
    vat = one_of(_l("IVA"), ((rate.value, words) for rate, words in RATES))

    @property
    def blank(self) -> bool:
        """Whether nothing was typed here."""
        return not (self.concept.data or "").strip() and not (self.unit.data or "").strip()

    @property
    def line(self) -> Line:
        """What a valid row says."""
        return Line(
            self.concept.data.strip(), parse_quantity(self.quantity.data) or 0,
            parse_cents(self.unit.data) or Cents(0), Vat(self.vat.data),
        )  # fmt: skip

    def validate_concept(self, field: Any) -> None:
        """A line says what it is for."""
        if not self.blank and not (field.data or "").strip():
            raise ValidationError(_("Escribe el concepto."))

    def validate_quantity(self, field: Any) -> None:
        """Up to three decimals."""
        if not self.blank and parse_quantity(field.data or "") is None:
            raise ValidationError(_("Escribe una cantidad, como 2 o 1,5."))

    def validate_unit(self, field: Any) -> None:
        """More than nothing."""
        if not self.blank and not parse_cents(field.data or ""):
            raise ValidationError(_("Escribe un valor en pesos, como 120.000."))


class EinvoiceForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """The electronic invoice of the same sale: both of its names, or none."""

    einvoice_number = StringField(_l("Número de la factura electrónica"), [])
    einvoice_cufe = StringField(_l("CUFE"), [])
    needed = True

    @property
    def einvoice(self) -> Einvoice | None:
        """What a valid form names."""
        number = self.einvoice_number.data
        return Einvoice(number, self.einvoice_cufe.data) if number else None

    def validate_einvoice_number(self, field: Any) -> None:
        """Prefix and consecutive, as issued."""
        field.data = (field.data or "").strip().upper()
        wanted = self.needed or (self.einvoice_cufe.data or "").strip()
        if (field.data or wanted) and not is_number(field.data):
            raise ValidationError(_("Escribe prefijo y número, como FE-1038."))

    def validate_einvoice_cufe(self, field: Any) -> None:
        """A SHA-384 in hexadecimal (DIAN, anexo técnico)."""
        field.data = (field.data or "").strip().lower()
        wanted = self.needed or (self.einvoice_number.data or "").strip()
        if (field.data or wanted) and not is_cufe(field.data):
            raise ValidationError(_("El CUFE tiene 96 letras y números; cópialo completo."))


class NewDocumentForm(EinvoiceForm):
    """``due_on`` left empty follows the customer's term; ``days`` are the terms by customer."""

    customer_id = SelectField(_l("Cliente"), coerce=_row, validate_choice=False)
    issued_on = DayField(_l("Fecha"), [InputRequired(BAD_DATE)])
    due_on = DayField(_l("Vence el"), [Optional()])
    lines = FieldList(FormField(LineForm), _l("Conceptos"), min_entries=ROWS, max_entries=MOST_ROWS)
    note = TextAreaField(_l("Nota"), [Length(max=400, message=_l("Máximo %(max)d letras."))])
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))
    needed = False
    days: dict[int, int]

    def offer(self, customers: list[tuple[int, str, int]]) -> None:
        """(id, name, credit days) of those to choose from."""
        self.days = {number: days for number, _name, days in customers}
        self.customer_id.choices = [
            SelectChoice(0, _("Elige un cliente")),
            *(SelectChoice(n, name, {"data-days": days}) for n, name, days in customers),
        ]

    def usual_due(self) -> date | None:
        """Issue and the customer's term, where both are known."""
        days = self.days.get(self.customer_id.data or 0)
        issued: date | None = self.issued_on.data
        return issued + timedelta(days=days) if issued and days is not None else None

    def validate_customer_id(self, field: Any) -> None:
        """One of those on file."""
        if field.data not in self.days:
            raise ValidationError(_("Elige el cliente."))

    def validate_issued_on(self, field: Any) -> None:
        """A document of tomorrow does not exist yet."""
        if field.data and field.data > bogota_today(nequi.now()):
            raise ValidationError(_("La fecha no puede ser futura."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The fields, then what they say together."""
        right = super().validate(extra_validators)
        self.due_on.data = self.due_on.data or (None if self.due_on.errors else self.usual_due())
        issued, due = self.issued_on.data, self.due_on.data
        if issued and due and due < issued:
            self.due_on.errors = [_("No puede vencer antes de su fecha.")]
            return False
        return bool(right and self._sums())

    def _sums(self) -> bool:
        rows = [row.form for row in self.lines if not row.form.blank]
        for row in rows:
            if self.einvoice is None and row.line.vat is not Vat.EXCLUDED:
                self.lines.errors = row.vat.errors = [_("Falta su factura electrónica, abajo.")]
        total = totals([row.line for row in rows]).total
        if not 100 <= total <= MOST:
            self.form_errors = [_("Escribe al menos un concepto con su valor.") if total < 100
                                else _("El total es demasiado grande.")]  # fmt: skip
        return not (self.form_errors or any(row.vat.errors for row in rows))

    def document(self) -> DocumentData:
        """What a valid form asks to be made."""
        values: dict[str, Any] = self.data
        return DocumentData(
            values["customer_id"], [row.form.line for row in self.lines if not row.form.blank],
            values["issued_on"], values["due_on"], (values["note"] or "").strip(), self.einvoice,
            (values["form_key"] or "")[:64] or None,
        )  # fmt: skip
