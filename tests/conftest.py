"""Fixtures for every test: see tests/support/ for what they hand out.

``database_kind`` runs a test on SQLite and on PostgreSQL; ``@pytest.mark.databases("sqlite")``
keeps it to one of them.
"""
from __future__ import annotations

import dataclasses
import functools
import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page

from tests.support.browser import DESKTOP, PHONE, Opened, running_browser, watched_pages
from tests.support.compiled import compile_once
from tests.support.databases import KINDS, Databases
from tests.support.order import place
from tests.support.postgres import Server, running_server

if TYPE_CHECKING:
    from nequi_plugin.simulator import RunningSimulator
    from storefront.mailbox import RunningMailbox
    from tests.support.databases import Seeded
    from tests.support.world import World

# The same examples in every run, and none fails because the machine is busy with something else.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    compile_once()
    config.addinivalue_line("markers", "databases(*kinds): run on these kinds of database only")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: see tests/support/order.py."""
    items.sort(key=lambda item: place(item.nodeid))


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it time and again."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("databases")
        metafunc.parametrize("database_kind", marker.args if marker else KINDS, scope="session")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[], Server]]:
    """Starts PostgreSQL when it is first called, and hands out the same server ever after."""
    with ExitStack() as open_until_the_end:
        yield functools.cache(lambda: open_until_the_end.enter_context(running_server()))


@pytest.fixture
def databases(
    database_kind: str, postgres_server: Callable[[], Server]
) -> Iterator[Databases]:
    """Makes empty databases of the kind that this run of the test is about."""
    made = Databases(database_kind, postgres_server)
    yield made
    made.close()


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """The SQLAlchemy address of an empty database, once on SQLite and once on PostgreSQL."""
    return databases.fresh(tmp_path)


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[RunningMailbox]:
    """A real SMTP server with its page; ``mailbox.box`` reads what arrived."""
    from storefront.mailbox import RunningMailbox  # late: the plugin's tests need no store

    with RunningMailbox(tmp_path / "mail") as running:
        yield running


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RunningSimulator]:
    """A local Nequi on a free port; ``Phone(simulator.url)`` answers its pushes."""
    from nequi_plugin.simulator import RunningSimulator  # late, as above
    from tests.support.noon import at_noon

    at_noon(tmp_path)
    with RunningSimulator(tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def seeded_stores(
    postgres_server: Callable[[], Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Seeded]]:
    """Hands out the migrated demo shop of a kind, made when first asked for."""
    from tests.support.world import seed  # late, as above

    made: list[Databases] = []

    def store(kind: str) -> Seeded:
        made.append(Databases(kind, postgres_server))
        return seed(made[-1], tmp_path_factory.mktemp(f"seeded-{kind}"))

    yield functools.cache(store)
    for databases in made:
        databases.close()


@pytest.fixture
def seeded(database_kind: str, seeded_stores: Callable[[str], Seeded]) -> Iterator[Seeded]:
    """The demo shop to copy from, for tests that start stores of their own making."""
    shop = seeded_stores(database_kind)
    copies = Databases(shop.databases.kind, shop.databases.server)
    yield dataclasses.replace(shop, databases=copies)
    copies.close()


@pytest.fixture
def world(seeded: Seeded, tmp_path: Path) -> Iterator[World]:
    """The demo shop running, with its Nequi and mailbox: once on each kind of database."""
    from tests.support.world import running_world  # late, as above

    with running_world(seeded, tmp_path) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with running_browser() as running:
        yield running


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Opens watched pages of any size and option; an error on a console fails the test."""
    with watched_pages(browser) as pages:
        yield pages


@pytest.fixture
def phone_page(opened: Opened) -> Page:
    """A watched page of 360 × 800, touch and all."""
    return opened.page(PHONE)


@pytest.fixture
def desktop_page(opened: Opened) -> Page:
    """A watched page of 1280 × 800."""
    return opened.page(DESKTOP)


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, opened: Opened) -> Page:
    """The walk's page: the test runs once on a phone and once on a desktop."""
    return opened.page(request.param)
