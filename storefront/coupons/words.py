"""Coupons in words: what one does, and why one takes nothing off."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from storefront.coupons.rules import Applied, Terms, Why
from storefront.dates import short_date
from storefront.money import format_cents

_SENTENCES = {
    Why.OFF: _l("El cupón %(code)s ya no está activo."),
    Why.EARLY: _l("El cupón %(code)s vale desde el %(day)s."),
    Why.LATE: _l("El cupón %(code)s venció el %(day)s."),
    Why.SPENT: _l("El cupón %(code)s ya se usó todas las veces que se podía."),
    Why.SMALL: _l(
        "El cupón %(code)s es para compras desde %(least)s en productos: te faltan %(rest)s."
    ),
    Why.WHOLE: _l(
        "El cupón %(code)s cubre todos tus productos, y algo debe quedar por pagar. "
        "Agrega otro producto."
    ),
}


def takes(terms: Terms) -> str:
    """``10 %`` or ``$ 5.000``."""
    return f"{terms.percent}\u00a0%" if terms.percent else format_cents(terms.off)


def why_not(held: Applied) -> str:
    """The sentence by the field; empty where the coupon counts."""
    if held.why is None:
        return ""
    if held.why is Why.UNKNOWN or held.terms is None:
        return str(_("Ese cupón no existe. Míralo otra vez."))
    terms = held.terms
    day = terms.starts_on if held.why is Why.EARLY else terms.ends_on
    said = {
        "code": held.code,
        "day": short_date(day) if day else "",
        "least": format_cents(terms.smallest),
        "rest": format_cents(terms.smallest - held.goods),
    }
    return str(_SENTENCES[held.why] % said)
