"""The merchant's products: the list, and one in its form."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from storefront.accounts.access import actor, staff_required
from storefront.catalog import editing
from storefront.catalog.models import Category, Product
from storefront.catalog.product_form import ProductForm, shown_price
from storefront.catalog.rules import VAT
from storefront.company.gate import merchant
from storefront.db import db
from storefront.rowids import asked_id

admin = Blueprint("catalog_admin", __name__, url_prefix="/admin")
PAGE = 50


@admin.get("/productos")
@staff_required
def products() -> ResponseReturnValue:
    """One page of products, newest first; ``?antes=<id>`` goes on from there."""
    before = asked_id("antes")
    query = select(Product).options(selectinload(Product.variants), selectinload(Product.category))
    if before is not None:
        query = query.where(Product.id < before)
    rows = db.session.scalars(query.order_by(Product.id.desc()).limit(PAGE + 1)).all()
    older = rows[PAGE - 1].id if len(rows) > PAGE else None
    return render_template("catalog/admin_products.html", products=rows[:PAGE], older=older)


@admin.route("/productos/nuevo", methods=["GET", "POST"])
@staff_required
def new() -> ResponseReturnValue:
    """An empty form with one row for a variant."""
    form = ProductForm()
    if not form.is_submitted():
        form.variants.append_entry({"vat": str(_usual_rate())})
    return _edit(None, form)


@admin.route("/productos/<int:product_id>", methods=["GET", "POST"])
@staff_required
def edit(product_id: int) -> ResponseReturnValue:
    """One product in its form."""
    row = db.session.get(Product, product_id)
    if row is None:
        abort(404)
    form = ProductForm() if request.method == "POST" else ProductForm(data=_read(row))
    form.drawn = frozenset((row.image, *row.more_images))
    return _edit(row, form)


def _edit(row: Product | None, form: ProductForm) -> ResponseReturnValue:
    form.offer(db.session.scalars(select(Category).order_by(Category.position, Category.id)).all())
    if not form.is_submitted():
        return _page(row, form)
    form.take_photos()
    if form.more.data:
        form.add_variant(_usual_rate())
        return _page(row, form)
    if not form.validate():
        return _page(row, form)
    product_id = row.id if row else None
    try:
        saved = editing.save(product_id, form.read(), actor())
    except editing.Taken as taken:
        form.sku_taken(taken.sku)
        return _page(row, form)
    except LookupError:
        form.form_errors.append(_("Otra persona cambió este producto. Recarga la página."))
        return _page(row, form)
    flash(_("Guardado."))
    return redirect(url_for("catalog_admin.edit", product_id=saved), 303)


def _page(row: Product | None, form: ProductForm) -> str:
    known = {variant.id: variant for variant in row.variants} if row else {}
    return render_template("catalog/admin_product.html", product=row, form=form, known=known)


def _read(row: Product) -> dict[str, object]:
    """The row as the form holds it."""
    pictures = [path for path in (row.image, *row.more_images) if path]
    return {
        "name": row.name,
        "detail": row.detail,
        "maker": row.maker,
        "description": row.description,
        "category": str(row.category_id),
        "alt": row.alt,
        "tile": row.tile,
        "active": row.active,
        "photos": [{"path": path, "order": str(at)} for at, path in enumerate(pictures, 1)],
        "variants": [
            {
                "variant_id": str(variant.id),
                "label": variant.label,
                "sku": variant.sku,
                "price": shown_price(variant.price_cents),
                "vat": str(variant.vat_percent),
                "active": variant.active,
            }
            for variant in row.variants
        ],
    }


def _usual_rate() -> int:
    """Who is not responsible for IVA charges none."""
    return 0 if merchant().regime == "no_responsable" else VAT[0]
