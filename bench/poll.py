"""The status poll of a waiting payment against ``/hello`` of the same server, CPU."""

from __future__ import annotations

from bench.client import Client
from bench.rows import Row, ratios
from bench.stage import Stage

REQUESTS = 500


def measure(stage: Stage) -> Row:
    """The row."""
    server = stage.shop.server
    path = stage.shop.pay(Client(server.url)) + "/status"
    found, note = ratios(
        lambda: stage.ceiling.page_cost("/hello", REQUESTS),
        lambda: server.page_cost(path, REQUESTS),
    )
    stage.shop.quiet()
    return Row("payment status poll", "hello, same server", 0.5, 0.8, found, note)
