"""The pay bar of a statement."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TelField
from wtforms.validators import Regexp, ValidationError

from nequi_plugin import Way, clean_phone
from storefront.linkforms import LinkForm

OTHER = "other"
RETAIN = "retain"
WHOLE = "whole"


class PayForm(LinkForm):
    """``shown`` is the signed picture of what was shown, ``form_key`` is used once.

    ``total`` is a smaller total where the merchant takes one, ``retain`` is set while retentions
    are shown, and ``confirmed`` is the signed picture of either. The ticks are checkboxes named
    ``invoices`` beside the form, their values are debt ids.
    """

    phone = TelField(_l("Tu número Nequi"))
    way = StringField()
    form_key = HiddenField(validators=[Regexp(r"[A-Za-z0-9_-]{16,64}\Z")])
    shown = HiddenField()
    total = StringField(_l("Valor que vas a pagar"))
    retain = HiddenField()
    confirmed = HiddenField()

    @property
    def by_code(self) -> bool:
        """Whether the other button was pressed: a code to scan, no number needed."""
        return bool(self.way.data == Way.QR)

    @property
    def by_other(self) -> bool:
        """Whether only the field for a smaller total was asked for."""
        return bool(self.way.data == OTHER)

    @property
    def by_looks(self) -> bool:
        """Whether a press only changes what the page shows: another total, retentions or none."""
        return self.way.data in (OTHER, RETAIN, WHOLE)

    def turn(self) -> None:
        """Begin or end the retentions, where that was pressed."""
        if self.way.data in (RETAIN, WHOLE):
            self.retain.data = "1" if self.way.data == RETAIN else ""

    def validate_phone(self, field: Any) -> None:
        """A Colombian mobile, unless a code is asked for; what was typed stays in the box."""
        if not self.by_code and clean_phone(field.data or "") is None:
            raise ValidationError(
                _l("Escribe un celular de 10 dígitos que empiece por 3, como 300 123 4567.")
            )
