"""Pages while Nequi hangs and 200 payments wait, against a quiet shop beside it: p99."""

from __future__ import annotations

import time
from collections.abc import Iterable

from bench.client import Client
from bench.rows import ROUNDS, Row, quantile
from bench.shop import SLUG, Shop, running
from bench.stage import Stage

WAITING, HANGS, LOOKS = 200, 60, 100


def measure(stage: Stage) -> Row:
    """The row: shelf, product, cart, checkout and a payment page in turn."""
    with running(stage.seeded, stage.folder / "hanging", NEQUI_READ_SECONDS="60") as other:
        other.shops.phone.fault(latency={"create": HANGS})
        for _ in range(WAITING):
            other.pay(Client(other.server.url))
        busy, quiet = _visitor(other), _visitor(stage.shop)
        pairs = [(_looks(*busy), _looks(*quiet)) for _ in range(ROUNDS)]
    found = [quantile(one, 0.99) / quantile(two, 0.99) for one, two in pairs]
    p99s = [quantile([t for pair in pairs for t in pair[side]], 0.99) * 1000 for side in (0, 1)]
    note = f"p99 of all {p99s[0]:.1f} / {p99s[1]:.1f} ms"
    name, against = "pages, Nequi hangs, 200 wait", "the same alone, p99"
    return Row(name, against, 2.0, 1.2, found, note, less=True)


def _visitor(shop: Shop) -> tuple[Client, tuple[str, ...]]:
    """Somebody with a full cart and a payment page."""
    client = Client(shop.server.url)
    page = shop.order(client)
    shop.order(client)
    return client, ("/", SLUG, "/informacion", page, f"{page}/status")


def _looks(client: Client, paths: Iterable[str]) -> list[float]:
    """Seconds of every look."""
    took = []
    for _ in range(LOOKS):
        for path in paths:
            began = time.perf_counter()
            client.get(path)
            took.append(time.perf_counter() - began)
    return took
