"""The authorisation to use personal data (Ley 1581 of 2012, art. 9): words and version.

Its proof is stored on the order: the sentence as it was shown, its version and the moment.
Change the sentence only together with its version.
"""

from __future__ import annotations

from flask_babel import gettext as _

VERSION = "2026-11"
BY_MERCHANT = "comercio-2026-11"
"""Version of what is noted where nobody saw a box: the merchant took the order."""


def sentence(merchant_name: str) -> str:
    """What stands beside the box, without its link."""
    words: str = _(
        "Autorizo a %(name)s a usar mis datos para entregarme este pedido, "
        "según su política de datos.",
        name=merchant_name,
    )
    return words


def taken_by(person: str) -> str:
    """What is noted of an order that a member of the staff took for its buyer."""
    words: str = _(
        "%(person)s creó este pedido en nombre de quien compra, que le dio sus datos para "
        "recibirlo.",
        person=person,
    )
    return words
