"""Undoing a nota crédito: what it took off is owed again, and what it freed pays again."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storefront.audit import record
from storefront.credits.reading import leaving
from storefront.db import AnySession
from storefront.debts.models import Adjustment, Allocation, Credit, Debt
from storefront.debts.service import lock_booking, raise_balance
from storefront.debts.withheld import columns
from storefront.extensions import nequi
from storefront.money import Cents, format_cents
from storefront.notes.freeing import claims
from storefront.notes.models import CreditNote
from storefront.orders.credit import reopening


class NotUndoable(Exception):
    """The note stays; ``why`` is "gone" (undone before), "later" (a later one stands on the same
    document), "cruce" (it freed what a cruce had paid) or "spent" (what it freed was used, went
    back, or is on its way back)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def undo(note_id: int, *, reason: str, actor: str) -> None:
    """Take the note back with a reason; its number stays.

    An order that it annulled is on credit or paid again, and takes its pieces and its coupon
    again. Raises NotUndoable, LookupError, ``stock.SoldOut`` and ``coupons.Gone``; then nothing
    has changed.
    """
    with nequi.unit_of_work() as s:
        made = s.get(CreditNote, note_id)
        if made is None:
            raise LookupError(f"credit note {note_id}")
        debt = s.get_one(Debt, made.debt_id)
        behind = {share.message_id for share in _freed(s, made)}
        with nequi.hold({debt.name} | claims(behind)):
            for message_id in sorted(behind):
                lock_booking(s, message_id)
            s.refresh(made, with_for_update=True)
            shares = _allowed(s, made)
            made.voided_at, made.void_reason, made.voided_by = nequi.now(), reason, actor
            raise_balance(s, debt.id, made.cents)
            _adjust(s, made, _pay_again(s, made, shares))
            s.flush()
            told = f"{actor} · {made.number} · {format_cents(made.cents)}"
            reopening.unnoted(s, debt.id, told, made.voided_at)
            record(s, actor, "invoice.note_undone", f"invoice:{debt.invoice_id}",
                   f"{made.number}: {reason}")  # fmt: skip


def why_not(s: AnySession, made: CreditNote) -> str:
    """Why it cannot be undone now, a word of NotUndoable; else ""."""
    try:
        _allowed(s, made)
    except NotUndoable as no:
        return no.why
    return ""


def _freed(s: AnySession, made: CreditNote) -> list[Allocation]:
    """What it ended, in the order in which it was given."""
    query = select(Allocation).filter_by(note_id=made.id).order_by(Allocation.id)
    return list(s.scalars(query.execution_options(populate_existing=True)))


def _allowed(s: AnySession, made: CreditNote) -> list[Allocation]:
    """What pays again; all that may refuse, refuses here."""
    if made.voided_at is not None:
        raise NotUndoable("gone")
    later = select(CreditNote.id).where(
        CreditNote.debt_id == made.debt_id, CreditNote.id > made.id, CreditNote.voided_at.is_(None)
    )
    if s.scalar(later.limit(1)) is not None:
        raise NotUndoable("later")
    shares = _freed(s, made)
    if any(share.use_id is not None for share in shares):
        raise NotUndoable("cruce")
    if _sums(shares) != _sums(_credits(s, made)):
        raise NotUndoable("spent")
    if any(leaving(share.message_id) for share in shares):
        raise NotUndoable("spent")
    return shares


def _credits(s: AnySession, made: CreditNote) -> list[Credit]:
    """What is left of what it freed."""
    query = select(Credit).filter_by(note_id=made.id, taken_back_at=None).order_by(Credit.id)
    return list(s.scalars(query.execution_options(populate_existing=True)))


def _sums(rows: list[Allocation] | list[Credit]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.message_id] = sums.get(row.message_id, 0) + row.cents
    return sums


def _adjust(s: Session, made: CreditNote, receipts: dict[str, int | None]) -> None:
    """Its own peso adjustment goes, and those come back that it had taken back."""
    own = {"debt_id": made.debt_id, "message_id": made.number, "taken_back_at": None}
    for closed in s.scalars(select(Adjustment).filter_by(**own)).all():
        closed.taken_back_at = made.voided_at
        raise_balance(s, made.debt_id, closed.cents)
    for gone in s.scalars(select(Adjustment).filter_by(note_id=made.id)).all():
        s.add(Adjustment(
            debt_id=gone.debt_id, message_id=gone.message_id, cents=gone.cents,
            at=made.voided_at, receipt_id=receipts.get(gone.message_id),
        ))  # fmt: skip
        raise_balance(s, made.debt_id, Cents(-gone.cents))


def _pay_again(
    s: Session, made: CreditNote, shares: list[Allocation]
) -> dict[str, int | None]:
    """Its saldo a favor is allocations of the same payments again, retentions included; returns
    the recibo of each payment."""
    receipts: dict[str, int | None] = {}
    for credit in _credits(s, made):
        credit.taken_back_at, credit.again_id = made.voided_at, made.id
        receipts[credit.message_id] = credit.receipt_id
    for share in shares:
        receipt_id = receipts[share.message_id]
        s.add(Allocation(
            payment_id=share.payment_id, message_id=share.message_id, debt_id=share.debt_id,
            cents=share.cents, approved_at=made.voided_at, receipt_id=receipt_id,
            again_id=made.id, **columns(share.withheld),
        ))  # fmt: skip
        if receipt_id is not None:
            raise_balance(s, share.debt_id, Cents(-share.lowers))
    return receipts
