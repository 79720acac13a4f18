"""What must hold of codes, successors and refunds (money.md; I6)."""

from __future__ import annotations

from collections.abc import Iterator

from nequi_plugin.refund_states import POSSIBLE
from nequi_plugin.states import State, Way
from tests.proofs.schedules.tables import Attempt, Tables
from tests.proofs.schedules.whole_book import WholeBook

WITHIN_SECONDS = 120


def always(tables: Tables, book: WholeBook) -> Iterator[str]:
    """Breaches at this moment."""
    yield from book.wrong
    for reference, times in book.reverses.items():
        if times > 1:
            yield f"I6: refund {reference} was sent {times} times"
    yield from _successors(tables)
    for mid, row in tables.payments.items():
        if row.way == Way.QR:
            yield from _code(row)
        yield from _refunds(tables, book, mid, row)


def _successors(tables: Tables) -> Iterator[str]:
    for one in tables.successions:
        if one.ended != State.CANCELLED or one.source.startswith("person:"):
            yield f"{one.message_id} follows one that is {one.ended} by {one.source}"
        if one.seconds > WITHIN_SECONDS:
            yield f"{one.message_id} started {one.seconds} s after it was wished for"


def _code(row: Attempt) -> Iterator[str]:
    if row.state == State.UNKNOWN:
        yield f"the code {row.message_id} is unknown"
    if row.state == State.WAITING and not row.qr_text:
        yield f"the code {row.message_id} waits and has no text"


def _refunds(tables: Tables, book: WholeBook, mid: str, row: Attempt) -> Iterator[str]:
    mine = [back for back in tables.refunds if back.payment_id == row.id]
    captured = row.captured or 0
    possible = sum(back.pesos for back in mine if back.state in POSSIBLE)
    done = sum(back.pesos for back in mine if back.state == "done")
    if possible > captured:
        yield f"I6: refunds of {possible} on {mid}, which brought {captured}"
    if done != row.refunded:
        yield f"I6: {done} of {mid} went back, its row says {row.refunded}"
    if (row.state == State.REVERSED) != (done > 0 and done == captured):
        yield f"{mid} is {row.state}, and {done} of {captured} went back"
    if mid not in book.requests:
        return
    returned = book.returned(mid)
    if returned > (book.requests[mid].captured or 0):
        yield f"I6: {returned} of {mid} are with its payer again"
    if done > returned:
        yield f"I6: {done} of {mid} should be back, and only {returned} are"


def settled(tables: Tables, book: WholeBook) -> Iterator[str]:
    """I9: after a quiet week no refund is under way, and every reverse is known."""
    for back in tables.refunds:
        if back.state in ("asked", "sending"):
            yield f"I9: refund {back.reference} is still {back.state}"
    for mid, request in book.requests.items():
        if request.state == "reversed" and tables.payments[mid].state != State.REVERSED:
            yield f"{mid} was reversed and is {tables.payments[mid].state}"
