"""*Movimientos*: opening balance, charges, payments, running balance, closing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from storefront.dates import bogota_today
from storefront.debts.means import Means
from storefront.money import ZERO, Cents
from storefront.statements.ledger import Document, Entry, EntryKind, Ledger


class Detail(StrEnum):
    """What a line is; the page words it."""

    INVOICE = "invoice"
    DOCUMENT = "document"
    PAYMENT = "payment"
    PART_PAYMENT = "part_payment"
    RETENTION = "retention"
    ADJUSTMENT = "adjustment"
    NOTE = "note"
    RETURNED = "returned"
    RETENTION_RETURNED = "retention_returned"
    CREDIT_USED = "credit_used"
    CREDIT_RESTORED = "credit_restored"
    CREDIT_FREED = "credit_freed"
    PAID_AGAIN = "paid_again"
    NOTE_UNDONE = "note_undone"


LONELY = {
    EntryKind.ADJUSTMENT: Detail.ADJUSTMENT,
    EntryKind.RETENTION: Detail.RETENTION,
    EntryKind.NOTE: Detail.NOTE,
}
"""What has a line of its own; every other entry of a payment shares the payment's line."""
MOVED = {EntryKind.PAYMENT: Detail.CREDIT_USED, EntryKind.CREDIT: Detail.CREDIT_RESTORED}
"""What begins by a cruce, and by the undoing of one."""
NOTED = {EntryKind.PAYMENT: Detail.PAID_AGAIN, EntryKind.CREDIT: Detail.CREDIT_FREED}
"""What begins by the undoing of a nota crédito, and by one."""
LEVEL = (*MOVED.values(), *NOTED.values())
"""Money that only changes its place."""


@dataclass(frozen=True)
class Movement:
    """One line: ``charge`` raises and ``payment`` lowers what is owed; ``balance`` is after it.

    ``number`` is the document's or the receipt's; a payment without receipt has
    ``pending`` and its reference as number, and ``voided`` names the receipt that it had.
    ``about`` names the document of a part payment or a nota crédito; ``means`` is how a payment
    came. A cruce raises and lowers nothing: it ``moved`` this much between saldo a favor and the
    documents that ``about`` names; so does what a nota crédito frees.
    """

    day: date
    at: datetime | None
    number: str
    detail: Detail
    charge: Cents = ZERO
    payment: Cents = ZERO
    balance: Cents = ZERO
    pending: bool = False
    about: str = ""
    voided: str = ""
    means: Means = Means.NEQUI
    moved: Cents = ZERO


@dataclass(frozen=True)
class Movements:
    """The lines since a day, between an opening and a closing balance."""

    since: date
    opening: Cents
    lines: tuple[Movement, ...]

    @property
    def charges(self) -> Cents:
        """Sum of what raised the balance."""
        return Cents(sum(line.charge for line in self.lines))

    @property
    def payments(self) -> Cents:
        """Sum of what lowered it."""
        return Cents(sum(line.payment for line in self.lines))

    @property
    def closing(self) -> Cents:
        """The running balance after the last line."""
        return self.lines[-1].balance if self.lines else self.opening


def movements(ledger: Ledger, *, since: date) -> Movements:
    """Every line of ``ledger``; what lies before ``since`` is summed into the opening."""
    lines = list(_running(sorted(_lines(ledger), key=_order)))
    before = [line for line in lines if line.day < since]
    opening = before[-1].balance if before else Cents(0)
    return Movements(since, opening, tuple(lines[len(before) :]))


def _order(line: Movement) -> tuple[date, bool, float, str, bool]:
    moment = line.at.timestamp() if line.at else 0.0
    return line.day, line.at is not None, moment, line.number, line.detail is Detail.RETENTION


def _running(lines: Iterable[Movement]) -> Iterator[Movement]:
    balance = 0
    for line in lines:
        balance += line.charge - line.payment
        yield replace(line, balance=Cents(balance))


