"""The day that a statement is read as at: the end of it, or this moment for today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import Optional, ValidationError

from storefront.dates import BOGOTA, bogota_today
from storefront.extensions import nequi
from storefront.invoices.forms import DayField

FIRST = date(2000, 1, 1)


class CutoffForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """Asked in an address: it changes nothing, so it carries no token."""

    class Meta:
        """No token."""

        csrf = False

    corte = DayField(_l("Con corte al"), [Optional()])

    def validate_corte(self, field: Any) -> None:
        """Nobody knows what will be owed; before the shop there was nothing."""
        if field.data is None:
            return
        if field.data > bogota_today(nequi.now()):
            raise ValidationError(_("Ese día no ha llegado. Escribe hoy o uno anterior."))
        if field.data < FIRST:
            raise ValidationError(_("Escribe un día desde el año 2000."))

    def at(self) -> datetime | None:
        """The moment that was asked for; None stands for now, also after a wrong day."""
        now = nequi.now()
        day = self.corte.data if self.validate() else None
        return None if day is None or day == bogota_today(now) else end_of(day)


def end_of(day: date) -> datetime:
    """The last moment of a Colombian day."""
    following = datetime.combine(day + timedelta(days=1), time(), BOGOTA)
    return following - timedelta(microseconds=1)
