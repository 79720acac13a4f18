"""Addresses of an order's page; the link row is made with the order and mailed to its buyer."""

from __future__ import annotations

from storefront.extensions import nequi
from storefront.orders.models import Order

PURPOSE = "order"
"""Of the link that opens an order's page."""


def page_of(order: Order) -> str:
    """The absolute address of ``/pedido/<link>``."""
    return nequi.url_for("orders.show", link=nequi.link_token(order.link_id or 0, PURPOSE))


def proof_of(order: Order, message_id: str) -> str:
    """The absolute address of the comprobante of one of its payments."""
    token = nequi.link_token(order.link_id or 0, PURPOSE)
    return nequi.url_for("orders.proof", link=token, message_id=message_id)
