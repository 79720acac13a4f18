"""A person's decision about a payment that waits in *Dinero por resolver*."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from nequi_plugin import Payment, State
from storefront.company.forms import strip

OUTCOMES = {
    "approved": (_l("El dinero llegó"), _l("Lo viste en Nequi, con su valor y su referencia")),
    "cancelled": (_l("No se pagó"), _l("En Nequi no aparece el pago")),
    "apply": (_l("Aplicar de nuevo"), _l("El pago está aprobado, pero falló al aplicarlo")),
    "note": (_l("Anotar y sacar de aquí"), _l("Ya se resolvió y no hay que mover dinero")),
}


class ResolveForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    outcome = RadioField(
        _l("¿Qué pasó con este pago?"),
        [DataRequired(message=_l("Elige qué pasó."))],
        validate_choice=True,
    )
    value = StringField(_l("Valor que llegó"), [Length(max=20)], [strip])
    reference = StringField(_l("Referencia en Nequi"), [Length(max=80)], [strip])
    reason = TextAreaField(
        _l("Motivo"),
        [DataRequired(message=_l("Escribe el motivo: queda en el historial.")), Length(max=200)],
        [strip],
    )


def outcomes(payment: Payment) -> list[str]:
    """What a person may decide in this state (money.md's table)."""
    if payment.state is State.REVIEW:
        return ["approved"]
    if payment.state in (State.WAITING, State.UNKNOWN):
        return ["approved", "cancelled", *(["note"] if payment.state is State.UNKNOWN else [])]
    if payment.applied is False:
        return ["apply"]
    return ["note"]
