"""Sign-in rules, free of Flask and of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(minutes=15)
SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class Throttle:
    """How many wrong passwords a quarter of an hour forgives."""

    per_account: int
    per_address: int


PRODUCTION = Throttle(per_account=8, per_address=40)
DEVELOPMENT = Throttle(per_account=100, per_address=1000)


def normal_email(text: str) -> str:
    """The account's key: trimmed, lower case."""
    return text.strip().lower()


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path of this site, else the start page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/admin"
    return target if target.isprintable() else "/admin"
