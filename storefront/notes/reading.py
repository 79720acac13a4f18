"""The notas crédito of a document."""

from __future__ import annotations

from sqlalchemy import select

from storefront.db import db
from storefront.notes.models import CreditNote


def of_debt(debt_id: int) -> list[CreditNote]:
    """Newest first."""
    query = select(CreditNote).filter_by(debt_id=debt_id)
    return list(db.session.scalars(query.order_by(CreditNote.id.desc())))
