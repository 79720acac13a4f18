"""Everything that the shop has committed, read straight from its file: a schedule looks often."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

PAYMENTS = """SELECT id, message_id, state, pesos, phone, holds_debts, applied, captured,
    queued_at IS NOT NULL, released_at IS NOT NULL, cancel_sent_at IS NOT NULL,
    way, refunded, qr_text
    FROM nequi_payment ORDER BY id"""


EVENTS = "SELECT payment_id, after, event, at, detail, source FROM nequi_event ORDER BY id"
REFUNDS = "SELECT payment_id, message_id, state, pesos, by_hand FROM nequi_refund ORDER BY id"


@dataclass(frozen=True)
class Attempt:
    """One row of ``nequi_payment``, as far as the invariants look at it."""

    id: int
    message_id: str
    state: str
    pesos: int
    phone: str
    holds_debts: int
    applied: int | None
    captured: int | None
    queued: int
    released: int
    cancel_sent: int
    way: str
    refunded: int
    qr_text: str | None

    @property
    def open_money(self) -> bool:
        """Captured, and in review or not booked yet."""
        return self.state == "review" or self.applied == 0


@dataclass(frozen=True)
class Owed:
    """One bill: what is due, and what payments brought."""

    id: int
    due: int
    booked: int


@dataclass(frozen=True)
class Back:
    """One row of ``nequi_refund``."""

    payment_id: int
    reference: str
    state: str
    pesos: int
    by_hand: int


@dataclass(frozen=True)
class Succession:
    """One successor that was started: how its predecessor ended, and how long after the wish."""

    message_id: str
    ended: str
    source: str
    seconds: float


@dataclass(frozen=True)
class Tables:
    """All of it at one moment."""

    payments: dict[str, Attempt]
    claims: dict[int, set[str]]
    holders: dict[str, int]
    bills: dict[int, Owed]
    closings: Counter[str]
    last: dict[int, str]
    by_person: set[int]
    open_jobs: set[str]
    refunds: list[Back]
    successions: list[Succession]


def read(connection: sqlite3.Connection) -> Tables:
    """One read of all tables."""
    ask = connection.execute
    ask("BEGIN")
    try:
        claims: dict[int, set[str]] = defaultdict(set)
        for payment_id, name in ask("SELECT payment_id, name FROM nequi_claim"):
            claims[payment_id].add(name)
        events = ask(EVENTS).fetchall()
        bills = ask("SELECT id, pesos - paid - settled, paid + surplus FROM bill")
        held = ask("SELECT name, holder FROM nequi_debt WHERE holder IS NOT NULL")
        return Tables(
            payments={row[1]: Attempt(*row) for row in ask(PAYMENTS)},
            claims=claims,
            holders=dict(held.fetchall()),
            bills={row[0]: Owed(*row) for row in bills},
            closings=Counter(row[0] for row in ask("SELECT message_id FROM closing")),
            last={row[0]: row[1] for row in events},
            by_person={row[0] for row in events if row[2] == "person_approved"},
            open_jobs={row[0] for row in ask("SELECT ref FROM nequi_job WHERE state = 'due'")},
            refunds=[Back(*row) for row in ask(REFUNDS)],
            successions=list(_successions(events)),
        )
    finally:
        ask("COMMIT")


def _successions(events: Iterable[tuple[int, str, str, str, str, str]]) -> Iterator[Succession]:
    asked: dict[int, datetime] = {}
    for payment_id, after, event, at, detail, source in events:
        if event == "change_asked":
            asked[payment_id] = datetime.fromisoformat(at)
        elif event == "successor_started":
            wish = asked.get(payment_id)  # none where it was followed at once, before it was sent
            waited = (datetime.fromisoformat(at) - wish).total_seconds() if wish else 0.0
            yield Succession(detail, after, source, waited)
