"""Asking for money to go back, and saying what became of it: the owner, with her password."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from nequi_plugin import RefundState
from storefront.company.forms import strip

_LONG = Length(max=200, message=_l("Usa máximo 200 letras."))
_PASSWORD = [DataRequired(message=_l("Escribe tu clave para seguir.")), Length(max=200)]


class RefundForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """``form_key`` is used once: pressing twice asks once."""

    form_key = HiddenField(validators=[DataRequired(), Length(max=64)])
    pesos = StringField(_l("Valor que devuelves"), [Length(max=20)], [strip])
    account = StringField(_l("Llave o cuenta de quien recibe"), [Length(max=80)], [strip])
    reason = StringField(
        _l("Motivo"),
        [DataRequired(message=_l("Escribe el motivo: queda en el historial.")), _LONG],
        [strip],
    )
    password = PasswordField(_l("Tu clave"), _PASSWORD)


class OutcomeForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """What a person saw about one refund."""

    outcome = HiddenField()
    reason = StringField(_l("Motivo"), [_LONG], [strip])
    account = StringField(_l("Llave o cuenta de quien recibe"), [Length(max=80)], [strip])
    proof_reference = StringField(_l("Referencia de la transferencia"), [Length(max=80)], [strip])
    proof = StringField(_l("Qué lo demuestra"), [_LONG], [strip])
    password = PasswordField(_l("Tu clave"), _PASSWORD)


@dataclass(frozen=True)
class Outcome:
    """One act that a refund's state allows, and the fields that it asks for."""

    name: str
    label: object
    fields: tuple[str, ...]


_DONE = Outcome("done", _l("Ya se devolvió"), ("proof_reference", "proof"))
_DENIED = Outcome("refused", _l("No se devolvió"), ("reason", "proof"))
OUTCOMES: dict[RefundState, tuple[Outcome, ...]] = {
    RefundState.ASKED: (Outcome("cancelled", _l("Ya no devolver"), ("reason",)),),
    RefundState.REFUSED: (Outcome("manual", _l("Devolver a mano"), ("account", "reason")),),
    RefundState.MANUAL: (_DONE, _DENIED),
    RefundState.UNKNOWN: (_DONE, _DENIED),
}
