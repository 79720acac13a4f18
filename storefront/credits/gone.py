"""Money went back although it had been used as saldo a favor: a person must know.

Callers are the plugin's callbacks, in its unit of work.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import gettext as _
from sqlalchemy import func, select

from nequi_plugin import Payment
from storefront.credits.models import CreditUse
from storefront.db import AnySession
from storefront.debts.models import Allocation, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.orders.credit import following


class Watch:
    """``sentence`` is what to tell a person once the change is made, or None."""

    sentence: str | None = None


@contextmanager
def watching(s: AnySession, payment: Payment) -> Iterator[Watch]:
    """Around a change of what ``payment`` gave: which cruces of its money does it touch?

    A cruce that nothing is left of is closed with the reason; its documents are owed again.
    """
    watch, before = Watch(), _live(s, payment.message_id)
    owed = payable(s, {debt_id for _use_id, debt_id in before})
    yield watch
    s.flush()
    following.money_left(s, owed)
    after = _live(s, payment.message_id)
    lessened = [pair for pair, cents in before.items() if after.get(pair, 0) < cents]
    if not lessened:
        return
    uses = {use_id: s.get_one(CreditUse, use_id) for use_id, _debt_id in lessened}
    for made in uses.values():
        if made.voided_at is None and not _anything(s, made.id):
            made.voided_at = nequi.now()
            made.void_reason = _("El pago que dejó ese saldo a favor se devolvió o cambió.")
    labels = sorted({s.get_one(Debt, debt_id).label for _use_id, debt_id in lessened})
    watch.sentence = str(_(
        "El saldo a favor de este pago ya se había usado en %(labels)s (%(numbers)s): eso "
        "se debe otra vez.",
        labels=", ".join(labels), numbers=", ".join(made.number for made in uses.values()),
    ))  # fmt: skip


def _live(s: AnySession, message_id: str) -> dict[tuple[int, int], int]:
    """(cruce, debt) → centavos that this payment's money pays there now."""
    query = (
        select(Allocation.use_id, Allocation.debt_id, func.sum(Allocation.cents))
        .where(
            Allocation.message_id == message_id, Allocation.taken_back_at.is_(None),
            Allocation.use_id.is_not(None),
        )
        .group_by(Allocation.use_id, Allocation.debt_id)
    )  # fmt: skip
    rows = s.execute(query)
    return {(use_id, debt_id): int(cents) for use_id, debt_id, cents in rows if use_id is not None}


def _anything(s: AnySession, use_id: int) -> bool:
    live = select(Allocation.id).filter_by(use_id=use_id, taken_back_at=None).limit(1)
    return s.scalar(live) is not None
