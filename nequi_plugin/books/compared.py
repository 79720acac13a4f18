"""Our rows against the simulator's own book: what was asked, and what was captured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.books.returned import returned
from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.models import EventRow, PaymentRow
from nequi_plugin.states import ENDED, State

TIMEOUT_SECONDS = 10
Book = Mapping[str, Any]


def fetch_book(simulator_url: str) -> Book:
    """``/_sim/book`` of a running simulator; raises requests.RequestException."""
    assert_outside()
    reply = requests.get(f"{simulator_url}/_sim/book", timeout=TIMEOUT_SECONDS)
    reply.raise_for_status()
    found: Book = reply.json()
    return found


def compare(s: Session, book: Book) -> list[str]:
    """Breaches between the two; a capture that a live attempt has yet to hear of is none."""
    rows = {row.message_id: row for row in s.scalars(select(PaymentRow))}
    captures = {line["message_id"]: int(line["value"]) for line in book["captures"]}
    return [
        *_sent_once(book),
        *_one_payable(s, book, rows),
        *_captured(captures, rows),
        *_approved(captures, rows),
        *_payers(book, rows),
        *returned(s, book),
    ]


def _sent_once(book: Book) -> Iterator[str]:
    for message_id, times in book["accepted"].items():
        if times > 1:
            yield f"Nequi accepted MessageID {message_id} {times} times"
    for message_id, times in book["creates"].items():
        if times > 2:  # a 401 allows one resend, nothing allows more
            yield f"MessageID {message_id} was sent {times} times"


def _one_payable(s: Session, book: Book, rows: dict[str, PaymentRow]) -> Iterator[str]:
    """At most one request for a debt can be paid; releases and people's words are excepted."""
    decided = select(EventRow.payment_id).where(EventRow.source.like("person:%"))
    excepted = set(s.scalars(decided.distinct()))
    asked: Counter[str] = Counter()
    for request in book["requests"]:
        row = rows.get(request["message_id"])
        if request["state"] != "pending" or row is None:
            continue
        if row.released_at is None and row.id not in excepted:
            asked.update(debts.names_of(s, row.id))
    for name, times in asked.items():
        if times > 1:
            yield f"{times} requests at Nequi can be paid for {name}"


def _payers(book: Book, rows: dict[str, PaymentRow]) -> Iterator[str]:
    """Nobody else's phone paid what was approved without a person."""
    for line in book["captures"]:
        row = rows.get(line["message_id"])
        if row is None or row.state != State.APPROVED or row.queued_at is not None:
            continue
        if row.phone and line["phone"] != row.phone:
            yield f"{row.message_id} was paid by another phone than the one that was asked"


def _captured(captures: dict[str, int], rows: dict[str, PaymentRow]) -> Iterator[str]:
    for message_id, value in captures.items():
        row = rows.get(message_id)
        if row is None:
            yield f"Nequi captured {value} for {message_id}, which we do not know"
        elif row.state in (*ENDED, State.CREATED) and row.queued_at is None:
            yield f"Nequi captured {value} for {message_id}, which is {row.state} here"


def _approved(captures: dict[str, int], rows: dict[str, PaymentRow]) -> Iterator[str]:
    for message_id, row in rows.items():
        if row.state != State.APPROVED or not row.capture_told:
            continue
        value = captures.get(message_id)
        if value is None:
            yield f"{message_id} is approved, but Nequi captured nothing for it"
        elif value != row.captured and row.queued_at is None:
            yield f"{message_id} was captured for {value}, we booked {row.captured}"
