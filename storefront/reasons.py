"""*Motivo*: why a person undoes or calls off something, in every form that asks for it."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from storefront.company.forms import strip


def reason_field(missing: LazyString, longest: int) -> StringField:
    """Its field; ``missing`` says where the reason will be read, ``longest`` counts letters."""
    too_long = _l("Usa máximo %(most)s letras.", most=longest)
    return StringField(
        _l("Motivo"),
        [DataRequired(message=missing), Length(max=longest, message=too_long)],
        [strip],
    )
