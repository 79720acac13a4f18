"""A coupon as the merchant types it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, ValidationError

from storefront.catalog.product_form import DEAREST, plain, whole
from storefront.coupons.models import Coupon
from storefront.coupons.rules import MOST_PERCENT, key_of
from storefront.coupons.service import CouponData
from storefront.invoices.forms import DayField
from storefront.money import Cents, cents, parse_pesos

PERCENT, PESOS = "percent", "pesos"
MOST_USES = 1_000_000


class CouponForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    code = StringField(_l("Código"), filters=[plain])
    kind = RadioField(
        _l("Qué descuenta"),
        choices=[
            SelectChoice(PERCENT, _l("Un porcentaje de los productos")),
            SelectChoice(PESOS, _l("Un valor fijo en pesos")),
        ],
        default=PERCENT,
        validate_choice=False,
    )
    value = StringField(_l("Cuánto"), filters=[plain])
    smallest = StringField(_l("Compra mínima en productos"), filters=[plain])
    starts_on = DayField(_l("Desde"), [Optional()])
    ends_on = DayField(_l("Hasta"), [Optional()])
    most_uses = StringField(_l("Usos en total"), filters=[plain])
    active = BooleanField(_l("Activo"), default=True)

    def validate_code(self, field: Any) -> None:
        key = key_of(field.data)
        if not key.isascii() or len(key) < 3 or len(field.data) > 30:
            raise ValidationError(_("Escribe de 3 a 30 letras o números, como LADERA10."))

    def validate_kind(self, field: Any) -> None:
        if field.data not in (PERCENT, PESOS):
            raise ValidationError(_("Elige una opción de la lista."))

    def validate_value(self, field: Any) -> None:
        """Something must always be left to pay: an order of nothing is no order."""
        text = field.data.removesuffix("%").strip()
        if self.kind.data == PERCENT:
            share = whole(text, 100)
            if share == 100:
                raise ValidationError(
                    _("Algo debe quedar por pagar: usa máximo %(most)s %%.", most=MOST_PERCENT)
                )
            if not share:
                raise ValidationError(_("Escribe un porcentaje de 1 a %(most)s.",
                                        most=MOST_PERCENT))  # fmt: skip
            field.data = str(share)
        elif not 1 <= (parse_pesos(text) or 0) <= DEAREST:
            raise ValidationError(_("Escribe un valor en pesos, como 5.000."))

    def validate_smallest(self, field: Any) -> None:
        least = parse_pesos(field.data) if field.data else 0
        if least is None or least > DEAREST:
            raise ValidationError(_("Escribe un valor en pesos, como 50.000, o déjalo vacío."))
        value = parse_pesos(self.value.data) or 0
        if self.kind.data == PESOS and value and least <= value:
            raise ValidationError(
                _("Algo debe quedar por pagar: escribe una compra mínima mayor que el descuento.")
            )

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("No puede terminar antes de empezar."))

    def validate_most_uses(self, field: Any) -> None:
        if field.data and not whole(field.data, MOST_USES):
            raise ValidationError(_("Escribe cuántas veces, como 100, o déjalo vacío."))

    def read(self) -> CouponData:
        """The coupon once it is valid."""
        share = int(self.value.data) if self.kind.data == PERCENT else 0
        return CouponData(
            code=self.code.data.upper(),
            percent=share,
            off_cents=Cents(0) if share else _cents(self.value.data),
            smallest_cents=_cents(self.smallest.data),
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            most_uses=whole(self.most_uses.data or "", MOST_USES) or 0,
            active=bool(self.active.data),
        )


def _cents(text: str) -> Cents:
    return cents(parse_pesos(text or "") or 0)


def as_typed(row: Coupon) -> dict[str, object]:
    """The row as the form holds it; what does not limit it is an empty box."""
    return {
        "code": row.code,
        "kind": PERCENT if row.percent else PESOS,
        "value": str(row.percent) if row.percent else _dotted(row.off_cents // 100),
        "smallest": _dotted(row.smallest_cents // 100),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "most_uses": _dotted(row.most_uses),
        "active": row.active,
    }


def _dotted(value: int) -> str:
    return f"{value:,}".replace(",", ".") if value else ""
