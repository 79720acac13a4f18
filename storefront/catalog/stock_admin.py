"""Existencias of one product: what is left of each variant, an adjustment, every one made."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from storefront.accounts.access import actor, staff_required
from storefront.catalog.models import Product, StockChange, Variant
from storefront.catalog.product_form import plain, whole
from storefront.catalog.rules import MOST_PIECES, StockKind
from storefront.catalog.stock import TooFew, adjust
from storefront.db import db
from storefront.rowids import asked_id

admin = Blueprint("stock_admin", __name__, url_prefix="/admin")
PAGE = 30
KINDS = {
    StockKind.IN: _l("Llegaron"),
    StockKind.OUT: _l("Salieron sin venta"),
    StockKind.COUNT: _l("Conté y hay disponibles"),
}


class StockForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    variant = SelectField(_l("Presentación"), validate_choice=False)
    kind = SelectField(
        _l("Qué pasó"),
        choices=[SelectChoice(kind.value, name) for kind, name in KINDS.items()],
        validate_choice=False,
    )
    pieces = StringField(_l("Cuántas"), filters=[plain])
    note = StringField(
        _l("Nota"), [Length(max=200, message=_l("Máximo %(max)d letras."))], [plain]
    )

    def read(self, product: Product) -> tuple[int, StockKind, int] | None:
        """(variant, kind, pieces), or None with a sentence by the field."""
        known = {str(row.id): row.id for row in product.variants}
        if self.variant.data not in known:
            self.variant.errors = [_("Elige una opción de la lista.")]
        if self.kind.data not in set(StockKind):
            self.kind.errors = [_("Elige una opción de la lista.")]
        count = whole(self.pieces.data or "", MOST_PIECES)
        if count is None or (count == 0 and self.kind.data != StockKind.COUNT):
            self.pieces.errors = [_("Escribe cuántas, como 12.")]
        if self.errors or count is None:
            return None
        return known[self.variant.data], StockKind(self.kind.data), count


@admin.route("/productos/<int:product_id>/existencias", methods=["GET", "POST"])
@staff_required
def show(product_id: int) -> ResponseReturnValue:
    """What is left, and the form that changes it."""
    product = db.session.get(Product, product_id)
    if product is None:
        abort(404)
    form = StockForm()
    form.variant.choices = [SelectChoice(str(r.id), r.label or r.sku) for r in product.variants]
    if not form.is_submitted():
        return _page(product, form)
    form.validate()
    found = form.read(product)
    if found is None:
        return _page(product, form)
    try:
        adjust(*found, actor(), form.note.data)
    except TooFew as few:
        form.pieces.errors = [_("Solo hay %(n)s disponibles; las demás son de pedidos.",
                                n=few.available)]  # fmt: skip
        return _page(product, form)
    flash(_("Existencias guardadas."))
    return redirect(url_for("stock_admin.show", product_id=product_id), 303)


def _page(product: Product, form: StockForm) -> str:
    query = (
        select(StockChange)
        .join(Variant, Variant.id == StockChange.variant_id)
        .where(Variant.product_id == product.id)
        .options(joinedload(StockChange.variant))
        .order_by(StockChange.id.desc())
    )
    before = asked_id("antes")
    if before is not None:
        query = query.where(StockChange.id < before)
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template(
        "catalog/admin_stock.html",
        product=product, form=form, kinds=KINDS, changes=rows[:PAGE], older=older,
    )  # fmt: skip
