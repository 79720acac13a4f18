"""*Lo que debo*: the open items of a ledger, their ageing, and what is ticked at first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storefront.dates import bogota_today
from storefront.debts.rules import askable
from storefront.money import Cents
from storefront.statements.ledger import EntryKind, Ledger
from storefront.statements.movements import Movements, movements


class Bucket(StrEnum):
    """Ages of what is owed; a document due on day D is overdue from D + 1."""

    NOT_DUE = "not_due"
    TO_30 = "1-30"
    TO_60 = "31-60"
    TO_90 = "61-90"
    OVER_90 = "91+"


@dataclass(frozen=True)
class OpenItem:
    """A document that still owes; ``payable`` counts payments from their approval."""

    debt_id: int
    number: str
    issued_on: date
    due_on: date
    total: Cents
    payable: Cents
    days_overdue: int
    own: bool = False

    @property
    def paid(self) -> Cents:
        """What payments and adjustments took off so far."""
        return Cents(self.total - self.payable)

    @property
    def asked(self) -> Cents:
        """Whole pesos that one payment asks for it, in centavos."""
        return askable(self.payable)

    @property
    def bucket(self) -> Bucket:
        """Its age."""
        return age(self.days_overdue)


@dataclass(frozen=True)
class Statement:
    """Both faces of one customer's account, from one computation."""

    at: datetime
    items: tuple[OpenItem, ...]
    credit: Cents
    movements: Movements

    @property
    def owed(self) -> Cents:
        """The sum of the open items."""
        return Cents(sum(item.payable for item in self.items))

    @property
    def overdue(self) -> Cents:
        """The part of it that is past its due date."""
        return Cents(sum(item.payable for item in self.items if item.days_overdue > 0))

    @property
    def ageing(self) -> dict[Bucket, Cents]:
        """What is owed per age; adds up to ``owed``."""
        sums = dict.fromkeys(Bucket, Cents(0))
        for item in self.items:
            sums[item.bucket] = Cents(sums[item.bucket] + item.payable)
        return sums

    @property
    def proven(self) -> bool:
        """Whether the two faces agree: closing balance = open items − credit = Σ ages − credit."""
        closing = self.movements.closing
        return closing == self.owed - self.credit == sum(self.ageing.values()) - self.credit


def statement(ledger: Ledger, *, at: datetime, since: date) -> Statement:
    """The account as it stood at ``at``, its movements from ``since`` on (Bogota days)."""
    known = ledger.as_at(at)
    credit = sum(
        e.cents for e in known.entries if e.kind is EntryKind.CREDIT and e.taken_back_at is None
    )
    return Statement(
        at, _open_items(known, bogota_today(at)), Cents(credit), movements(known, since=since)
    )


def age(days_overdue: int) -> Bucket:
    """The bucket of a document ``days_overdue`` days past its due date (negative: not due)."""
    if days_overdue <= 0:
        return Bucket.NOT_DUE
    limits = ((30, Bucket.TO_30), (60, Bucket.TO_60), (90, Bucket.TO_90))
    return next((bucket for days, bucket in limits if days_overdue <= days), Bucket.OVER_90)


def preticked(items: Iterable[OpenItem], days: int) -> frozenset[int]:
    """Debts ticked at first: the overdue and those due within ``days`` days."""
    return frozenset(item.debt_id for item in items if item.days_overdue >= -days and item.asked)


def _open_items(ledger: Ledger, today: date) -> tuple[OpenItem, ...]:
    lowered: dict[int, int] = {}
    for entry in ledger.entries:
        if entry.debt_id is not None and entry.taken_back_at is None:
            lowered[entry.debt_id] = lowered.get(entry.debt_id, 0) + entry.cents
    items = (
        OpenItem(
            d.debt_id, d.number, d.issued_on, d.due_on, d.total,
            Cents(d.total - lowered.get(d.debt_id, 0)), (today - d.due_on).days, d.own,
        )
        for d in ledger.documents
    )  # fmt: skip
    return tuple(sorted((i for i in items if i.payable), key=lambda i: (i.due_on, i.number)))
