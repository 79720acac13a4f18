"""What a clerk asks of a cruce: a value per open document, and why one is undone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional

from storefront.company.forms import strip
from storefront.money import ZERO, Cents, cents, floor_pesos, format_cents, parse_pesos
from storefront.reasons import reason_field
from storefront.statements.rules import OpenItem


class UseForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """Its values per document are read beside it (``Values``): there are as many as are open."""

    form_key = HiddenField(
        default=lambda: secrets.token_urlsafe(24), validators=[DataRequired(), Length(max=64)]
    )
    note = StringField(
        _l("Nota"),
        [Optional(), Length(max=200, message=_l("Usa máximo 200 letras."))],
        [strip],
    )


class UndoForm(FlaskForm):  # type: ignore[misc] # as above
    """Why a cruce is undone: printed on it."""

    void_reason = reason_field(_l("Escribe el motivo: sale en el cruce anulado."), 200)


def field_of(form: FlaskForm, item: OpenItem, proposed: Cents) -> Field:
    """The document's own field, ``debt-<id>``, filled with what is proposed for it."""
    value = f"{floor_pesos(proposed):,}".replace(",", ".") if proposed else ""
    field = StringField(_("Usar en %(number)s", number=item.number)).bind(
        form=form, name=f"debt-{item.debt_id}"
    )
    field.process(None, value)
    return field


def read(fields: Sequence[tuple[OpenItem, Field]], sent: dict[str, str]) -> dict[int, Cents]:
    """Debt → centavos; a field that cannot be read has its sentence afterwards."""
    shares: dict[int, Cents] = {}
    for item, field in fields:
        typed = sent.get(field.name, "").strip()[:30]
        pesos = parse_pesos(typed) if typed else 0
        field.data = typed
        if pesos is None:
            field.errors = [_("Escribe el valor en pesos, como 200.000.")]
        elif cents(pesos) > item.asked:
            field.errors = [_("%(number)s debe %(value)s: usa eso o menos.", number=item.number,
                              value=format_cents(item.asked))]  # fmt: skip
        shares[item.debt_id] = cents(pesos) if pesos else ZERO
    return shares
