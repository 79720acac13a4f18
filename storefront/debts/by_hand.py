"""Money that came by another way than Nequi: booked by a person, on one debt.

Callers are in a unit of work and hold the debt's name (``debts/service.py``).
"""

from __future__ import annotations

import secrets

from storefront.debts.means import Means
from storefront.debts.models import Allocation, Booking, Debt
from storefront.debts.reading import AnySession, payable
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


def _reference() -> str:
    return "M" + "".join(secrets.choice(SIGNS) for _ in range(LONG))
