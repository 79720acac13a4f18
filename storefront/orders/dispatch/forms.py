"""What a person says about an order on its way: who carries it, or why it goes back a step."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, URLField
from wtforms.validators import AnyOf, Length, StopValidation

from storefront.company.forms import strip
from storefront.orders.dispatch.sending import Parcel
from storefront.orders.stages import Stage
from storefront.reasons import reason_field


def _text(label: object, longest: int) -> StringField:
    message = _l("Usa máximo %(count)s letras.", count=longest)
    return StringField(label, [Length(max=longest, message=message)], [strip])


class SendForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """All of it may stay empty."""

    carrier = _text(_l("Transportadora"), 60)
    guide_number = _text(_l("Número de guía"), 60)
    guide_url = URLField(
        _l("Enlace para seguir el envío"),
        [Length(max=300, message=_l("Usa máximo 300 letras."))], [strip],
    )  # fmt: skip

    def validate_guide_url(self, field: Field) -> None:
        """A web address that a browser may open, or nothing."""
        if not field.data:
            return
        try:
            parts = urlsplit(field.data)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname or " " in field.data:
            raise StopValidation(_("Pega el enlace completo, como https://…"))

    def parcel(self) -> Parcel:
        """What was filled."""
        return Parcel(self.carrier.data or "", self.guide_number.data or "",
                      self.guide_url.data or "")  # fmt: skip


class TakeBackForm(FlaskForm):  # type: ignore[misc] # as above
    """``seen`` is the stage that the person wants undone."""

    seen = HiddenField(validators=[AnyOf([Stage.SENT, Stage.DONE], _l("Abre otra vez la página."))])
    back_reason = reason_field(_l("Escribe el motivo: queda en el historial."), 100)
