"""How money reached the merchant: by Nequi, or by another way that a person wrote down."""

from __future__ import annotations

from enum import StrEnum

from flask_babel import gettext as _


class Means(StrEnum):
    """The medio de pago of a booked payment, as papers print it."""

    NEQUI = "nequi"
    CASH = "cash"
    TRANSFER = "transfer"
    KEY = "key"
    CARD = "card"
    OTHER = "other"

    @property
    def words(self) -> str:
        """What people read."""
        return str(_words()[self])


BY_HAND = tuple(way for way in Means if way is not Means.NEQUI)
"""What staff may choose: Nequi's payments are booked by Nequi's own word."""


def _words() -> dict[Means, object]:
    return {
        Means.NEQUI: "Nequi",
        Means.CASH: _("Efectivo"),
        Means.TRANSFER: _("Transferencia bancaria"),
        Means.KEY: _("Llave Bre-B"),
        Means.CARD: _("Tarjeta, en datáfono"),
        Means.OTHER: _("Otro medio"),
    }
