"""What an order is called on its payment: its own number, and its paper's once it has one."""

from __future__ import annotations

from flask_babel import gettext as _

from storefront.db import db
from storefront.orders.credit.selling import invoice_of
from storefront.orders.models import Order, OrderState


def description(order: Order) -> str:
    """``Pedido 2043``; on credit ``Pedido 2043, factura FE-1077`` or ``…, documento DC-0004``."""
    invoice = invoice_of(db.session, order.id) if order.state is OrderState.CREDIT else None
    if invoice is None:
        return str(_("Pedido %(number)s", number=order.number))
    if invoice.own:
        return str(_("Pedido %(number)s, documento %(document)s",
                     number=order.number, document=invoice.number))  # fmt: skip
    return str(_("Pedido %(number)s, factura %(invoice)s",
                 number=order.number, invoice=invoice.number))  # fmt: skip
