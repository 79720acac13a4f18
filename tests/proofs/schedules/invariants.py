"""What must hold after every step (money.md; I2 to I7, I11) and when all is quiet (I9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nequi_plugin.states import LIVE, PHONE_HELD, State, Way
from tests.proofs.schedules.book import Book
from tests.proofs.schedules.tables import Attempt, Tables

HAS_CAPTURE = (State.APPROVED, State.REVIEW, State.REVERSED)


def always(tables: Tables, book: Book) -> Iterator[str]:
    """Breaches at this moment."""
    yield from _sent_once(book)
    yield from _one_payable(tables, book)
    yield from _money(tables)
    for mid, row in tables.payments.items():
        for sentence in _attempt(tables, book, row):
            yield f"{mid} ({row.state}): {sentence}"


def _sent_once(book: Book) -> Iterator[str]:
    for mid, times in book.accepted.items():
        if times > 1:
            yield f"I3: {mid} was accepted {times} times"


def _one_payable(tables: Tables, book: Book) -> Iterator[str]:
    asked: Counter[str] = Counter()
    for request in book.payable():
        row = tables.payments[request.message_id]
        if not row.released:
            asked.update(tables.claims[row.id])
    yield from (f"I3: {n} requests can be paid for {name}" for name, n in asked.items() if n > 1)


def _money(tables: Tables) -> Iterator[str]:
    booked = sum(bill.booked for bill in tables.bills.values())
    booked_rows = [row for row in tables.payments.values() if row.applied]
    applied = sum((row.captured or 0) - row.refunded for row in booked_rows)
    if booked != applied:
        yield f"I2: {applied} pesos were applied, {booked} are booked"
    yield from (f"I5: bill {b.id} owes {b.due}" for b in tables.bills.values() if b.due < 0)


def _attempt(tables: Tables, book: Book, row: Attempt) -> Iterator[str]:
    if tables.last.get(row.id) != row.state:
        yield f"I11: the last event says {tables.last.get(row.id)}"
    if tables.closings[row.message_id] != (0 if row.holds_debts else 1):
        yield f"the host heard of its closing {tables.closings[row.message_id]} times"
    yield from _captured(tables, book, row)
    yield from _holding(tables, row)
    retried = any(f"approved:{row.message_id}:" in ref for ref in tables.open_jobs)
    if row.applied == 0 and not retried and not row.queued:
        yield "not applied, and nobody will see to it"
    if row.state == State.REVIEW and not row.queued:
        yield "in review, but not in the queue"


def _captured(tables: Tables, book: Book, row: Attempt) -> Iterator[str]:
    if row.state not in HAS_CAPTURE:
        return
    request = book.requests.get(row.message_id)
    if request is None or request.captured is None:
        yield "I2: Nequi's book holds no capture"
        return
    if row.captured != request.captured:
        yield f"I7: {row.captured} pesos noted, {request.captured} captured"
    by_itself = row.state == State.APPROVED and row.id not in tables.by_person
    if by_itself and (request.captured, request.phone) != (row.pesos, row.phone):
        yield "I7: approved by itself, though value or phone differs"


def _holding(tables: Tables, row: Attempt) -> Iterator[str]:
    held = {name for name, holder in tables.holders.items() if holder == row.id}
    phones = {name for name in held if name.startswith("phone:")}
    back_from_unknown = row.state == State.WAITING  # its phone is not taken back
    asks_phone = row.way == Way.PUSH and row.state in PHONE_HELD
    if bool(phones) != asks_phone and not (back_from_unknown and not phones):
        yield "its phone is held too long or too short"
    wanted = tables.claims[row.id] if row.holds_debts else set()
    if held - phones != wanted:
        yield f"it should hold {sorted(wanted)} and holds {sorted(held - phones)}"
    if row.holds_debts and row.state not in LIVE and not row.open_money:
        yield "ended, but it keeps its debts"
    if not row.holds_debts and row.state in LIVE and row.state != State.UNKNOWN:
        yield "live, but it lost its debts"


def asks_for_paid(tables: Tables, mid: str) -> Iterator[str]:
    """A push that leaves now asks for what nobody has paid, all of it."""
    row = tables.payments[mid]
    names = tables.claims[row.id]
    for other in tables.payments.values():
        if other.open_money and other.id != row.id and names & tables.claims[other.id]:
            yield f"{mid} asks for what {other.message_id} paid already"
    owed = sum(tables.bills[int(name.split(":")[1])].due for name in names)
    if row.pesos > owed:
        yield f"{mid} asks for {row.pesos} pesos of a debt of {owed}"


def ended(tables: Tables) -> Iterator[str]:
    """I9: every attempt has an end, or a person was asked."""
    for mid, row in tables.payments.items():
        if row.state in LIVE and not row.queued:
            yield f"I9: {mid} is still {row.state} and not in the queue"


def paid_iff_captured(tables: Tables, book: Book) -> Iterator[str]:
    """Every capture is known to the shop, and applied or in front of a person."""
    for mid, request in book.requests.items():
        row = tables.payments[mid]
        known = row.state in HAS_CAPTURE
        if request.captured is not None and not known:
            yield f"{mid} was captured and is {row.state}"
        if row.state == State.APPROVED and not row.applied and not row.queued:
            yield f"{mid} is approved, but neither applied nor in the queue"
