"""The notas crédito of a document."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from storefront.db import db
from storefront.money import Cents
from storefront.notes.models import CreditNote


def of_debt(debt_id: int) -> list[CreditNote]:
    """Newest first."""
    query = select(CreditNote).filter_by(debt_id=debt_id)
    return list(db.session.scalars(query.order_by(CreditNote.id.desc())))


def sums(debt_ids: Collection[int]) -> dict[int, Cents]:
    """What notas crédito took off each of these debts; those without any are missing."""
    stand = CreditNote.debt_id.in_(debt_ids), CreditNote.voided_at.is_(None)
    query = select(CreditNote.debt_id, func.sum(CreditNote.cents)).where(*stand)
    query = query.group_by(CreditNote.debt_id)
    return {debt_id: Cents(int(cents)) for debt_id, cents in db.session.execute(query)}