def _lines(ledger: Ledger) -> Iterator[Movement]:
    documents = {d.debt_id: d for d in ledger.documents}
    for d in ledger.documents:
        kind = Detail.DOCUMENT if d.own else Detail.INVOICE
        yield Movement(d.issued_on, None, d.number, kind, charge=d.total)
    for (_, day, detail), entries in _grouped(ledger.entries, documents).items():
        if detail in LEVEL:
            yield _moved(entries, day, detail, documents)
        else:
            yield _payment(entries, day, detail, ledger.entries, documents)
        yield from _returned(entries, day, detail)


def _grouped(
    entries: Iterable[Entry], documents: dict[int, Document]
) -> dict[tuple[str, date, Detail], list[Entry]]:
    """Shares of one payment, and of one cruce, in one line each; an entry counts no earlier
    than its document."""
    groups: dict[tuple[str, date, Detail], list[Entry]] = {}
    for entry in entries:
        day = bogota_today(entry.at)
        if entry.debt_id is not None:
            day = max(day, documents[entry.debt_id].issued_on)
        name = entry.moved_in or entry.message_id
        if entry.kind is EntryKind.NOTE:  # one that was undone frees its number for another
            name = f"{name} {entry.debt_id}"
        groups.setdefault((name, day, _detail(entry)), []).append(entry)
    return groups


def _detail(entry: Entry) -> Detail:
    if not entry.moved_in:
        return LONELY.get(entry.kind, Detail.PAYMENT)
    return (NOTED if entry.noted else MOVED)[entry.kind]


def _payment(
    entries: list[Entry],
    day: date,
    detail: Detail,
    everything: tuple[Entry, ...],
    documents: dict[int, Document],
) -> Movement:
    first = entries[0]
    cents = Cents(sum(entry.cents for entry in entries))
    paid = detail is Detail.PAYMENT
    about = _left_open(entries, everything, documents) if paid else ""
    if detail is Detail.NOTE and first.debt_id is not None:
        about = documents[first.debt_id].number
    return Movement(
        day, first.at, first.receipt or first.message_id,
        Detail.PART_PAYMENT if paid and about else detail,
        payment=cents, pending=not first.receipt, about=about, voided=first.voided,
        means=first.means,
    )  # fmt: skip


def _left_open(
    entries: list[Entry], everything: tuple[Entry, ...], documents: dict[int, Document]
) -> str:
    """The number of the one document that these entries paid only in part, else ""."""
    if len(entries) != 1 or entries[0].debt_id is None:
        return ""
    entry, document = entries[0], documents[entries[0].debt_id]
    so_far = sum(e.cents for e in everything if e.debt_id == entry.debt_id and e.at <= entry.at)
    return document.number if so_far < document.total else ""


def _moved(
    entries: list[Entry], day: date, detail: Detail, documents: dict[int, Document]
) -> Movement:
    """A cruce, its undoing, or what a nota crédito freed: money changes its place, and nobody
    owes more or less by that."""
    debts = dict.fromkeys(entry.debt_id for entry in entries if entry.debt_id is not None)
    return Movement(
        day, entries[0].at, entries[0].moved_in, detail,
        about=", ".join(documents[debt_id].number for debt_id in debts),
        moved=Cents(sum(entry.cents for entry in entries)),
    )  # fmt: skip


def _returned(entries: list[Entry], day: date, detail: Detail) -> Iterator[Movement]:
    returned = {Detail.RETENTION: Detail.RETENTION_RETURNED, Detail.NOTE: Detail.NOTE_UNDONE}
    moments: dict[tuple[datetime, str], int] = {}
    for entry in entries:
        if entry.taken_back_at is not None and not entry.moved_out:
            key = (entry.taken_back_at, entry.receipt or entry.message_id)
            moments[key] = moments.get(key, 0) + entry.cents
    for (moment, number), cents in moments.items():
        back = max(day, bogota_today(moment))
        yield Movement(
            back, moment, number, returned.get(detail, Detail.RETURNED), charge=Cents(cents)
        )
