"""An order that a person takes for its buyer: the checkout's form without a box to tick."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, TelField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from storefront.company.forms import strip
from storefront.orders.checkout.forms import CheckoutForm


class DeskForm(CheckoutForm):
    """A mail or a telephone is enough; ``note`` is for the staff."""

    form_key = HiddenField(validators=[DataRequired(), Length(max=64)])
    seen = None
    consent = None
    email = EmailField(_l("Correo"), [Optional(), Length(max=254)], [strip])
    phone = TelField(_l("Celular"), [Optional()], [strip])
    note = TextAreaField(
        _l("Nota interna"), [Length(max=140, message=_l("Usa máximo 140 letras."))], [strip]
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.delivery.label.text = _("Cómo lo recibe")

    def validate(self, extra_validators: Any = None) -> bool:
        """Without an address nobody could be told where to pay."""
        right = bool(super().validate(extra_validators))
        if not self.email.data and not self.phone.data:
            self.phone.errors = [_("Escribe un celular o un correo para enviarle el enlace.")]
            return False
        return right
