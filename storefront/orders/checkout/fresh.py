"""The checkout's fields before anybody typed: drawn once for all who have it sent to one place.

Drawing them takes as long as the rest of the page five times. Nothing of a visitor stands in
them but department and city, by which they are kept.
"""

from __future__ import annotations

from collections.abc import Hashable

from flask import current_app, render_template, request
from flask_babel import get_locale
from markupsafe import Markup

from storefront.cart import basket
from storefront.company.gate import merchant
from storefront.orders.checkout import consent
from storefront.orders.checkout.forms import CheckoutForm
from storefront.orders.checkout.places import MAIN_CITIES
from storefront.orders.checkout.sale import Sale

MOST = 256


def fresh_fields(sale: Sale) -> Markup:
    """Empty, but for the place that the shopper said before."""
    kept: dict[Hashable, Markup] = current_app.extensions.setdefault("store_checkout", {})
    key = str(get_locale()), request.script_root, merchant(), basket.destination(), sale.home
    found = kept.get(key)
    if found is None:
        form = CheckoutForm(formdata=None)
        form.department.data, form.city.data = basket.destination()
        if len(kept) >= MOST:  # places are many: start over rather than grow
            kept.clear()
        found = kept[key] = fields_of(form, sale)
    return found


def fields_of(form: CheckoutForm, sale: Sale) -> Markup:
    """With what was typed, and what is wrong by its field."""
    form.offer(pickup=merchant().tariff.pickup)
    drawn = render_template(
        "checkout/_fields.html",
        form=form,
        delivery=sale.home,
        consent=consent.sentence(merchant().name),
        cities=MAIN_CITIES,
    )
    return Markup(drawn)  # noqa: S704 - a template's own
