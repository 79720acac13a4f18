"""Walks 1 to 4 run on a phone and on a desktop; the rest on a phone, seen at both widths."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.browser import DESKTOP, PHONE, Opened
from tests.support.databases import Seeded
from tests.support.world import World, running_world
from tests.walks.eyes import Eyes
from tests.walks.office import wait_for_nequi
from tests.walks.walk import Size, Walk


@pytest.fixture(scope="session")
def eyes() -> Eyes:
    """One pair for the run: what they saw once they need not see again."""
    return Eyes()


@pytest.fixture(scope="session")
def wide_eyes() -> Eyes:
    """Eyes that look at each page of a phone at the desktop's width, too."""
    return Eyes(also=DESKTOP)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> Size:
    """360 × 800, then 1280 × 800."""
    found: Size = request.param
    return found


@pytest.fixture
def walk(world: World, opened: Opened, size: Size, eyes: Eyes) -> Walk:
    """A shop of its own, with Nequi on."""
    wait_for_nequi(world)
    return Walk(world, opened, size, eyes)


@pytest.fixture(scope="module")
def one_world(
    seeded_stores: Callable[[str], Seeded], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A shop for a whole file whose tests each bring their own order."""
    with running_world(seeded_stores("sqlite"), tmp_path_factory.mktemp("one")) as running:
        wait_for_nequi(running)
        yield running


@pytest.fixture
def visit(one_world: World, opened: Opened, wide_eyes: Eyes) -> Iterator[Walk]:
    """A walk in the file's shop; the weather is good again when it ends."""
    yield Walk(one_world, opened, PHONE, wide_eyes)
    one_world.phone.fault()
