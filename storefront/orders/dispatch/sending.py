"""An order goes to its buyer: sent, or ready to be picked up; arrived; and each taken back.

A person of the staff says so. Every change locks the order's row, as its payments do, and is
told from the stage that the person saw: pressing twice moves one step.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from storefront import audit
from storefront.extensions import nequi
from storefront.orders import shelf
from storefront.orders.history import note
from storefront.orders.models import Delivery, EventKind, Order
from storefront.orders.stages import Stage, has_left, stage_of

TOLD = (EventKind.SENT, EventKind.READY, EventKind.GUIDE)
"""What the buyer gets a mail about."""


@dataclass(frozen=True)
class Parcel:
    """Who carries it, and how to follow it; each may be ""."""

    carrier: str = ""
    number: str = ""
    url: str = ""

    @classmethod
    def of(cls, order: Order) -> Parcel:
        """What is known of this order's."""
        return cls(order.carrier, order.guide_number, order.guide_url)


class Moved(Enum):
    """How a wish to move an order on ended."""

    DONE = "done"
    MENDED = "mended"  # it was on its way; carrier or guide changed
    SAME = "same"  # it was so already
    NOT_NOW = "not_now"  # not paid, closed, or another step comes first


def send(order_id: int, parcel: Parcel, *, by: str) -> Moved:
    """Say that it left (or is ready), or mend carrier and guide of one that did; mail its buyer."""
    with _held(order_id) as (s, order):
        stage, before = stage_of(order), Parcel.of(order)
        if stage is None or stage is Stage.DONE:
            return Moved.NOT_NOW
        if stage is Stage.SENT and parcel == before:
            return Moved.SAME
        order.carrier, order.guide_number, order.guide_url = (
            parcel.carrier, parcel.number, parcel.url,
        )  # fmt: skip
        kind = EventKind.GUIDE
        if stage is Stage.TO_PREPARE:
            order.dispatched_at = nequi.now()
            kind = EventKind.READY if order.delivery == Delivery.PICKUP else EventKind.SENT
        _tell(s, order, kind, by, parcel)
    return Moved.DONE if stage is Stage.TO_PREPARE else Moved.MENDED


def _tell(s: Session, order: Order, kind: EventKind, by: str, parcel: Parcel) -> None:
    told = " · ".join(part for part in (by, parcel.carrier, parcel.number) if part)
    event = note(order, kind, told)
    audit.record(s, by, "order.sent", f"order:{order.id}", told)
    s.flush()
    nequi.enqueue(
        "order-shipped", ref=f"{order.id} {event.id}", unique=f"order-shipped:{event.id}"
    )


def arrive(order_id: int, *, by: str) -> Moved:
    """Say that its buyer has it."""
    with _held(order_id) as (s, order):
        stage = stage_of(order)
        if stage is not Stage.SENT:
            return Moved.SAME if stage is Stage.DONE else Moved.NOT_NOW
        order.delivered_at = nequi.now()
        picked = order.delivery == Delivery.PICKUP
        note(order, EventKind.PICKED_UP if picked else EventKind.DELIVERED, by)
        audit.record(s, by, "order.delivered", f"order:{order.id}")
    return Moved.DONE


def take_back(order_id: int, seen: Stage, *, by: str, reason: str) -> Moved:
    """Undo the last step: it had not arrived, or not left, after all."""
    with _held(order_id) as (s, order):
        stage = stage_of(order)
        if stage is not seen or stage not in (Stage.SENT, Stage.DONE):
            return Moved.NOT_NOW
        if stage is Stage.DONE:
            order.delivered_at = None
        else:
            order.dispatched_at = None
            order.carrier = order.guide_number = order.guide_url = ""
        if not has_left(order):
            shelf.come_back(s, order)
        told = f"{by} · {reason}"
        note(order, EventKind.SENDING_UNDONE, told)
        audit.record(s, by, "order.sending_undone", f"order:{order.id}", told)
    return Moved.DONE


@contextmanager
def _held(order_id: int) -> Iterator[tuple[Session, Order]]:
    with nequi.unit_of_work() as s:
        yield s, s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
