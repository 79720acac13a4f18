"""Making a recibo de caja: its number, its lines and the accounting balance, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront.audit import record
from storefront.debts.models import Adjustment, Allocation, Booking, Credit, Debt
from storefront.debts.withheld import columns
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.numbering import take
from storefront.receipts import rules
from storefront.receipts.draft import lines_of
from storefront.receipts.models import Receipt, ReceiptLine, ReceiptSeries
from storefront.receipts.rules import Line
from storefront.receipts.sent import send_later
from storefront.receipts.series import FIRST, THEIR_NAME, THEIRS, ensure


class NotReceivable(Exception):
    """There is no approved payment with this reference, or its money went back."""


class NumberTaken(Exception):
    """Another receipt has this number of the other program."""


@dataclass(frozen=True)
class ReceiptData:
    """What staff may choose; everything else comes from the payment."""

    series: str
    received_on: date
    city: str
    concept: str
    note: str = ""
    number: str = ""
    """Of another accounting program; then no number of ours is taken."""


@dataclass(frozen=True)
class Made:
    """The payment's live receipt; ``fresh`` is False when somebody made it before."""

    receipt_id: int
    number: str
    fresh: bool


def make(message_id: str, data: ReceiptData, *, person: str, actor: str) -> Made:
    """Receive a payment: one live receipt each, a second try answers the first.

    Turns the payment's allocations into the accounting balance; what is payable does not
    move. ``person`` is printed under *Elaboró*. Raises NotReceivable, NumberTaken.
    """
    with nequi.unit_of_work() as s:
        ids = s.scalars(select(Allocation.debt_id).where(*_live(Allocation, message_id)))
        with nequi.hold([f"debt:{debt_id}" for debt_id in sorted(set(ids))]):
            booking = _locked(s, message_id)
            if booking.receipt_id is not None:
                receipt = s.get_one(Receipt, booking.receipt_id)
                return Made(receipt.id, receipt.number, fresh=False)
            receipt = _insert(s, booking, data, person)
            _settle(s, booking, receipt)
            send_later(receipt)
            record(s, actor, "receipt.made", f"receipt:{receipt.id}", receipt.number)
            made = Made(receipt.id, receipt.number, fresh=True)
            crash_point("receipt-uncommitted")
    crash_point("receipt-committed")
    return made


def _locked(s: Session, message_id: str) -> Booking:
    """The payment's header with its row locked, so that two clerks come one after the other."""
    query = select(Booking).where(Booking.message_id == message_id).with_for_update()
    booking = s.scalar(query.execution_options(populate_existing=True))
    if booking is None or booking.reversed_at is not None:
        raise NotReceivable(message_id)
    return booking


def _insert(s: Session, booking: Booking, data: ReceiptData, person: str) -> Receipt:
    lines = lines_of(s, booking.message_id)
    series, sequence, number = _number(s, data)
    receipt = Receipt(
        series=series, sequence=sequence, number=number,
        payment_id=booking.payment_id, message_id=booking.message_id,
        customer_id=booking.customer_id, received_from=booking.payer_name,
        received_from_id=booking.payer_document, received_on=data.received_on, city=data.city,
        total_cents=booking.cents, concept=data.concept, note=data.note, kind=rules.kind(lines),
        made_by=person, made_at=nequi.now(), lines=[_row(line) for line in lines],
    )  # fmt: skip
    s.add(receipt)
    s.flush()
    return receipt


def _number(s: Session, data: ReceiptData) -> tuple[str, int, str]:
    """Series, place in it, and the number that is shown: the other program's where it has one."""
    series = THEIRS if data.number else data.series
    if series == THEIRS:
        ensure(s, code=THEIRS, name=THEIR_NAME)
    elif series == FIRST:
        ensure(s)
    sequence = take(s, ReceiptSeries, series)  # its row is locked: whoever types the same waits
    if data.number and s.scalar(select(Receipt.id).where(Receipt.number == data.number)):
        raise NumberTaken(data.number)
    return series, sequence, data.number or rules.number(series, sequence)


def _row(line: Line) -> ReceiptLine:
    return ReceiptLine(
        debt_id=line.debt_id, label=line.label, issued_on=line.issued_on, owed_cents=line.owed,
        cents=line.cents, adjusted_cents=line.adjusted, left_cents=line.left,
        **columns(line.withheld),
    )  # fmt: skip


def _settle(s: Session, booking: Booking, receipt: Receipt) -> None:
    """The allocations become accounting: each debt's balance falls by its share, once."""
    for allocation in s.scalars(select(Allocation).where(*_live(Allocation, booking.message_id))):
        allocation.receipt_id = receipt.id
        s.execute(
            update(Debt)
            .where(Debt.id == allocation.debt_id)
            .values(balance_cents=Debt.balance_cents - Cents(allocation.lowers))
        )
    for model in (Adjustment, Credit):
        s.execute(
            update(model).where(*_live(model, booking.message_id)).values(receipt_id=receipt.id)
        )
    spent = (Credit.message_id == booking.message_id, Credit.spent_id.is_not(None))
    s.execute(update(Credit).where(*spent).values(receipt_id=receipt.id))
    booking.receipt_id = receipt.id


def _live(
    model: type[Allocation | Adjustment | Credit], message_id: str
) -> tuple[ColumnElement[bool], ...]:
    return model.message_id == message_id, model.taken_back_at.is_(None)
