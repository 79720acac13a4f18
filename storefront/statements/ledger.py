"""What a statement is computed from: documents and everything that lowered them. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from storefront.dates import bogota_today
from storefront.debts.means import Means
from storefront.money import Cents


class EntryKind(StrEnum):
    """What an entry is: a payment's share, what its payer withheld, a rounding, money beyond
    what was owed, or a nota crédito (its number stands as ``message_id``)."""

    PAYMENT = "payment"
    RETENTION = "retention"
    ADJUSTMENT = "adjustment"
    CREDIT = "credit"
    NOTE = "note"


@dataclass(frozen=True)
class Document:
    """An issued document that a debt stands for; ``own``: a documento de cobro of ours."""

    debt_id: int
    number: str
    issued_on: date
    due_on: date
    total: Cents
    own: bool = False


@dataclass(frozen=True)
class Entry:
    """Something that lowers what is owed, from ``at`` until ``taken_back_at``.

    ``at`` is the payment's approval: its receipt adds ``receipt`` (the number) and moves
    neither date nor amount (money.md, item 4). ``voided`` is the number of a receipt that it
    had and has no more. ``debt_id`` is None for a credit. ``means`` is how the money came.

    A cruce moves money between saldo a favor and a document: the entry that it ends has its
    number as ``moved_out``, the one that it begins as ``moved_in``, and what is owed in all
    stays what it was. A nota crédito that frees what a document was paid does the same; what it
    begins is ``noted``.
    """

    kind: EntryKind
    message_id: str
    debt_id: int | None
    cents: Cents
    at: datetime
    receipt: str = ""
    taken_back_at: datetime | None = None
    voided: str = ""
    means: Means = Means.NEQUI
    moved_in: str = ""
    moved_out: str = ""
    noted: bool = False


@dataclass(frozen=True)
class Ledger:
    """All documents and entries of one customer."""

    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]

    def as_at(self, at: datetime) -> Ledger:
        """Only what had happened at ``at``: later documents, payments, returns are unknown."""
        known = tuple(d for d in self.documents if d.issued_on <= bogota_today(at))
        debts = {d.debt_id for d in known}
        entries = tuple(
            e for e in self.entries if e.at <= at and (e.debt_id is None or e.debt_id in debts)
        )
        return Ledger(known, tuple(_unreturned(e, at) for e in entries))


def _unreturned(entry: Entry, at: datetime) -> Entry:
    if entry.taken_back_at is None or entry.taken_back_at <= at:
        return entry
    return replace(entry, taken_back_at=None)
