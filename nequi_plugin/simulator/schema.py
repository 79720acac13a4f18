"""The tables of the simulator's book. Times are UTC text of fixed width; values are digits."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE IF NOT EXISTS push (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL,
    client_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    phone TEXT NOT NULL,
    code TEXT NOT NULL,
    merchant TEXT NOT NULL,
    value TEXT NOT NULL,
    reference1 TEXT NOT NULL,
    reference2 TEXT NOT NULL,
    reference3 TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    planned_state TEXT NOT NULL,
    planned_at TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    polls INTEGER NOT NULL,
    way TEXT NOT NULL DEFAULT 'push',
    payload TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS push_transaction ON push (transaction_id);
CREATE INDEX IF NOT EXISTS push_message ON push (message_id);
CREATE INDEX IF NOT EXISTS push_state ON push (state);
CREATE TABLE IF NOT EXISTS capture (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    push_id INTEGER NOT NULL UNIQUE REFERENCES push (id),
    value TEXT NOT NULL,
    captured_at TEXT NOT NULL,
    reversed_at TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL,
    message_id TEXT NOT NULL,
    at TEXT NOT NULL,
    answer TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    what TEXT NOT NULL,
    push_id INTEGER,
    detail TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS serial (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    phone TEXT NOT NULL,
    code TEXT NOT NULL,
    UNIQUE (phone, code)
);
CREATE TABLE IF NOT EXISTS account (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    type TEXT NOT NULL,
    number TEXT NOT NULL,
    name TEXT NOT NULL
);
"""

LATER = ("way TEXT NOT NULL DEFAULT 'push'", "payload TEXT NOT NULL DEFAULT ''")
"""Columns of `push` that a book of an earlier version lacks."""

EMPTY = """
DELETE FROM capture; DELETE FROM push; DELETE FROM call; DELETE FROM audit;
DELETE FROM serial; DELETE FROM account;
DELETE FROM sqlite_sequence;
"""
