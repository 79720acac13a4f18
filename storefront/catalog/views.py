"""The shelf and one product's page."""

from __future__ import annotations

from pathlib import Path

from flask import (
    Blueprint,
    abort,
    current_app,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.cart import basket
from storefront.catalog import service
from storefront.catalog.forms import AddForm
from storefront.catalog.offers import Card, matches
from storefront.catalog.photos import photos
from storefront.extensions import nequi
from storefront.orders import shipping

blueprint = Blueprint("catalog", __name__)
GOES_WITH = 4


@blueprint.app_context_processor
def shop_addresses() -> dict[str, object]:
    """Where the header's icons and the footer's links lead (Ley 1480, art. 50)."""
    if not has_request_context():  # a mail is being rendered
        return {}
    page = url_for("catalog.information")
    return {
        "home_url": url_for("catalog.home"),
        "search_url": url_for("catalog.search"),
        "shop_links": [
            (_("Envíos"), f"{page}#envios"),
            (_("Cambios y retracto"), f"{page}#retracto"),
            (_("Reversión del pago"), f"{page}#reversion"),
            (_("Política de datos"), f"{page}#datos"),
            (_("PQR: peticiones, quejas y reclamos"), f"{page}#pqr"),
            (_("Superintendencia de Industria y Comercio"), "https://www.sic.gov.co/"),
        ],
    }


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Hero and shelf; ``?categoria=`` narrows the shelf."""
    chosen = request.args.get("categoria", "")
    groups = service.categories()
    known = chosen in {group.slug for group in groups}
    cards = service.shelf(chosen if known else None)
    return render_template(
        "catalog/home.html",
        cards=cards,
        groups=groups,
        chosen=chosen if known else "",
        shipping=shipping.FLAT,
        open=nequi.is_open() is None,
    )


@blueprint.get("/buscar")
def search() -> ResponseReturnValue:
    """Products with every word of ``?q=``; accents and capitals do not matter."""
    query = request.args.get("q", "").strip()[:80]
    found = [card for card in service.shelf() if matches(card, query)] if query else []
    return render_template("catalog/search.html", query=query, cards=found)


@blueprint.get("/informacion")
def information() -> ResponseReturnValue:
    """Shipping, withdrawal, payment reversal, data policy and claims, each with its anchor."""
    return render_template("catalog/information.html", shipping=shipping.FLAT)


@blueprint.route("/producto/<slug>", methods=["GET", "POST"])
def product(slug: str) -> ResponseReturnValue:
    """One product; a POST puts it into the cart and leads there."""
    card = service.product(slug)
    if card is None:
        abort(404)
    form = AddForm()
    wish = form.read(card)
    if wish is None:
        return _page(card, form)
    offer, quantity = wish
    if not basket.add(offer.variant_id, quantity, offer.unit):
        form.quantity.errors = [_("Tu carrito está lleno. Termina esta compra y haz otra.")]
        return _page(card, form)
    return redirect(url_for("cart.show"), 303)


def _page(card: Card, form: AddForm) -> str:
    others = [other for other in service.shelf() if other.product_id != card.product_id]
    others.sort(key=lambda other: (other.sold_out, other.category != card.category))
    return render_template(
        "catalog/product.html",
        card=card,
        form=form,
        chosen=form.chosen(card),
        photos=photos(Path(current_app.static_folder or ""), card.image),
        others=others[:GOES_WITH],
        shipping=shipping.FLAT,
    )
