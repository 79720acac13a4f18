"""An account as an owner types it; her own password says that it is her."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Email, Length, Optional

from storefront.accounts.access import is_own_password
from storefront.accounts.models import Role
from storefront.accounts.people import Person
from storefront.accounts.rules import SHORTEST_PASSWORD

ROLES = [
    SelectChoice(Role.CLERK.value, _l("Asistente")),
    SelectChoice(Role.OWNER.value, _l("Dueña o dueño")),
]
_FILLED: dict[str, Any] = {"message": _l("Completa este dato.")}
_SHORT = Length(SHORTEST_PASSWORD, 200, message=_l("Usa 10 caracteres o más."))
_LONG: Any = _l("Máximo %(max)d letras.")


def strip(text: str | None) -> str:
    return (text or "").strip()


class PersonForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """Somebody who has an account; an empty password keeps the old one."""

    name = StringField(
        _l("Nombre"), [DataRequired(**_FILLED), Length(max=120, message=_LONG)], [strip]
    )
    role = SelectField(
        _l("Qué puede hacer"),
        [AnyOf([Role.CLERK.value, Role.OWNER.value], _l("Elige una opción de la lista."))],
        choices=ROLES, validate_choice=False, default=Role.CLERK.value,
    )  # fmt: skip
    active = BooleanField(_l("Puede entrar"), default=True)
    password = PasswordField(_l("Clave nueva"), [Optional(), _SHORT])
    own = PasswordField(_l("Tu clave"), [DataRequired(**_FILLED), Length(max=200, message=_LONG)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Her password is looked at last: it is slow on purpose."""
        if not super().validate(extra_validators):
            return False
        right = is_own_password(self.own.data)
        if not right:
            self.own.errors = [_("Esa no es tu clave.")]
        return right

    def person(self) -> Person:
        """What was typed."""
        return Person(
            self.name.data, Role(self.role.data), bool(self.active.data), self.password.data or ""
        )


class NewPersonForm(PersonForm):
    """Somebody new: with an e-mail, a first password, and access at once."""

    active = None
    email = EmailField(
        _l("Correo"),
        [
            DataRequired(**_FILLED),
            Length(max=254, message=_LONG),
            Email(message=_l("Escribe un correo completo, como tienda@correo.co.")),
        ],
        [strip],
    )
    password = PasswordField(_l("Primera clave"), [DataRequired(**_FILLED), _SHORT])

    def person(self) -> Person:
        """What was typed."""
        return Person(self.name.data, Role(self.role.data), password=self.password.data)
