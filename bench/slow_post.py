"""The payment POST while Nequi takes twelve seconds, against the same at none: p95.

A round is slow, quick, quick, slow, so that other work which comes or goes meanwhile meets both.
"""

from __future__ import annotations

import time

from bench.client import Client
from bench.rows import ROUNDS, Row, quantile
from bench.stage import Stage

POSTS, SLOW = 20, 12


def measure(stage: Stage) -> Row:
    """The row; the median of rounds, and p95 of all posts in the note."""
    slow: list[list[float]] = []
    quick: list[list[float]] = []
    for _ in range(ROUNDS):
        first, *middle = _posts(stage, SLOW), _posts(stage, 0), _posts(stage, 0)
        slow.append(first + _posts(stage, SLOW))
        quick.append([took for half in middle for took in half])
    stage.shop.shops.phone.fault()
    pairs = zip(slow, quick, strict=True)
    found = [quantile(one, 0.95) / quantile(other, 0.95) for one, other in pairs]
    p95s = [quantile([t for times in side for t in times], 0.95) * 1000 for side in (slow, quick)]
    note = f"p95 of all {p95s[0]:.1f} / {p95s[1]:.1f} ms"
    against = "Nequi takes 0 s, p95"
    return Row("payment POST, Nequi takes 12 s", against, 1.2, 1.05, found, note, less=True)


def _posts(stage: Stage, latency: float) -> list[float]:
    """Seconds of payment POSTs, each of a shopper who stands before the form."""
    stage.shop.shops.phone.fault(latency={"create": latency})
    clients = [Client(stage.shop.server.url) for _ in range(POSTS)]
    pages = [stage.shop.order(client) for client in clients]
    forms = [stage.shop.payment_form(*pair) for pair in zip(clients, pages, strict=True)]
    took = []
    for client, page, form in zip(clients, pages, forms, strict=True):
        began = time.perf_counter()
        client.post(page, form)
        took.append(time.perf_counter() - began)
        client.close()
    return took
