"""A shop of several processes, with Nequi switched on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proofs.shops import Shops, running_shops
from tests.support.databases import Seeded


@pytest.fixture
def shops(seeded: Seeded, tmp_path: Path) -> Iterator[Shops]:
    """The demo shop with one web process; ``shops.another()`` starts more on its database."""
    with running_shops(seeded, tmp_path) as running:
        yield running
