"""Durable commits a second: a connection of the pool each time, one insert and one update."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

import sqlalchemy as sa

from bench.ceiling_shop import make_engine, payment, tables

SECONDS = 1.0
_numbers = count()


def commits_a_second(folder: Path) -> float:
    """SQLAlchemy Core on SQLite, WAL and FULL, one writer of this process."""
    engine = make_engine(str(folder / "commits.db")).execution_options(write=True)
    tables.create_all(engine)
    settle = payment.update().where(payment.c.ref == sa.bindparam("r")).values(state="accepted")
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        ref = f"{time.time_ns()}-{next(_numbers)}"
        with engine.begin() as connection:
            connection.execute(payment.insert(), {"ref": ref, "amount": 5000, "state": "pending"})
            connection.execute(settle, {"r": ref})
        done += 1
    rate = done / (time.perf_counter() - began)
    engine.dispose()
    return rate
