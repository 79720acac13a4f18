"""One estate for all of these tests, fresh for each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from storefront.mailbox import RunningMailbox
from tests.security.estate import Estate, running_estate
from tests.support.noon import at_noon


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """Made once, since its payments take seconds."""
    folder = tmp_path_factory.mktemp("estate")
    at_noon(folder)
    with (
        RunningSimulator(SimulatorConfig(folder, approve_seconds=0.2)) as simulator,
        RunningMailbox(folder / "mail") as mailbox,
        running_estate(folder, simulator, mailbox) as estate,
    ):
        yield estate


@pytest.fixture
def estate(made: Estate) -> Estate:
    """The estate as it was made, whatever other tests did to it."""
    made.restore()
    return made
