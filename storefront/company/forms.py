"""Empresa and the Nequi integration as forms; what is typed leaves them normalised."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length, Regexp

from nequi_plugin import clean_phone, show_phone
from storefront.company.departments import DEPARTMENTS
from storefront.company.ids import (
    ID_TYPES,
    IdType,
    check_digit,
    normal_number,
    number_error,
    show_number,
)
from storefront.money import parse_pesos
from storefront.pictures.fields import take, together
from storefront.pictures.keeping import is_kept
from storefront.receipts.policy import CHOICES, Policy

REGIMES = [
    ("responsable", _l("Responsable de IVA")),
    ("no_responsable", _l("No responsable de IVA")),
    ("simple", _l("Régimen simple de tributación")),
    ("especial", _l("Régimen tributario especial")),
]
PERSONS = [("juridica", _l("Jurídica")), ("natural", _l("Natural"))]
_FILLED = DataRequired(message=_l("Completa este dato."))
_POLICY = Length(max=5000, message=_l("Máximo %(max)d letras."))
NOT_COLUMNS = {"csrf_token", "remove_logo"}
LARGEST_LEAST = 100_000_000
OTHER_PREFIXES = ("RC", "NC")
"""Of recibos de caja and notas crédito."""


def one_of(
    label: Any, options: Iterable[tuple[str, Any]], empty: Any = None, default: str | None = None
) -> SelectField:
    """A list to choose from; anything else is refused in our own words.

    ``empty`` is a first line that chooses nothing, where a list must not choose by itself.
    """
    choices = [SelectChoice(value, name) for value, name in options]
    known = AnyOf([choice.value for choice in choices], _l("Elige una opción de la lista."))
    shown = [SelectChoice("", empty), *choices] if empty else choices
    return SelectField(label, [known], choices=shown, validate_choice=False, default=default)


def strip(text: str | None) -> str:
    return (text or "").strip()


def dotted(value: object) -> object:
    """A stored number as people type it, ``50.000``; zero is an empty box."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) and value else value or ""


