"""Small forms around an order: cancelling it, a note, its money by another way."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from storefront.company.forms import strip
from storefront.debts.means import BY_HAND, Means
from storefront.invoices.forms import BAD_DATE, DayField, DocumentForm, OwedForm
from storefront.linkforms import LinkForm
from storefront.money import Cents, format_cents
from storefront.reasons import reason_field

NOBODY = 0
"""No customer was chosen yet."""


class CancelForm(LinkForm):
    """The buyer's; it carries nothing but its proof."""


class StaffCancelForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    cancel_reason = reason_field(_l("Escribe el motivo: queda en el historial."), 100)


class NoteForm(FlaskForm):  # type: ignore[misc] # as above
    note = TextAreaField(
        _l("Nota interna"),
        [DataRequired(message=_l("Escribe la nota.")),
         Length(max=140, message=_l("Usa máximo 140 letras."))],
        [strip],
    )  # fmt: skip


class ChoosesDebtor(FlaskForm):  # type: ignore[misc] # as above
    """Who owes an order of *consumidor final*, which names nobody who could."""

    def offer(self, customers: Sequence[tuple[int, str]]) -> None:
        """Those who may be chosen; without any, the order names its own and nobody is asked."""
        if customers:
            options = [(NOBODY, _("Elige el cliente")), *customers]
            self.customer_id.choices = [SelectChoice(key, name) for key, name in options]
        else:
            del self.customer_id

    @property
    def owner(self) -> int | None:
        """Who was chosen, where somebody had to be."""
        chosen: int | None = self.data.get("customer_id")
        return chosen


class CreditForm(ChoosesDebtor, OwedForm):
    """The invoice of an order that is sold on credit: it asks what the order asks."""

    customer_id = SelectField(_l("¿A nombre de quién salió la factura?"), coerce=int)

    def __init__(
        self, total: Cents, customers: Sequence[tuple[int, str]], **kwargs: object
    ) -> None:
        super().__init__(**kwargs)
        self._total = total
        self.offer(customers)

    def validate_customer_id(self, field: Any) -> None:
        """Somebody with a name and a document owes it."""
        if field.data == NOBODY:
            raise ValidationError(_("Consumidor final no compra a crédito: elige quién debe."))

    def validate_total(self, field: Any) -> None:
        """Another sum is another sale."""
        super().validate_total(field)
        if self.cents != self._total:
            raise ValidationError(_("El pedido vale %(value)s y la factura debe decir lo mismo. "
                                    "Si la factura está mal, corrígela en tu programa.",
                                    value=format_cents(self._total)))  # fmt: skip


class OrderDocumentForm(ChoosesDebtor):
    """A documento de cobro of an order: when it falls due, unless it is ``paid``."""

    form_key = HiddenField(
        default=lambda: secrets.token_urlsafe(24), validators=[DataRequired(), Length(max=64)]
    )
    customer_id = SelectField(_l("¿A nombre de quién va?"), coerce=int)
    due_on = DayField(_l("Vence el"), [InputRequired(BAD_DATE)])

    def __init__(
        self, customers: Sequence[tuple[int, str]], *, paid: bool, today: date, **kwargs: object
    ) -> None:
        super().__init__(**kwargs)
        self._today = today
        self.offer(customers)
        if paid:
            del self.due_on

    def validate_customer_id(self, field: Any) -> None:
        """Somebody with a name and a document."""
        if field.data == NOBODY:
            raise ValidationError(_("Elige el cliente."))

    def validate_due_on(self, field: Any) -> None:
        """Nothing falls due before it is made."""
        if field.data and field.data < self._today:
            raise ValidationError(_("No puede vencer antes de emitirse."))


class MendForm(DocumentForm):
    """What was copied wrong of a credit sale's invoice; its total and its customer stay."""

    due_on = OwedForm.due_on
    validate_due_on = OwedForm.validate_due_on


class PaidForm(FlaskForm):  # type: ignore[misc] # as above
    """How an order was paid outside of Nequi; the amount is what it owes."""

    means = RadioField(_l("¿Cómo te pagaron?"), coerce=Means,
                       validators=[DataRequired(message=_l("Elige cómo te pagaron."))])  # fmt: skip
    number = StringField(
        _l("Número del comprobante"),
        [Length(max=60, message=_l("Usa máximo 60 letras."))],
        [strip],
    )
    paid_reason = reason_field(_l("Escribe el motivo: queda en el historial."), 100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.means.choices = [SelectChoice(way.value, way.words) for way in BY_HAND]
