"""What money without a key pays: an order by its number, or an invoice by its own."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storefront.db import db
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.orders.models import BEFORE_FIRST, Order
from storefront.statements.models import Selection, SelectionLine
from storefront.statements.sending import PURPOSE

LINK_LIFE = timedelta(days=60)
LARGEST = 2**31


def home_of(text: str) -> tuple[str, str] | None:
    """(kind, key) of what was typed, or None when there is no such order or invoice.

    An invoice becomes a selection of its customer: what it does not need is saldo a favor.
    """
    number = text.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and BEFORE_FIRST < int(number) < LARGEST:
        order = db.session.get(Order, int(number) - BEFORE_FIRST)
        return ("order", str(order.id)) if order is not None else None
    query = select(Debt.id).where(
        func.upper(Debt.label) == number.upper(), Debt.kind == "invoice", Debt.customer_id > 0
    )
    debt_id = db.session.scalar(query.limit(1))
    if debt_id is None:
        return None
    with nequi.unit_of_work() as s:
        return "statement", str(_selection(s, debt_id))


def _selection(s: Session, debt_id: int) -> int:
    debt, now = s.get_one(Debt, debt_id), nequi.now()
    owner = debt.customer_id or 0
    selection = Selection(
        customer_id=owner,
        link_id=nequi.make_link(s, PURPOSE, str(owner), "", now + LINK_LIFE),
        created_at=now,
        used_at=now,
        lines=[SelectionLine(debt_id=debt_id, cents=payable(s, [debt_id])[debt_id])],
    )
    s.add(selection)
    s.flush()
    return selection.id
