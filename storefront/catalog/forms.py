"""The form on a product's page: which variant, how many."""

from __future__ import annotations

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from storefront.catalog.offers import Card, Offer


class AddForm(FlaskForm):  # type: ignore[misc] # flask_wtf ships no types
    """``variant`` is a variant's id, drawn as chips by the template."""

    variant = StringField(_l("Presentación"))
    quantity = StringField(_l("Cantidad"), default="1")

    def chosen(self, card: Card) -> Offer:
        """The variant that is ticked, else the one that the page shows first."""
        return next((x for x in card.offers if str(x.variant_id) == self.variant.data), card.first)

    def read(self, card: Card) -> tuple[Offer, int] | None:
        """What to put into the cart, or None with a sentence by the field."""
        if not self.validate_on_submit():
            return None
        offer, text = self.chosen(card), (self.quantity.data or "").strip()
        if offer.sold_out:
            self._say("variant", _("%(name)s se agotó. Elige otra presentación.",
                                   name=offer.full_name))  # fmt: skip
        elif not re.fullmatch(r"[1-9][0-9]?", text, re.ASCII):
            self._say("quantity", _("Escribe una cantidad entre 1 y %(most)s.",
                                    most=min(offer.available, 99)))  # fmt: skip
        elif int(text) > offer.available:
            self._say("quantity", _("Solo quedan %(count)s. Escribe ese número o menos.",
                                    count=offer.available))  # fmt: skip
        else:
            return offer, int(text)
        return None

    def _say(self, field: str, sentence: str) -> None:
        self[field].errors = [sentence]
