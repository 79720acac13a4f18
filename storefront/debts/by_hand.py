"""Money that came by another way than Nequi: booked by a person, on one debt.

Callers are in a unit of work and hold the debt's name (``debts/service.py``).
"""

from __future__ import annotations

import secrets

from sqlalchemy import select

from storefront.db import AnySession
from storefront.debts.means import Means
from storefront.debts.models import Allocation, Booking, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONG = 8


def receive(s: AnySession, debt: Debt, *, key: str, means: Means, number: str) -> Booking:
    """Book what is payable of ``debt`` as paid; it waits for its recibo like any payment.

    ``number`` is the voucher's or the transfer's, where there is one. The reference is our
    own, one sign shorter than Nequi's. Raises ValueError when nothing is payable.
    """
    owed, now = payable(s, [debt.id])[debt.id], nequi.now()
    if not owed:
        raise ValueError(f"nothing is payable of {debt.name}")
    booking = Booking(
        message_id=_reference(), kind=debt.kind, key=key, customer_id=debt.customer_id,
        payer_name=debt.payer_name, payer_document=debt.payer_document, label=debt.label,
        transaction_id=number, cents=owed, approved_at=now, means=means,
    )  # fmt: skip
    share = Allocation(
        message_id=booking.message_id, debt_id=debt.id, cents=owed, approved_at=now
    )
    s.add_all((booking, share))
    s.flush()
    return booking


def live(s: AnySession, debt: Debt, *, lock: bool = False) -> Booking | None:
    """The newest payment by hand of this debt that nobody took back."""
    mine = select(Allocation.message_id).where(
        Allocation.debt_id == debt.id, Allocation.taken_back_at.is_(None)
    )
    query = select(Booking).where(
        Booking.message_id.in_(mine), Booking.means != Means.NEQUI, Booking.reversed_at.is_(None)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return s.scalars(query.order_by(Booking.id.desc())).first()


def take_back(s: AnySession, booking: Booking) -> None:
    """Undo ``receive``: the debt is payable again. Raises ValueError while it has a recibo."""
    if booking.receipt_id is not None:
        raise ValueError(f"{booking.message_id} has a recibo de caja")
    booking.reversed_at = nequi.now()
    mine = select(Allocation).filter_by(message_id=booking.message_id, taken_back_at=None)
    for share in s.scalars(mine):
        share.taken_back_at = booking.reversed_at
    s.flush()


def _reference() -> str:
    return "M" + "".join(secrets.choice(SIGNS) for _ in range(LONG))
