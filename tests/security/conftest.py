"""One estate for all of these tests: they look and knock, and mend what they move."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from storefront.mailbox import RunningMailbox
from tests.security.estate import Estate, running_estate


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """Made once; tests that change it leave it as they found it."""
    folder = tmp_path_factory.mktemp("estate")
    with (
        RunningSimulator(SimulatorConfig(folder, approve_seconds=0.2)) as simulator,
        RunningMailbox(folder / "mail") as mailbox,
        running_estate(folder, simulator, mailbox) as made,
    ):
        yield made
