"""How a merchant asks for an order's money: its pay link, to copy or to send by WhatsApp."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask_babel import gettext as _

from storefront.company.gate import merchant
from storefront.extensions import nequi
from storefront.money import Cents, format_cents
from storefront.orders.models import Order


@dataclass(frozen=True)
class Charge:
    """The signed address of the payment page, and the one that opens WhatsApp with it."""

    link: str
    whatsapp: str


def charge_of(order: Order, owed: Cents) -> Charge:
    """For an order that asks for ``owed`` centavos."""
    link = nequi.pay_url("order", str(order.id), external=True)
    shop = merchant().trade_name or merchant().name
    text = _("Hola, %(name)s. Tu pedido %(number)s en %(shop)s vale %(value)s. "
             "Págalo con Nequi aquí: %(link)s", name=order.name.split()[0], number=order.number,
             shop=shop, value=format_cents(owed), link=link)  # fmt: skip
    phone = f"57{order.phone}" if order.phone else ""
    return Charge(link, f"https://wa.me/{phone}?text={quote(text)}")