def one_email(text: str) -> str:
    """Raises ValidationError with the sentence for the field."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise ValidationError(_("Revisa este correo: %(mail)s", mail=text)) from None


class CompanyForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    id_type = one_of(_l("Tipo"), ((key.value, name) for key, (name, _dian) in ID_TYPES.items()))
    id_number = StringField(_l("Número"), [_FILLED, Length(max=25)])
    dv = StringField(_l("Dígito de verificación"), filters=[strip])
    legal_name = StringField(_l("Razón social"), [_FILLED, Length(max=200)], [strip])
    trade_name = StringField(_l("Nombre de la tienda"), [Length(max=120)], [strip])
    address = StringField(_l("Dirección"), [_FILLED, Length(max=200)], [strip])
    department = one_of(_l("Departamento"), ((name, name) for name in DEPARTMENTS), _l("Elige uno"))
    city = StringField(_l("Ciudad"), [_FILLED, Length(max=80)], [strip])
    phone = StringField(_l("Teléfono"), [Length(max=30)], [strip])
    whatsapp = StringField(_l("WhatsApp"), [], [strip])
    email = EmailField(_l("Correo"), [_FILLED, Length(max=254)], [strip])
    website = StringField(
        _l("Página web"),
        [Length(max=200), Regexp(r"(https?://\S+)?\Z", message=_l("Empieza con https://"))],
        [strip],
    )
    person_kind = one_of(_l("Persona"), PERSONS)
    regime = one_of(_l("Régimen"), REGIMES)
    notify_emails = TextAreaField(_l("Correos que reciben los avisos de pago"), [Length(max=1000)])
    other_payment_text = TextAreaField(_l("Otras formas de pagar"), [Length(max=1000)], [strip])
    smallest_pesos = StringField(_l("Abono mínimo a un estado de cuenta"), [], [dotted, strip])
    document_prefix = StringField(_l("Prefijo de documentos de cobro"), [], [strip])
    receipt_policy = one_of(_l("Recibos de caja"), CHOICES, default=Policy.BY_HAND)
    logo = FileField(_l("Logo"))
    remove_logo = BooleanField(_l("Quitar el logo"))
    headline = StringField(
        _l("Título de la portada"), [Length(max=80, message=_l("Máximo %(max)d letras."))], [strip]
    )
    introduction = StringField(
        _l("Frase de la portada"), [Length(max=200, message=_l("Máximo %(max)d letras."))], [strip]
    )
    shipping_policy = TextAreaField(_l("Envíos"), [_POLICY], [strip])
    returns_policy = TextAreaField(_l("Cambios y retracto"), [_POLICY], [strip])
    privacy_policy = TextAreaField(_l("Política de datos"), [_POLICY], [strip])

    logo_path = ""
    """The picture kept so far: what was uploaded, else what the page carried, else none."""

    def take_logo(self, stored: str, carried: str) -> None:
        """Keep an uploaded logo whatever else is wrong; ``carried`` is one of a try before."""
        paths, wrong = take("logo", 1)
        sure = carried if carried == stored or is_kept(carried) else stored
        self.logo_path = paths[0] if paths else "" if self.remove_logo.data else sure
        self.logo.errors = together(wrong)

    def validate(self, extra_validators: Any = None) -> bool:
        refused = list(self.logo.errors)
        right = super().validate(extra_validators)
        self.logo.errors = refused
        return bool(right and not refused)

    expected_dv = ""
    """The right digit after a wrong one, for the one-touch repair."""

    def validate_id_number(self, field: Any) -> None:
        if self.id_type.data not in ID_TYPES:
            return
        number = normal_number(self.id_type.data, field.data or "")
        problem = number_error(self.id_type.data, number)
        if problem:
            raise ValidationError(_(problem))

    def validate_dv(self, field: Any) -> None:
        number = normal_number(self.id_type.data, self.id_number.data or "")
        if self.id_type.data != IdType.NIT or number_error(IdType.NIT, number):
            return
        right = check_digit(number)
        if field.data != right:
            self.expected_dv = right
            shown = show_number(IdType.NIT, number)
            raise ValidationError(_("Para %(n)s el dígito es %(dv)s.", n=shown, dv=right))

    def validate_email(self, field: Any) -> None:
        field.data = one_email(field.data)

    def validate_notify_emails(self, field: Any) -> None:
        mails = re.split(r"[\s,;]+", strip(field.data))
        field.data = "\n".join(dict.fromkeys(one_email(mail) for mail in mails if mail))

    def validate_smallest_pesos(self, field: Any) -> None:
        if field.data and not 1 <= (parse_pesos(field.data) or 0) <= LARGEST_LEAST:
            raise ValidationError(_("Escribe un valor en pesos, como 50.000, o déjalo vacío."))

    def validate_document_prefix(self, field: Any) -> None:
        field.data = (field.data or "DC").upper()
        if not re.fullmatch(r"[A-Z]{1,4}", field.data) or field.data in OTHER_PREFIXES:
            raise ValidationError(_("De una a cuatro letras, como DC; RC y NC ya se usan."))

    def validate_whatsapp(self, field: Any) -> None:
        if field.data:
            phone = clean_phone(field.data)
            if phone is None:
                raise ValidationError(_("Escribe un celular de 10 números que empiece por 3."))
            field.data = show_phone(phone)

    def values(self) -> dict[str, Any]:
        """What to store, by column."""
        columns = [name for name in self._fields if name not in NOT_COLUMNS]
        found = {name: self._fields[name].data or "" for name in columns}
        found["logo"] = self.logo_path
        found["smallest_pesos"] = parse_pesos(found["smallest_pesos"]) or 0
        found["id_number"] = normal_number(found["id_type"], found["id_number"])
        if found["id_type"] != IdType.NIT:
            found["dv"] = ""
        return found


class NequiForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """Write-only: an empty box keeps what is stored."""

    client_id = PasswordField(_l("Client Id"), [Length(max=200)], [strip])
    client_secret = PasswordField(_l("Client Secret"), [Length(max=200)], [strip])
    api_key = PasswordField(_l("API Key"), [Length(max=200)], [strip])
    code = StringField(
        _l("Código de comercio"),
        [Regexp(r"([A-Z_]{2,11}_[0-9A-Z]{1,20})?\Z", message=_l("Es como NIT_901555012."))],
        [strip],
    )
    own = PasswordField(_l("Tu clave"), [Length(max=200)])
    active = BooleanField(_l("Activar pagos en línea"))

    def typed(self) -> dict[str, str]:
        """The keys that were filled in; never shown again."""
        names = ("client_id", "client_secret", "api_key", "code")
        return {name: self[name].data for name in names if self[name].data}


class DeclareForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    agreed = BooleanField(
        _l("Confirmo que tipo, número y nombre son iguales a los de mi cuenta Negocio Nequi"),
        [DataRequired(message=_l("Marca la casilla para confirmarlo."))],
    )
