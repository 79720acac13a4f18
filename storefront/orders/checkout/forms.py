"""The checkout form: says what is missing by the field and keeps what was typed."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, StopValidation

from nequi_plugin import clean_phone
from storefront.company.gate import merchant
from storefront.company.ids import ID_TYPES, IdType, check_digit, normal_number, number_error
from storefront.orders.checkout.draft import Buyer
from storefront.orders.checkout.places import DEPARTMENTS
from storefront.orders.models import Delivery

INVOICE_TYPES = ("CC", "NIT", "CE", "PP", "PPT", "PEP")


def _strip(text: str | None) -> str:
    return " ".join((text or "").split())


def _needed(sentence: object) -> DataRequired:
    return DataRequired(message=sentence)


def _text(label: object, longest: int, *validators: object) -> StringField:
    message = _l("Usa máximo %(count)s letras.", count=longest)
    return StringField(
        label, filters=[_strip], validators=[*validators, Length(max=longest, message=message)]
    )


class OrderKeys(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """What the page sends of itself: which order it becomes, and what it showed."""

    form_key = HiddenField()
    seen = HiddenField()

    def first_missing(self) -> tuple[str, str] | None:
        """Id and label of the first field that needs mending, for the line by the button."""
        wrong = (field for field in self if field.errors and field.type != "CSRFTokenField")
        return next(((field.id, str(field.label.text)) for field in wrong), None)


class CheckoutForm(OrderKeys):
    """One page: contact, delivery, invoice, consent. Nothing in it is an amount to charge."""

    email = EmailField(
        _l("Correo"), filters=[_strip], validators=[_needed(_l("Escribe tu correo."))]
    )
    phone = TelField(
        _l("Celular de contacto"),
        filters=[_strip],
        validators=[_needed(_l("Escribe un celular para avisarte de la entrega."))],
    )
    delivery = RadioField(
        _l("Cómo lo recibes"),
        choices=[
            SelectChoice(Delivery.HOME.value, _l("Envío a domicilio")),
            SelectChoice(Delivery.PICKUP.value, _l("Recoger en la tienda")),
        ],
        default=Delivery.HOME.value,
        validate_choice=False,
        validators=[_needed(_l("Elige cómo lo recibes."))],
    )
    name = _text(_l("Nombre de quien recibe"), 120, _needed(_l("Escribe quién recibe el pedido.")))
    department = SelectField(
        _l("Departamento"),
        choices=[SelectChoice("", _l("Elige uno")), *map(SelectChoice, DEPARTMENTS)],
        validate_choice=False,
    )
    city = _text(_l("Ciudad"), 80)
    address = _text(_l("Dirección"), 200)
    barrio = _text(_l("Barrio"), 80)
    indications = _text(_l("Indicaciones"), 300)

    wants_invoice = BooleanField(_l("Quiero la factura a mi nombre"))
    invoice_id_type = SelectField(
        _l("Tipo de documento"),
        choices=[SelectChoice(key, ID_TYPES[IdType(key)][0]) for key in INVOICE_TYPES],
        validate_choice=False,
    )
    invoice_id_number = _text(_l("Número de documento"), 30)
    invoice_name = _text(_l("Nombre o razón social"), 120)

    consent = BooleanField(
        _l("Autorización de datos"),
        validators=[
            _needed(
                _l("Marca la casilla para seguir: sin tu autorización no podemos usar tus datos.")
            )
        ],
    )

    def validate_email(self, field: Field) -> None:
        try:
            validate_email(field.data, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise StopValidation(
                _("Revisa el correo: debe verse como nombre@ejemplo.com.")
            ) from None

    def validate_phone(self, field: Field) -> None:
        if clean_phone(field.data or "") is None:
            raise StopValidation(
                _("Escribe un celular de 10 dígitos que empiece por 3, como 300 123 4567.")
            )

    def offer(self, *, pickup: bool) -> None:
        """Which ways to receive it there are to choose from."""
        if not pickup:
            self.delivery.choices = self.delivery.choices[:1]
            self.delivery.data = Delivery.HOME.value

    def validate_delivery(self, field: Field) -> None:
        if field.data == Delivery.PICKUP and not merchant().tariff.pickup:
            raise StopValidation(_("Ya no se puede recoger en la tienda. Te lo enviamos."))
        if field.data not in set(Delivery):
            raise StopValidation(_("Elige cómo lo recibes."))

    def validate_department(self, field: Field) -> None:
        if field.data not in DEPARTMENTS:
            field.data = ""
        self._home_needs(field, _("Elige el departamento de la entrega."))

    def validate_city(self, field: Field) -> None:
        self._home_needs(field, _("Escribe la ciudad de la entrega."))

    def validate_address(self, field: Field) -> None:
        self._home_needs(field, _("Escribe la dirección de la entrega."))

    def validate_invoice_id_number(self, field: Field) -> None:
        if not self.wants_invoice.data:
            return
        kind = self.invoice_id_type.data
        if kind not in INVOICE_TYPES:
            raise StopValidation(_("Elige el tipo de documento."))
        number, dv = self._document()
        problem = number_error(kind, number)
        if problem:
            raise StopValidation(_(problem))
        if dv and dv != check_digit(number):
            raise StopValidation(
                _("El dígito de verificación de ese NIT es %(dv)s.", dv=check_digit(number))
            )

    def validate_invoice_name(self, field: Field) -> None:
        if self.wants_invoice.data and not field.data:
            raise StopValidation(_("Escribe a nombre de quién va la factura."))

    def buyer(self) -> Buyer:
        """What was filled; call it after the form validated."""
        home = self.delivery.data == Delivery.HOME
        asked = bool(self.wants_invoice.data)
        return Buyer(
            name=self.name.data,
            email=self.email.data,
            phone=clean_phone(self.phone.data) or "",
            delivery=Delivery(self.delivery.data),
            department=self.department.data if home else "",
            city=self.city.data if home else "",
            address=self.address.data if home else "",
            barrio=self.barrio.data if home else "",
            indications=self.indications.data,
            invoice_id_type=self.invoice_id_type.data if asked else "",
            invoice_id_number=self._document()[0] if asked else "",
            invoice_name=self.invoice_name.data if asked else "",
        )

    def _document(self) -> tuple[str, str]:
        """Number and, for a NIT typed with it, its check digit."""
        text: str = self.invoice_id_number.data or ""
        head, mark, tail = text.rpartition("-")
        if self.invoice_id_type.data == "NIT" and mark and len(tail.strip()) == 1:
            return normal_number("NIT", head), tail.strip()
        return normal_number(self.invoice_id_type.data, text), ""

    def _home_needs(self, field: Field, sentence: str) -> None:
        if self.delivery.data == Delivery.HOME and not field.data:
            raise StopValidation(sentence)
