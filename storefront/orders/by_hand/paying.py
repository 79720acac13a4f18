"""An order paid by another way than Nequi: a person of the staff writes it down.

What Nequi may still collect for it is called off (money.md: a host change that settles the
debt); money that comes all the same is kept as saldo a favor and stands in the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sqlalchemy.orm import Session

from storefront import audit
from storefront.debts import by_hand
from storefront.debts.means import Means
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.orders import stock
from storefront.orders.closing import still_open
from storefront.orders.debts import debt_name, debt_of
from storefront.orders.history import note
from storefront.orders.models import EventKind, Order, OrderState
from storefront.orders.shelf import RESERVED_FOR


class Marked(Enum):
    """How marking an order as paid ended."""

    DONE = "done"
    MONEY = "money"  # money of Nequi's waits for a decision: that one comes first
    CLOSED = "closed"  # it was paid or cancelled before


@dataclass(frozen=True)
class ByHand:
    """What a person writes down: the way, the voucher's number or "", and why."""

    means: Means
    number: str
    reason: str


def mark_paid(order_id: int, said: ByHand, *, by: str) -> Marked:
    """Book what the order still owes as received by hand, and hand its pieces over.

    ``by`` is a member of staff. Raises ``stock.SoldOut`` when a piece is gone meanwhile:
    nothing is booked then.
    """
    with nequi.unit_of_work() as s:
        name = debt_name(s, order_id)
        with nequi.hold([name]) as held:
            order = s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
            if not still_open(order):
                return Marked.CLOSED
            holder = nequi.holders([name]).get(name)
            open_money = holder is not None and not holder.live
            debt_id = debt_of(s, order.id).id
            if open_money or not payable(s, [debt_id])[debt_id]:
                return Marked.MONEY
            _receive(s, order, said, by)
            held.settled(name)
    return Marked.DONE


def _receive(s: Session, order: Order, said: ByHand, by: str) -> None:
    stock.reserve(s, order, nequi.now() + RESERVED_FOR)
    stock.sell(order)
    debt = debt_of(s, order.id)
    booking = by_hand.receive(
        s, debt, key=str(order.id), means=said.means, number=said.number
    )
    order.state, order.paid_at = OrderState.PAID, booking.approved_at
    told = " · ".join(part for part in (by, said.means.words, said.number, said.reason) if part)
    note(order, EventKind.PAID_BY_HAND, told)
    audit.record(s, by, "order.paid_by_hand", f"order:{order.id}", told)
    nequi.enqueue("order-paid", ref=f"{order.id} {booking.id}", unique=f"order-paid:{booking.id}")
    s.flush()
