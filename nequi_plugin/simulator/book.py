"""The simulator's durable book: one SQLite file that survives restarts and kill -9."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nequi_plugin.simulator.clock import iso
from nequi_plugin.simulator.push import Push, State, push_from
from nequi_plugin.simulator.schema import EMPTY, LATER, SCHEMA

BOOK_FILE = "nequi-simulator.sqlite3"
FIRST_SERIAL = 10_000_001

_INSERT_PUSH = (
    "INSERT INTO push (message_id, client_id, transaction_id, phone, code, merchant, value,"
    " reference1, reference2, reference3, state, reason, created_at, expires_at,"
    " planned_state, planned_at, decided_at, polls, way, payload) VALUES"
    " (:message_id, :client_id, :transaction_id, :phone, :code, :merchant, :value,"
    " :reference1, :reference2, :reference3, :state, :reason, :created_at, :expires_at,"
    " :planned_state, :planned_at, '', 0, :way, :payload)"
)
_OVERDUE = (
    "SELECT * FROM push WHERE state = 'pending' AND"
    " (expires_at <= ? OR (planned_state != '' AND planned_at <= ?)) ORDER BY id"
)

# any phone may scan a code that nobody has paid yet
_NEWEST = (
    "SELECT * FROM push WHERE (state = 'pending') = ? AND"
    " (? = '' OR phone = ? OR (way = 'qr' AND phone = '')) ORDER BY id DESC LIMIT ?"
)
_RECEIVED = "SELECT count(*) AS n FROM push WHERE phone = ? AND way = 'push'"
_WAITING = (
    "SELECT count(*) AS n FROM push WHERE state = 'pending' AND"
    " (? = '' OR phone = ? OR (way = 'qr' AND phone = ''))"
)


class Book:
    """Every request, capture, call and event. One connection, one lock, short transactions."""

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            data_dir / BOOK_FILE, isolation_level=None, check_same_thread=False, timeout=10
        )
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")  # outlives a killed process; enough here
        self._db.executescript(SCHEMA)
        self._widen()

    def _widen(self) -> None:
        known = {row["name"] for row in self._db.execute("PRAGMA table_info(push)")}
        for column in LATER:
            if column.split()[0] not in known:
                self._db.execute(f"ALTER TABLE push ADD COLUMN {column}")
        self._db.execute("CREATE INDEX IF NOT EXISTS push_payload ON push (payload)")

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One write transaction; committed at the end, rolled back when the block raises."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """The rows of a SELECT."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the file; the book is not used after this."""
        with self._lock:
            self._db.close()

    def clear(self) -> None:
        """Forget everything, the merchant account included."""
        with self._lock:
            self._db.executescript(f"BEGIN IMMEDIATE; {EMPTY} COMMIT;")

    # --- calls and events

    def call(self, service: str, message_id: str, now: datetime) -> int:
        """Record that a call arrived; returns its id for `answered`."""
        with self.change() as db:
            cursor = db.execute(
                "INSERT INTO call (service, message_id, at) VALUES (?, ?, ?)",
                (service, message_id, iso(now)),
            )
            return cursor.lastrowid or 0

    def answered(self, call_id: int, answer: str) -> None:
        """Record what a call was answered."""
        with self.change() as db:
            db.execute("UPDATE call SET answer = ? WHERE id = ?", (answer, call_id))

    def note(self, what: str, now: datetime, push_id: int | None = None, detail: str = "") -> None:
        """Write an event into the audit trail."""
        with self.change() as db:
            _audit(db, what, now, push_id, detail)

    # --- pushes

    def serial(self, phone: str, code: str) -> int:
        """N of the transactionId (contract 2.5): stable per phone and code, from 10000001 on."""
        with self.change() as db:
            db.execute("INSERT OR IGNORE INTO serial (phone, code) VALUES (?, ?)", (phone, code))
            row = db.execute(
                "SELECT number FROM serial WHERE phone = ? AND code = ?", (phone, code)
            ).fetchone()
        return FIRST_SERIAL - 1 + int(row["number"])

    def add(self, values: dict[str, str], now: datetime) -> Push:
        """Book a push on arrival; `values` has every text column but the decision's."""
        with self.change() as db:
            push_id = db.execute(_INSERT_PUSH, values).lastrowid
            _audit(db, "arrived", now, push_id, values["state"])
            row = db.execute("SELECT * FROM push WHERE id = ?", (push_id,)).fetchone()
        return push_from(row)

    def find(self, push_id: int) -> Push | None:
        """The push of that id."""
        return _first(self.rows("SELECT * FROM push WHERE id = ?", push_id))

    def find_transaction(self, transaction_id: str) -> Push | None:
        """The newest existing push of that transactionId."""
        return _first(
            self.rows(
                "SELECT * FROM push WHERE transaction_id = ? AND state != 'refused'"
                " ORDER BY id DESC",
                transaction_id.strip(),
            )
        )

    def find_code(self, text: str) -> Push | None:
        """The newest existing second-generation code with that qrValue or transactionId."""
        return _first(
            self.rows(
                "SELECT * FROM push WHERE (payload = ?1 OR transaction_id = ?1) AND way = 'qr'"
                " AND state != 'refused' ORDER BY id DESC",
                text.strip(),
            )
        )

    def of_message(self, message_id: str) -> list[Push]:
        """Every existing push that a MessageID made, oldest first."""
        found = self.rows(
            "SELECT * FROM push WHERE message_id = ? AND state != 'refused' ORDER BY id",
            message_id,
        )
        return [push_from(row) for row in found]

    def received(self, phone: str) -> int:
        """How many push creates this phone has had, refused ones included."""
        return int(self.rows(_RECEIVED, phone)[0]["n"])

    def pushes(self) -> list[Push]:
        """All pushes, oldest first."""
        return [push_from(row) for row in self.rows("SELECT * FROM push ORDER BY id")]

    def newest(self, *, waiting: bool, phone: str, limit: int) -> list[Push]:
        """The newest pushes that wait (or that do not), of one phone if it is given."""
        return [push_from(row) for row in self.rows(_NEWEST, waiting, phone, phone, limit)]

    def count_waiting(self, phone: str) -> int:
        """How many pushes wait, of one phone if it is given."""
        return int(self.rows(_WAITING, phone, phone)[0]["n"])

    def overdue(self, now: datetime) -> list[Push]:
        """Pending pushes whose plan or expiry is reached."""
        moment = iso(now)
        return [push_from(row) for row in self.rows(_OVERDUE, moment, moment)]

    def polled(self, push_id: int) -> None:
        """Count one status query."""
        with self.change() as db:
            db.execute("UPDATE push SET polls = polls + 1 WHERE id = ?", (push_id,))

    def end(self, push: Push, state: State, at: str, captured: str = "", *, why: str = "") -> bool:
        """Move a push from the state it was read in to `state`, with its capture when paid.

        True for the one caller who wins; a loser finds the row already changed. A code's payer
        is `push.phone`.
        """
        with self.change() as db:
            changed = db.execute(
                "UPDATE push SET state = ?, decided_at = ?, phone = ? WHERE id = ? AND state = ?",
                (state, at, push.phone, push.id, push.state),
            ).rowcount
            if not changed:
                return False
            if state is State.PAID:
                db.execute(
                    "INSERT INTO capture (push_id, value, captured_at) VALUES (?, ?, ?)",
                    (push.id, captured, at),
                )
            if state is State.REVERSED:
                db.execute("UPDATE capture SET reversed_at = ? WHERE push_id = ?", (at, push.id))
            db.execute(
                "INSERT INTO audit (at, what, push_id, detail) VALUES (?, ?, ?, ?)",
                (at, state, push.id, why),
            )
        return True

    def captured(self, push_id: int) -> str | None:
        """The value captured for a push, None when nothing was."""
        rows = self.rows("SELECT value FROM capture WHERE push_id = ?", push_id)
        return str(rows[0]["value"]) if rows else None

    def table(self, sql: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a SELECT as dictionaries, for the control API."""
        return [dict(row) for row in self.rows(sql, *values)]


def _first(rows: list[sqlite3.Row]) -> Push | None:
    return push_from(rows[0]) if rows else None


def _audit(
    db: sqlite3.Connection, what: str, now: datetime, push_id: int | None, detail: str
) -> None:
    db.execute(
        "INSERT INTO audit (at, what, push_id, detail) VALUES (?, ?, ?, ?)",
        (iso(now), what, push_id, detail),
    )
