"""Voiding a recibo de caja: its payment waits for another one, and nobody owes it again."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront.audit import record
from storefront.db import db
from storefront.debts.models import Adjustment, Allocation, Booking, Credit, Debt
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.receipts.models import Receipt


class AlreadyVoided(Exception):
    """Somebody voided it before, or the money went back and that voided it."""


def void(receipt_id: int, *, reason: str, actor: str) -> None:
    """Undo ``make``: the receipt keeps its number, its payment returns to *Pagos sin recibo*.

    The accounting balances rise by what the receipt had lowered, and the same centavos count
    as paid without receipt: what is payable does not move (money.md, item 4). Raises
    LookupError for an unknown receipt, and AlreadyVoided.
    """
    with nequi.unit_of_work() as s, nequi.hold(_names(s, receipt_id)):
        receipt = _locked(s, receipt_id)
        receipt.voided_at, receipt.void_reason = nequi.now(), reason
        _unsettle(s, receipt)
        record(s, actor, "receipt.voided", f"receipt:{receipt.id}", f"{receipt.number}: {reason}")
        crash_point("void-uncommitted")


def earlier(message_id: str) -> list[Receipt]:
    """The voided receipts of a payment, oldest first: what its live one takes the place of."""
    query = select(Receipt).where(Receipt.message_id == message_id, Receipt.voided_at.is_not(None))
    return list(db.session.scalars(query.order_by(Receipt.id)))


def _names(s: Session, receipt_id: int) -> list[str]:
    """The debts that the receipt lowered, and those that its saldo a favor may come to pay."""
    paid = select(Allocation.debt_id).where(Allocation.receipt_id == receipt_id)
    kept = select(Credit.order_id).where(Credit.receipt_id == receipt_id)
    rows = s.scalars(select(Debt).where(Debt.id.in_(paid) | Debt.order_id.in_(kept)))
    return sorted(debt.name for debt in rows)


def _locked(s: Session, receipt_id: int) -> Receipt:
    """The live receipt with its payment's row locked: two clerks come one after the other."""
    receipt = s.get(Receipt, receipt_id)
    if receipt is None:
        raise LookupError(f"receipt {receipt_id}")
    header = select(Booking).where(Booking.message_id == receipt.message_id).with_for_update()
    booking = s.scalar(header.execution_options(populate_existing=True))
    s.refresh(receipt)
    if receipt.voided_at is not None or booking is None or booking.receipt_id != receipt_id:
        raise AlreadyVoided(receipt.number)
    booking.receipt_id = None
    return receipt


def _unsettle(s: Session, receipt: Receipt) -> None:
    """What stands on the receipt stands on no receipt; what went back before stays its own."""
    for share in s.scalars(
        select(Allocation).where(
            Allocation.receipt_id == receipt.id, Allocation.taken_back_at.is_(None)
        )
    ):
        share.receipt_id = None
        s.execute(
            update(Debt)
            .where(Debt.id == share.debt_id)
            .values(balance_cents=Debt.balance_cents + Cents(share.lowers))
        )
    for model in (Adjustment, Credit):
        s.execute(
            update(model)
            .where(model.receipt_id == receipt.id, model.taken_back_at.is_(None))
            .values(receipt_id=None)
        )
    spent = (Credit.receipt_id == receipt.id, Credit.spent_id.is_not(None))
    s.execute(update(Credit).where(*spent).values(receipt_id=None))
