"""What staff type about a customer and its contacts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, IntegerField, SelectField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from nequi_plugin import clean_phone
from storefront.company.ids import ID_TYPES, IdType, check_digit, normal_number, number_error
from storefront.customers.rates import parse_rate, show_rate

ADDRESS = Email(message=_l("Escribe un correo completo, como pagos@compania.example."))


class DaysField(IntegerField):  # type: ignore[misc] # wtforms ships no types
    """A small whole number; a monstrous one is told so before anybody calculates with it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata([text[:9] for text in valuelist])


class RateField(StringField):  # type: ignore[misc] # wtforms ships no types
    """A rate in thousandths; what cannot be one stays in the box with a sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data = parse_rate(valuelist[0])
        if self.data is None:
            raise ValueError(_l("Escribe una tarifa entre 0 y 100, como 2,5."))

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else show_rate(self.data or 0)


class RetainsField(SelectField):  # type: ignore[misc] # wtforms ships no types
    """Yes, no, or empty: the document decides. ``answer`` is what the row keeps."""

    def process_data(self, value: bool | None) -> None:
        self.data = {None: "", True: "yes", False: "no"}[value]

    @property
    def answer(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.data or "")


class CustomerForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """A customer; the check digit has its own box and is compared, never guessed."""

    name = StringField(
        _l("Nombre o razón social"),
        [
            InputRequired(_l("Escribe el nombre.")),
            Length(max=120, message=_l("Máximo 120 letras.")),
        ],
    )
    id_type = SelectField(
        _l("Tipo de documento"),
        choices=[SelectChoice(key.value, names[0]) for key, names in ID_TYPES.items()],
    )
    id_number = StringField(_l("Número"), [InputRequired(_l("Escribe el número."))])
    dv = StringField(_l("DV"))
    email = EmailField(_l("Correo"), [Optional(), ADDRESS])
    phone = TelField(_l("Celular"))
    credit_days = DaysField(
        _l("Plazo en días"),
        [
            InputRequired(_l("Escribe los días de plazo; 0 si paga de contado.")),
            NumberRange(0, 365, _l("Escribe entre 0 y 365 días.")),
        ],
        default=30,
    )
    retains = RetainsField(
        _l("Practica retenciones al pagar"),
        choices=[
            SelectChoice("", _l("Según su documento: con NIT sí, personas no")),
            SelectChoice("yes", _l("Sí")),
            SelectChoice("no", _l("No")),
        ],
    )
    income_rate = RateField(_l("Retefuente"), default=0)
    vat_rate = RateField(_l("ReteIVA"), default=0)
    city_rate = RateField(_l("ReteICA"), default=0)

    def validate_id_number(self, field: Any) -> None:
        """Normalise what was typed and refuse what cannot be of that type."""
        if self.id_type.data not in ID_TYPES:
            return
        field.data = normal_number(self.id_type.data, field.data or "")
        error = number_error(self.id_type.data, field.data)
        if error:
            raise ValidationError(_l(error))

    def validate_dv(self, field: Any) -> None:
        """A NIT needs its right check digit; other documents have none."""
        field.data = (field.data or "").strip()
        if self.id_type.data != IdType.NIT:
            field.data = ""
        elif number_error(IdType.NIT, self.id_number.data or ""):
            return
        elif field.data != check_digit(self.id_number.data):
            right = check_digit(self.id_number.data)
            raise ValidationError(_l("El DV de ese NIT es %(right)s.", right=right))

    def validate_phone(self, field: Any) -> None:
        """Empty or a Colombian mobile."""
        text = (field.data or "").strip()
        phone = clean_phone(text) if text else ""
        if phone is None:
            raise ValidationError(_l("Escribe un celular de 10 dígitos que empiece por 3."))
        field.data = phone


class ContactForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """A person at the customer."""

    contact_name = StringField(
        _l("Nombre del contacto"), [InputRequired(_l("Escribe el nombre.")), Length(max=120)]
    )
    contact_email = EmailField(
        _l("Correo del contacto"), [InputRequired(_l("Escribe el correo.")), ADDRESS]
    )
    receives = BooleanField(_l("Recibe estados de cuenta y comprobantes"), default=True)
