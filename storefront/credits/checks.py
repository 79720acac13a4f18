"""What must hold about cruces: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Subquery, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storefront.credits.models import CreditUse, CreditUseLine
from storefront.debts.models import Allocation, Credit
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.numbering import gaps
from storefront.receipts.models import ReceiptSeries
from storefront.receipts.series import OWN


@nequi.check
def uses_are_explained(s: Session) -> Iterator[str]:
    """A cruce's lines add up to it; while its payments stand, so do what it gave and took."""
    lines = _sum(CreditUseLine.cents, CreditUseLine.use_id)
    given = _sum(Allocation.cents, Allocation.use_id)
    taken = _sum(Credit.cents, Credit.spent_id)
    query = (
        select(CreditUse.number, CreditUse.voided_at, CreditUse.total_cents, lines.c.cents,
               given.c.cents, taken.c.cents)
        .outerjoin(lines, lines.c.key == CreditUse.id)
        .outerjoin(given, given.c.key == CreditUse.id)
        .outerjoin(taken, taken.c.key == CreditUse.id)
    )  # fmt: skip
    for number, voided_at, total, lined, gave, took in s.execute(query):
        moved = (gave or 0, took or 0)
        if lined != total or gave != took or (voided_at is None and gave != total):
            yield f"cruce {number}: {total}, lines {lined}, given and taken {moved}"


@nequi.check
def use_numbers_have_no_gaps(s: Session) -> Iterator[str]:
    """Consecutive from the first one, and the series goes on after the last."""
    return gaps(s, ReceiptSeries, CreditUse.sequence, literal(OWN))


def _sum(cents: InstrumentedAttribute[Cents], of: InstrumentedAttribute[Any]) -> Subquery:
    """Centavos per cruce."""
    query = select(of.label("key"), func.sum(cents).label("cents")).where(of.is_not(None))
    return query.group_by(of).subquery()
