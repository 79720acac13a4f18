"""Who walks, and where: a shop per test that counts its money, one per file for all others."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.support.browser import Opened
from tests.support.databases import Seeded
from tests.support.world import World, running_world
from tests.walks.eyes import Eyes
from tests.walks.office import wait_for_nequi
from tests.walks.walk import Walk


@pytest.fixture(scope="session")
def eyes(tmp_path_factory: pytest.TempPathFactory) -> Eyes:
    """One pair for the run: what any worker of it has seen need not be seen again."""
    base = tmp_path_factory.getbasetemp()
    seen = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "seen"
    seen.mkdir(exist_ok=True)
    return Eyes(seen)


@pytest.fixture
def walk(world: World, opened: Opened, eyes: Eyes) -> Walk:
    """A shop of its own, with Nequi on."""
    wait_for_nequi(world)
    return Walk(world, opened, eyes)


@pytest.fixture(scope="module")
def one_world(
    seeded_stores: Callable[[str], Seeded], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A shop for a whole file whose tests each bring their own order; its books are right."""
    with running_world(seeded_stores("sqlite"), tmp_path_factory.mktemp("one")) as running:
        wait_for_nequi(running)
        yield running
        running.check()


@pytest.fixture
def visit(one_world: World, opened: Opened, eyes: Eyes) -> Iterator[Walk]:
    """A walk in the file's shop; the weather is good again when it ends."""
    yield Walk(one_world, opened, eyes)
    one_world.phone.fault()
