"""Saldo a favor that can be used, and the cruces made of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from nequi_plugin import RefundState
from storefront.credits import rules
from storefront.credits.models import CreditUse
from storefront.db import AnySession, db
from storefront.debts.models import Allocation, Booking, Credit
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.orders.models import Order

RECENT = 20
_ON_ITS_WAY = (RefundState.ASKED, RefundState.SENDING, RefundState.UNKNOWN, RefundState.MANUAL)


@dataclass(frozen=True)
class Source(rules.Source):
    """Saldo a favor, and the payment that brought it."""

    message_id: str


def sources(s: AnySession, customer_id: int) -> list[Source]:
    """What a customer can use, the oldest first.

    Money that may be on its way back, and money of an order that waits for a decision, is
    not hers to use.
    """
    mine = (Credit.customer_id == customer_id, Credit.taken_back_at.is_(None))
    query = (
        select(Credit.id, Credit.cents, Credit.message_id)
        .outerjoin(Order, Order.id == Credit.order_id)
        .where(*mine, or_(Order.id.is_(None), Order.kept_cents == 0))
        .order_by(Credit.created_at, Credit.id)
    )
    rows = [Source(*row) for row in s.execute(query)]
    gone = {row.message_id for row in rows if leaving(row.message_id)}
    return [row for row in rows if row.message_id not in gone]


def available(s: AnySession, customer_id: int) -> Cents:
    """The sum of what she can use."""
    return rules.available(sources(s, customer_id))


def of_customer(customer_id: int) -> list[CreditUse]:
    """Her newest cruces, undone ones included."""
    query = select(CreditUse).filter_by(customer_id=customer_id)
    return list(db.session.scalars(query.order_by(CreditUse.id.desc()).limit(RECENT)))


def numbers(use_ids: Collection[int]) -> dict[int, str]:
    """Cruce id → its number."""
    query = select(CreditUse.id, CreditUse.number).where(CreditUse.id.in_(use_ids))
    return {row.id: row.number for row in db.session.execute(query)}


@dataclass(frozen=True)
class Origin:
    """One payment behind a cruce: ``cents`` of it were used, ``returned`` of those went back."""

    booking: Booking
    cents: Cents
    returned: Cents


def origins(use_id: int) -> list[Origin]:
    """The payments whose saldo a favor a cruce used, the oldest first."""
    query = (
        select(Booking, Allocation.cents, Allocation.taken_back_at, Allocation.freed)
        .join(Booking, and_(Booking.message_id == Allocation.message_id))
        .where(Allocation.use_id == use_id)
        .order_by(Booking.approved_at, Booking.id)
    )
    found: dict[int, Origin] = {}
    for booking, cents, gone_at, freed in db.session.execute(query):
        before = found.get(booking.id)
        used = cents + (before.cents if before else 0)
        gone = cents if gone_at is not None and not freed else 0
        returned = gone + (before.returned if before else 0)
        found[booking.id] = Origin(booking, Cents(used), Cents(returned))
    return list(found.values())


def leaving(message_id: str) -> bool:
    """Whether money of this payment may be on its way back."""
    return any(refund.state in _ON_ITS_WAY for refund in nequi.refunds(message_id))
