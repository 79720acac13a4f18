"""The merchant's list of products: price, IVA and what is left of each variant."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from storefront.accounts.access import staff_required
from storefront.catalog.kept import shelf

admin = Blueprint("catalog_admin", __name__, url_prefix="/admin")


@admin.get("/productos")
@staff_required
def products() -> ResponseReturnValue:
    """Every product on sale with its variants."""
    return render_template("catalog/admin_products.html", cards=shelf().cards)
