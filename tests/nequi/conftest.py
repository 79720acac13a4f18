"""The bills host on SQLite and PostgreSQL, with a real simulator over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nequi_plugin.simulator import RunningSimulator
from tests.nequi.host import Host, running_host
from tests.nequi.tables import bill_database, bill_tables  # noqa: F401 - fixtures


@pytest.fixture
def host(database_url: str, simulator: RunningSimulator) -> Iterator[Host]:
    with running_host(database_url, simulator) as running:
        yield running


@pytest.fixture
def working(host: Host) -> Host:
    """The same, with its worker running."""
    host.runtime.start_worker()
    return host
