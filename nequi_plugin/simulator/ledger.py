"""The book as JSON, for the control API."""

from __future__ import annotations

from typing import Any

from nequi_plugin.simulator.book import Book
from nequi_plugin.simulator.push import Push, State


def push_json(push: Push) -> dict[str, Any]:
    """One push or code as /_sim/requests lists it; the value is digits, as on the wire."""
    return {
        "id": push.id,
        "way": str(push.way),
        "phone": push.phone,
        "value": push.value,
        "state": str(push.state),
        "reason": push.reason,
        "message_id": push.message_id,
        "transaction_id": push.transaction_id,
        "code": push.code,
        "references": [push.reference1, push.reference2, push.reference3],
        "created_at": push.created_at,
        "expires_at": push.expires_at,
        "decided_at": push.decided_at,
        "polls": push.polls,
        "payload": push.payload,
    }


def book_json(book: Book) -> dict[str, Any]:
    """Everything: `creates` counts receptions per MessageID, `calls` per service."""
    creates = _counts(
        book,
        "SELECT message_id AS k, count(*) AS n FROM call"
        " WHERE service IN ('create', 'create_qr') GROUP BY message_id",
    )
    pushes = [push_json(push) for push in book.pushes()]
    for push in pushes:
        push["received"] = creates.get(push["message_id"], 0)
    return {
        "requests": pushes,
        "accepted": _accepted(pushes),
        "captures": book.table(
            "SELECT capture.push_id, push.message_id, push.transaction_id, push.phone,"
            " capture.value, capture.captured_at, capture.reversed_at"
            " FROM capture JOIN push ON push.id = capture.push_id ORDER BY capture.id"
        ),
        "creates": creates,
        "calls": _counts(book, "SELECT service AS k, count(*) AS n FROM call GROUP BY service"),
        "call_log": book.table("SELECT service, message_id, at, answer FROM call ORDER BY id"),
        "cancels": _events(book, "cancel"),
        "reverses": _events(book, "reverse"),
        "audit": book.table("SELECT at, what, push_id, detail FROM audit ORDER BY id"),
    }


def _accepted(pushes: list[dict[str, Any]]) -> dict[str, int]:
    """How many pushes each MessageID really made."""
    counts: dict[str, int] = {}
    for push in pushes:
        if push["state"] != State.REFUSED:
            counts[push["message_id"]] = counts.get(push["message_id"], 0) + 1
    return counts


def _counts(book: Book, sql: str) -> dict[str, int]:
    return {row["k"]: int(row["n"]) for row in book.rows(sql)}


def _events(book: Book, word: str) -> list[dict[str, Any]]:
    done = {"cancel": State.CANCELLED, "reverse": State.REVERSED}[word]
    return book.table(
        "SELECT at, what, push_id, detail FROM audit WHERE what IN (?, ?) ORDER BY id",
        str(done), f"{word} refused",
    )  # fmt: skip
