"""``python -m bench.pages``: pages against the ceiling, and against themselves in bad weather.

Rounds are interleaved A B A B; a ratio is made within a round and the median of them is
printed with its spread. Above 1 is better than the ceiling.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.servers import Server, ceiling
from tests.proofs.people import Visitor, phone
from tests.proofs.shops import Shops, running_shops
from tests.support.databases import Databases
from tests.support.postgres import Server as Postgres
from tests.support.world import seed

ROUNDS, REQUESTS, POSTS = 5, 150, 6
Figure = Callable[[], float]


def ratio(name: str, wanted: str, one: Figure, other: Figure) -> None:
    """Print the median of ``one() / other()`` over interleaved rounds."""
    found = [one() / other() for _ in range(ROUNDS)]
    middle, low, high = statistics.median(found), min(found), max(found)
    print(f"{name:46} {middle:5.2f}  ({low:.2f} to {high:.2f}; must reach {wanted})", flush=True)


def against_ceiling(shops: Shops, folder: Path, path: str, name: str, base: str = "/") -> None:
    """CPU per request of the ceiling divided by the shop's."""
    text = shops.visitor().get(path).text
    store = Server(shops.store.url, shops.store.pid)
    with ceiling(text, folder) as top:
        ratio(name, "0.50", lambda: top.spend(base, REQUESTS), lambda: store.spend(path, REQUESTS))


def slow_posts(shops: Shops) -> None:
    """The slowest of some payment POSTs while Nequi takes 12 s, against 0 s."""
    numbers = iter(range(1000))

    def posts(latency: float) -> float:
        shops.phone.fault(latency={"create": latency})
        return max(_post_seconds(shops, next(numbers)) for _ in range(POSTS))

    ratio("payment POST, Nequi at 12 s / at 0 s (slowest)", "1.20 or less",
          lambda: posts(12), lambda: posts(0))
    shops.phone.fault()


def _post_seconds(shops: Shops, number: int) -> float:
    visitor: Visitor = shops.visitor()
    filled = visitor.fill(visitor.order(), "pay-nequi", phone=phone(number))
    began = time.perf_counter()
    answer = visitor.post(*filled)
    took = time.perf_counter() - began
    answer.raise_for_status()
    return took


def main() -> None:
    """One demo shop on SQLite."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seeded = seed(Databases("sqlite", _no_postgres), folder / "seeded")
        with running_shops(seeded, folder / "shop") as shops:
            against_ceiling(shops, folder, "/", "catalogue page, CPU")
            against_ceiling(shops, folder, "/producto/taza-de-barro", "product page, CPU")
            poll = shops.visitor().order().removeprefix(shops.store.url) + "/status"
            against_ceiling(shops, folder, poll, "payment status poll / hello, CPU", "/hello")
            slow_posts(shops)


def _no_postgres() -> Postgres:
    raise RuntimeError("these figures are of SQLite")


if __name__ == "__main__":
    main()
