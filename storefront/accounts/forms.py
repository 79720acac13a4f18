"""The staff's own forms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, Email, EqualTo, Length

from storefront.accounts.rules import SHORTEST_PASSWORD

_FILLED: dict[str, Any] = {"message": _l("Completa este dato.")}


class LoginForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    email = EmailField(_l("Correo"), [DataRequired(**_FILLED), Length(max=254)])
    password = PasswordField(_l("Clave"), [DataRequired(**_FILLED), Length(max=200)])


class PasswordForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    current = PasswordField(_l("Clave actual"), [DataRequired(**_FILLED), Length(max=200)])
    password = PasswordField(
        _l("Clave nueva"),
        [
            DataRequired(**_FILLED),
            Length(SHORTEST_PASSWORD, 200, message=_l("Usa 10 caracteres o más.")),
        ],
    )
    again = PasswordField(
        _l("Repite la clave nueva"),
        [EqualTo("password", message=_l("No es igual a la clave nueva. Escríbela otra vez."))],
    )


class OwnerForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """The first owner of a shop that started empty."""

    name = StringField(
        _l("Tu nombre"),
        [DataRequired(**_FILLED), Length(max=120, message=_l("Máximo %(max)d letras."))],
    )
    email = EmailField(
        _l("Correo"),
        [
            DataRequired(**_FILLED),
            Length(max=254, message=_l("Máximo %(max)d letras.")),
            Email(message=_l("Escribe un correo completo, como tienda@correo.co.")),
        ],
        [lambda text: (text or "").strip()],
    )
    password = PasswordField(
        _l("Clave"),
        [
            DataRequired(**_FILLED),
            Length(SHORTEST_PASSWORD, 200, message=_l("Usa 10 caracteres o más.")),
        ],
    )
    again = PasswordField(
        _l("Repite la clave"),
        [EqualTo("password", message=_l("No es igual a la clave. Escríbela otra vez."))],
    )
