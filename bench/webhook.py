"""Signed webhooks of eight callers, each kept by a synced commit, against bare commits a second.

The web process runs without a worker: what a notice leads to, asking Nequi, is other work. The
ceiling's webhook runs in the same rounds for the p99.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from bench.ceiling import SECRET as CEILING_SECRET
from bench.client import Client
from bench.commits import commits_a_second
from bench.rows import ROUNDS, Row, quantile
from bench.servers import Server, answers
from bench.stage import Stage
from nequi_plugin.simulator.webhook import headers_for
from tests.support.ports import free_port
from tests.support.processes import StoreProcess

CALLERS, EACH, PAYMENTS = 8, 40, 4_000
SECRET = "bench-webhook-secret"  # noqa: S105 - of this bench alone
Call = Callable[[Client, int], object]
ROWS = (
    "INSERT INTO nequi_payment ({columns}) SELECT {values} FROM nequi_payment, "
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n)"
    " WHERE nequi_payment.id = (SELECT max(id) FROM nequi_payment)"
)
OWN = {"message_id": "printf('B%08d', i)", "form_key": "NULL", "transaction_id": "NULL",
       "state": "'waiting'", "key": "'bench-' || i"}  # fmt: skip


def measure(stage: Stage) -> Row:
    """The row."""
    numbers = count()
    with _web(stage) as server:
        shares, ours, tops = [], [], []
        for _ in range(ROUNDS):
            base = commits_a_second(stage.folder)
            rate, times = _calls(server.url, _notice, numbers)
            shares.append(rate / base)
            ours += times
            tops += _calls(stage.ceiling.url, _settle, numbers)[1]
    p99s = quantile(ours, 0.99) * 1000, quantile(tops, 0.99) * 1000
    note = f"{rate:.0f}/s of {base:.0f}/s; p99 {p99s[0]:.0f} ms, ceiling's {p99s[1]:.0f} ms"
    return Row("webhook in, FULL, 8 callers", "durable commits a second", 0.2, 1.0, shares, note)


@contextmanager
def _web(stage: Stage) -> Iterator[Server]:
    """One more web process on a copy of the shop, with payments that wait for a notice."""
    data = stage.folder / "webhook"
    address = stage.seeded.copy(data)
    _waiting_rows(Path(stage.shop.shops.store.data / "store.db"), data / "store.db")
    env = {**stage.shop.shops.store.env, "STORE_PORT": str(free_port()),
           "STORE_DATA_DIR": str(data), "STORE_DATABASE_URL": address, "NEQUI_WORKER": "none",
           "NEQUI_WEBHOOK_SECRET": SECRET}  # fmt: skip
    with _Unready(env, stage.folder / "webhook.log") as process:
        yield Server(process.url, process.pid)


class _Unready(StoreProcess):
    """Without a worker the shop never calls itself ready, and need not here."""

    def _ready(self) -> bool:
        return answers(self.url, "/informacion")


def _waiting_rows(source: Path, target: Path) -> None:
    """Thousands like the newest attempt of the shop, each with a MessageID of its own."""
    with closing(sqlite3.connect(target)) as database:
        database.execute("ATTACH ? AS shop", (str(source),))
        columns = [row[1] for row in database.execute("PRAGMA table_info(nequi_payment)")][1:]
        shared = ", ".join(columns)
        newest = "SELECT * FROM shop.nequi_payment ORDER BY id DESC LIMIT 1"
        database.execute(f"INSERT INTO nequi_payment {newest}")
        values = ", ".join(OWN.get(name, name) for name in columns)
        database.execute(ROWS.format(columns=shared, values=values), (PAYMENTS,))
        database.commit()


def _calls(url: str, call: Call, numbers: Iterator[int]) -> tuple[float, list[float]]:
    """Calls a second of all callers together, and the seconds of each."""

    def caller(client: Client) -> list[float]:
        took = []
        for _ in range(EACH):
            number, began = next(numbers), time.perf_counter()
            call(client, number)
            took.append(time.perf_counter() - began)
        return took

    clients = [Client(url) for _ in range(CALLERS)]
    with ThreadPoolExecutor(CALLERS) as hands:
        began = time.perf_counter()
        times = [took for hand in hands.map(caller, clients) for took in hand]
        whole = time.perf_counter() - began
    for client in clients:
        client.close()
    return len(times) / whole, times


def _notice(client: Client, number: int) -> None:
    told = {"messageId": f"B{1 + number % PAYMENTS:08d}", "transactionId": "", "value": "25000",
            "paymentStatus": "SUCCESS", "receivedAt": str(number)}  # fmt: skip
    body = json.dumps(told).encode()
    headers = headers_for(body, SECRET, "bench")
    del headers["Content-Type"]
    client.post_json("/nequi/webhook", body, headers)


def _settle(client: Client, number: int) -> None:

    body = json.dumps({"event": f"e{number}", "ref": f"P{number}", "state": "accepted"}).encode()
    mac = hmac.new(CEILING_SECRET, body, hashlib.sha256).hexdigest()
    client.post_json("/webhook", body, {"X-Signature": mac})
