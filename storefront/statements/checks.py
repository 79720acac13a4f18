"""What must hold about statements: part of ``flask nequi check``."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from storefront.customers.models import Customer
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import ZERO
from storefront.statements.reading import account


@nequi.check
def both_faces_agree(s: Session) -> Iterator[str]:
    """Per customer: the proof line holds, and open items equal what the debts say."""
    for customer_id in s.scalars(select(Customer.id).order_by(Customer.id)):
        seen = account(s, customer_id, at=nequi.now())
        if seen is None:
            continue
        if not seen.statement.proven:
            yield f"customer {customer_id}: the two faces of the statement differ"
        debts = select(Debt.id).filter_by(customer_id=customer_id, kind="invoice")
        owed = payable(s, s.scalars(debts))
        shown = {item.debt_id: item.payable for item in seen.statement.items}
        for debt_id, cents in owed.items():
            if shown.get(debt_id, ZERO) != cents:
                yield f"debt {debt_id}: the statement shows {shown.get(debt_id, 0)}, owed {cents}"
