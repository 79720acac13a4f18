"""How far an order is on its way to its buyer, and what stops it: no Flask, no database.

*Por enviar → Enviado → Entregado*; where it is picked up, *Por preparar → Listo para recoger →
Recogido*.
"""

from __future__ import annotations

from enum import StrEnum

from flask_babel import gettext as _

from storefront.orders.models import Delivery, Order, OrderState

OURS_TO_SEND = (OrderState.PAID, OrderState.CREDIT)
"""The shop owes the goods: they are paid, or sold on credit."""


class Stage(StrEnum):
    """``sent`` also says that it lies ready to be picked up."""

    TO_PREPARE = "to_prepare"
    SENT = "sent"
    DONE = "done"


def stage_of(order: Order) -> Stage | None:
    """Where it is; None for an order that nobody has to send.

    What left the shop has left it, whatever became of its money afterwards.
    """
    if order.delivered_at is not None:
        return Stage.DONE
    if order.dispatched_at is not None:
        return Stage.SENT
    return Stage.TO_PREPARE if order.state in OURS_TO_SEND else None


def has_left(order: Order) -> bool:
    """Whether its pieces are out of the shop's hands."""
    if order.delivery == Delivery.PICKUP:
        return order.delivered_at is not None
    return order.dispatched_at is not None


def why_not(order: Order) -> str:
    """The sentence that says why it cannot be sent now, or ""."""
    if stage_of(order) is not None:
        return ""
    if order.kept_cents:
        return str(_("Su dinero está por resolver. Decídelo primero."))
    return str({
        OrderState.CANCELLED: _("El pedido está anulado."),
        OrderState.REFUNDED: _("El dinero de este pedido se devolvió."),
    }.get(order.state, _("Aún no está pagado.")))  # fmt: skip


def words(order: Order, stage: Stage) -> tuple[str, str, str]:
    """Word, tone and icon of a badge."""
    picked = order.delivery == Delivery.PICKUP
    return {
        Stage.TO_PREPARE: (str(_("Por preparar") if picked else _("Por enviar")), "warn", "box"),
        Stage.SENT: (str(_("Listo para recoger") if picked else _("Enviado")), "info",
                     "store" if picked else "truck"),
        Stage.DONE: (str(_("Recogido") if picked else _("Entregado")), "ok", "tick"),
    }[stage]  # fmt: skip
