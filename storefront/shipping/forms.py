"""The shipping tariff as the merchant types it: what is usual, and a row per exception."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from storefront.catalog.product_form import Rows, plain
from storefront.money import Cents, cents, parse_pesos
from storefront.orders.checkout.places import DEPARTMENTS
from storefront.shipping.rules import Rate, Tariff, key

DEAREST = 10_000_000
MOST_RATES = 100


def _price(text: str) -> Cents | None:
    """Pesos as typed, 0 for a free delivery, in centavos."""
    value = parse_pesos(text) if text else None
    return cents(value) if value is not None and value <= DEAREST else None


def _dotted(value: Cents) -> str:
    return f"{value // 100:,}".replace(",", ".")


class RateForm(Form):  # type: ignore[misc] # wtforms ships no types
    """One exception; an untouched row is none."""

    department = SelectField(
        _l("Departamento"),
        choices=[SelectChoice("", _l("Elige uno")), *map(SelectChoice, DEPARTMENTS)],
        validate_choice=False,
    )
    city = StringField(
        _l("Ciudad"), [Length(max=80, message=_l("Máximo %(max)d letras."))], [plain]
    )
    price = StringField(_l("Envío con IVA"), filters=[plain])
    remove = BooleanField(_l("Quitar"))

    @property
    def counts(self) -> bool:
        typed = (self.department.data, self.city.data, self.price.data)
        return any(typed) and not self.remove.data

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(not self.counts or super().validate(extra_validators))

    def validate_department(self, field: Any) -> None:
        if field.data not in DEPARTMENTS:
            raise ValidationError(_("Elige el departamento."))

    def validate_price(self, field: Any) -> None:
        if _price(field.data) is None:
            raise ValidationError(_("Escribe el envío en pesos, como 18.000, o 0 si es gratis."))

    def read(self) -> Rate:
        return Rate(self.department.data, self.city.data, _price(self.price.data) or Cents(0))


class ShippingForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    usual = StringField(_l("Envío a todo el país, con IVA"), filters=[plain])
    free_from = StringField(_l("Gratis desde"), filters=[plain])
    rates: FieldList = Rows(FormField(RateForm), _l("Otras tarifas"), max_entries=MOST_RATES)
    pickup = BooleanField(_l("También se puede recoger en la tienda"))
    apart = BooleanField(_l("La transportadora factura el envío"))
    more = SubmitField(_l("Agregar otra tarifa"))

    def validate_usual(self, field: Any) -> None:
        if _price(field.data) is None:
            raise ValidationError(_("Escribe el envío en pesos, como 12.000, o 0 si es gratis."))

    def validate_free_from(self, field: Any) -> None:
        if field.data and not 1 <= (parse_pesos(field.data) or 0) <= DEAREST * 10:
            raise ValidationError(_("Escribe un valor en pesos, como 200.000, o déjalo vacío."))

    def validate_rates(self, field: Any) -> None:
        seen: set[tuple[str, str]] = set()
        for row in (entry.form for entry in field if entry.form.counts):
            place = key(row.department.data or ""), key(row.city.data)
            if place in seen:
                row.city.errors = [_("Esta tarifa ya está en otra fila.")]
                raise ValidationError(_("Dos filas son del mismo lugar."))
            seen.add(place)

    def add_row(self) -> None:
        """One more empty row, as long as there is room."""
        if len(self.rates) < MOST_RATES:
            self.rates.append_entry()

    def read(self) -> Tariff:
        """The tariff once it is valid."""
        return Tariff(
            usual=_price(self.usual.data) or Cents(0),
            free_from=cents(parse_pesos(self.free_from.data or "") or 0),
            rates=tuple(row.form.read() for row in self.rates if row.form.counts),
            pickup=bool(self.pickup.data),
            apart=bool(self.apart.data),
        )


def as_typed(tariff: Tariff) -> dict[str, object]:
    """The tariff as the form holds it."""
    return {
        "usual": _dotted(tariff.usual),
        "free_from": _dotted(tariff.free_from) if tariff.free_from else "",
        "rates": [
            {"department": one.department, "city": one.city, "price": _dotted(one.price)}
            for one in tariff.rates
        ],
        "pickup": tariff.pickup,
        "apart": tariff.apart,
    }
