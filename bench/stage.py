"""What the rows share: one shop, the ceiling beside it, a folder for what they make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.gateway import gateway
from bench.servers import Server, ceiling
from bench.shop import Shop, running, seeded
from tests.support.databases import Seeded


@dataclass(frozen=True)
class Stage:
    """``seeded`` is there to copy another shop from."""

    folder: Path
    seeded: Seeded
    shop: Shop
    ceiling: Server


@contextmanager
def ready(folder: Path) -> Iterator[Stage]:
    """Everything started."""
    found = seeded(folder / "seeded")
    with ExitStack() as opened:
        port = opened.enter_context(gateway())
        top = opened.enter_context(ceiling(folder, str(port)))
        shop = opened.enter_context(running(found, folder / "shop"))
        yield Stage(folder, found, shop, top)
