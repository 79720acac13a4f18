"""A product as the merchant types it: texts, a row per variant, its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError

from storefront.catalog.editing import ProductData, VariantData
from storefront.catalog.models import Category
from storefront.catalog.rules import MOST_PHOTOS, MOST_PIECES, MOST_VARIANTS, TILES, VAT
from storefront.money import Cents, cents, parse_pesos
from storefront.pictures.fields import take, together
from storefront.pictures.keeping import is_kept

DEAREST = 100_000_000
GROUNDS = dict(zip(TILES, (_l("Arena"), _l("Salvia"), _l("Rosa"), _l("Niebla"), _l("Trigo")),
                   strict=True))  # fmt: skip
RATES = {19: _l("19 %"), 5: _l("5 %"), 0: _l("0 %: sin IVA")}
UPLOAD = "new_photos"


def plain(text: str | None) -> str:
    return (text or "").strip()


def text_field(label: Any, longest: int, *validators: Any) -> StringField:
    """One line of text that the database can hold."""
    limit = Length(max=longest, message=_l("Máximo %(max)d letras."))
    return StringField(label, [*validators, limit], [plain])


def whole(text: str, most: int) -> int | None:
    """A whole number from 0 to ``most``, or None."""
    digits = text.replace(".", "")
    sane = bool(re.fullmatch(r"[0-9]{1,9}", digits, re.ASCII)) and int(digits) <= most
    return int(digits) if sane else None


class Rows(FieldList):  # type: ignore[misc] # wtforms ships no types
    """Rows of a form; a number that is none in a row's name is nobody's row."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for name in formdata:
            found = re.match(rf"{re.escape(prefix)}-([0-9]{{1,4}})(?:-|\Z)", name, re.ASCII)
            if found:
                yield int(found[1])


class PhotoForm(Form):  # type: ignore[misc] # wtforms ships no types
    """A picture that is there already; the smallest number comes first."""

    path = HiddenField(filters=[plain])
    order = StringField(_l("Orden"), filters=[plain])
    remove = BooleanField(_l("Quitar"))


class VariantForm(Form):  # type: ignore[misc] # wtforms ships no types
    """One row; ``pieces`` only for a new one. An untouched new row is no variant."""

    variant_id = HiddenField(filters=[plain])
    label = text_field(_l("Presentación"), 80)
    sku = text_field(_l("Referencia"), 40)
    price = StringField(_l("Precio con IVA"), filters=[plain])
    vat = SelectField(
        _l("IVA"),
        [AnyOf([str(rate) for rate in VAT], _l("Elige una opción de la lista."))],
        choices=[SelectChoice(str(rate), RATES[rate]) for rate in VAT],
        validate_choice=False,
    )
    pieces = StringField(_l("Existencias"), filters=[plain])
    active = BooleanField(_l("A la venta"), default=True)
    remove = BooleanField(_l("Quitar"))

    @property
    def counts(self) -> bool:
        """Whether the row is one of the product's variants."""
        typed = (self.variant_id.data, self.label.data, self.sku.data, self.price.data,
                 self.pieces.data)  # fmt: skip
        return any(typed) and not self.remove.data

    def validate(self, extra_validators: Any = None) -> bool:
        return bool(not self.counts or super().validate(extra_validators))

    def validate_price(self, field: Any) -> None:
        value = parse_pesos(field.data)
        if value is None or not 1 <= value <= DEAREST:
            raise ValidationError(_("Escribe el precio en pesos, como 42.000."))

    def validate_pieces(self, field: Any) -> None:
        if field.data and whole(field.data, MOST_PIECES) is None:
            raise ValidationError(_("Escribe cuántas hay, como 12."))

    def read(self) -> VariantData:
        """The row once it is valid."""
        number = plain(self.variant_id.data)
        return VariantData(
            variant_id=int(number) if re.fullmatch(r"[0-9]{1,9}", number, re.ASCII) else None,
            label=self.label.data,
            sku=self.sku.data.upper(),
            unit=cents(parse_pesos(self.price.data) or 0),
            vat_percent=int(self.vat.data),
            active=bool(self.active.data),
            pieces=whole(self.pieces.data or "", MOST_PIECES) or 0,
        )


class ProductForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """``drawn`` are the paths that the product had before, the only ones not uploaded."""

    name = text_field(_l("Nombre"), 120, InputRequired(_l("Escribe el nombre del producto.")))
    detail = text_field(_l("Detalle corto"), 120)
    description = TextAreaField(
        _l("Descripción"), [Length(max=4000, message=_l("Máximo %(max)d letras."))], [plain]
    )
    maker = text_field(_l("Taller o marca"), 120)
    category = SelectField(_l("Categoría"), validate_choice=False)
    new_category = text_field(_l("Categoría nueva"), 60)
    photos = Rows(FormField(PhotoForm), max_entries=MOST_PHOTOS)
    new_photos = MultipleFileField(_l("Agregar fotos"))
    alt = text_field(_l("Qué se ve en la primera foto"), 200)
    tile = SelectField(
        _l("Color del fondo"),
        [AnyOf(TILES, _l("Elige una opción de la lista."))],
        choices=[SelectChoice(key, name) for key, name in GROUNDS.items()],
        validate_choice=False,
    )
    variants = Rows(FormField(VariantForm), _l("Presentaciones"), max_entries=MOST_VARIANTS)
    active = BooleanField(_l("Mostrar en la tienda"), default=True)
    more = SubmitField(_l("Agregar otra presentación"))

    drawn: frozenset[str] = frozenset()

    def offer(self, categories: Sequence[Category]) -> None:
        """What the list of categories holds; the last entry asks for a new one."""
        choices = [SelectChoice(str(row.id), row.name) for row in categories]
        self.category.choices = [*choices, SelectChoice("", _("Otra: la escribo"))]

    def take_photos(self) -> None:
        """Keep what was uploaded, whatever else is wrong, and show it as a row."""
        there = {row.path.data for row in self.photos}
        paths, wrong = take(UPLOAD, MOST_PHOTOS - len(self.photos))
        for path in paths:
            if path not in there:
                self.photos.append_entry({"path": path, "order": str(len(self.photos) + 1)})
        self.new_photos.errors = together(wrong)

    def add_variant(self, rate: int) -> None:
        """One more empty row, as long as there is room."""
        if len(self.variants) < MOST_VARIANTS:
            self.variants.append_entry({"vat": str(rate)})

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all can be saved; ``take_photos`` came before."""
        refused = list(self.new_photos.errors)
        right = super().validate(extra_validators)
        self.new_photos.errors = refused
        return bool(right and not refused)

    def validate_new_category(self, field: Any) -> None:
        known = {choice.value for choice in self.category.choices if choice.value}
        if not field.data and self.category.data not in known:
            both = _("Elige una categoría o escribe una nueva.")
            raise ValidationError(both if known else _("Escribe una categoría, como Cocina."))

    def validate_variants(self, field: Any) -> None:
        rows = [entry.form for entry in field if entry.form.counts]
        if not rows:
            raise ValidationError(_("Escribe al menos un precio."))
        labels = [row.label.data.casefold() for row in rows]
        skus = [row.sku.data.upper() for row in rows if row.sku.data]
        for row in rows:
            if len(rows) > 1 and labels.count(row.label.data.casefold()) > 1:
                row.label.errors = [_("Ponle a cada presentación un nombre distinto.")]
                raise ValidationError(_("Ponle a cada presentación un nombre distinto."))
            if skus.count(row.sku.data.upper()) > 1:
                self.sku_taken(row.sku.data)
                raise ValidationError(_("Dos presentaciones tienen la misma referencia."))

    def sku_taken(self, sku: str) -> None:
        """Say so by the row of that reference."""
        for entry in self.variants:
            if entry.form.sku.data.upper() == sku.upper():
                entry.form.sku.errors = [_("Otra presentación ya usa esta referencia.")]

    def read(self) -> ProductData:
        """The product once it is valid."""
        key = plain(self.category.data)
        return ProductData(
            name=self.name.data,
            detail=self.detail.data,
            maker=self.maker.data,
            description=self.description.data,
            alt=self.alt.data,
            tile=self.tile.data,
            active=bool(self.active.data),
            category_id=int(key) if re.fullmatch(r"[0-9]{1,9}", key, re.ASCII) else None,
            new_category=self.new_category.data,
            photos=tuple(self._photos()),
            variants=tuple(entry.form.read() for entry in self.variants if entry.form.counts),
        )

    def _photos(self) -> list[str]:
        rows = [row.form for row in self.photos if not row.form.remove.data]
        rows.sort(key=lambda row: whole(row.order.data or "", 9999) or 9999)
        paths = dict.fromkeys(row.path.data or "" for row in rows)
        return [path for path in paths if path in self.drawn or is_kept(path)]


def shown_price(value: Cents) -> str:
    """``4200000`` as ``42.000``, ready to be typed over."""
    return f"{value // 100:,}".replace(",", ".")
