"""The shelf and one product's page."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from flask import (
    Blueprint,
    abort,
    has_request_context,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from storefront.cart import basket
from storefront.catalog import searching, service
from storefront.catalog.forms import AddForm
from storefront.catalog.kept import shelf
from storefront.catalog.offers import Card
from storefront.catalog.sharing import shared
from storefront.company.gate import merchant
from storefront.extensions import nequi
from storefront.keptpages import answer, gap

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
    """Hero and shelf; ``?categoria=`` narrows the shelf, ``?orden=`` sorts it."""
    goods, wish = shelf(), request.args.get("categoria", "")
    chosen = wish if wish in {group.slug for group in goods.groups} else ""
    order = _order()
    is_open = nequi.is_open() is None
    return answer(
        goods.pages,
        ("home", chosen, order, is_open, *_shown_everywhere()),
        lambda: render_template(
            "catalog/home.html",
            cards=searching.in_order(goods.of(chosen), order),
            groups=goods.groups,
            chosen=chosen,
            orders=_orders("catalog.home", order, categoria=chosen or None),
            open=is_open,
        ),
    )


def _shown_everywhere() -> tuple[Hashable, ...]:
    """All that a page's head and foot show: a kept page is for those who see the same."""
    return str(get_locale()), request.script_root, basket.count(), merchant()


@blueprint.get("/buscar")
def search() -> ResponseReturnValue:
    """Products with the words of ``?q=``; accents, capitals and slips are forgiven."""
    query, order = request.args.get("q", "").strip()[:80], _order()
    found = searching.search(shelf().cards, query)
    return render_template(
        "catalog/search.html",
        query=query,
        cards=searching.in_order(found.cards, order),
        guessed=found.guessed,
        orders=_orders("catalog.search", order, q=query),
    )


def _order() -> str:
    """The order asked for by ``?orden=``, empty for one that we do not know."""
    wish = request.args.get("orden", "")
    return wish if wish in searching.ORDERS else ""


def _orders(endpoint: str, chosen: str, **values: Any) -> list[tuple[str, str, bool]]:
    """(words, address, chosen) of each order that the shelf may stand in."""
    words = {"": _("Destacados"), "precio": _("Menor precio"), "-precio": _("Mayor precio"),
             "nombre": _("Nombre")}  # fmt: skip
    return [(text, url_for(endpoint, orden=key or None, _anchor="tienda", **values), key == chosen)
            for key, text in words.items()]  # fmt: skip


@blueprint.get("/informacion")
def information() -> ResponseReturnValue:
    """Shipping, withdrawal, payment reversal, data policy and claims, each with its anchor."""
    return render_template("catalog/information.html")


@blueprint.get("/producto/<slug>")
def product(slug: str) -> ResponseReturnValue:
    """One product; its form posts to ``add``."""
    goods = shelf()
    card = goods.by_slug.get(slug)
    if card is None:
        abort(404)
    return answer(
        goods.pages,
        (slug, *basket.destination(), *_shown_everywhere()),
        lambda: _page(card, AddForm(formdata=None), gap()),
    )


@blueprint.post("/producto/<slug>")
def add(slug: str) -> ResponseReturnValue:
    """Put it into the cart as it is now and lead there, or say beside the field why not."""
    card = service.product(slug)
    if card is None:
        abort(404)
    form = AddForm()
    wish = form.read(card)
    if wish is None:
        return _page(card, form, form.csrf_token)
    offer, quantity = wish
    if not basket.add(offer.variant_id, quantity, offer.unit):
        form.quantity.errors = [_("Tu carrito está lleno. Termina esta compra y haz otra.")]
        return _page(card, form, form.csrf_token)
    return redirect(url_for("cart.show"), 303)


def _page(card: Card, form: AddForm, proof: object) -> str:
    others = [other for other in shelf().cards if other.product_id != card.product_id]
    others.sort(key=lambda other: (other.sold_out, other.category != card.category))
    return render_template(
        "catalog/product.html",
        card=card,
        form=form,
        proof=proof,
        chosen=form.chosen(card),
        photos=card.photos,
        shared=shared(card),
        others=others[:GOES_WITH],
        place=basket.destination(),
    )
