"""A running simulator and a bare HTTP client that knows nothing of the plugin's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from tests.simulator.merchant import Merchant


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulator]:
    """One simulator per file; `merchant` resets it for every test."""
    folder: Path = tmp_path_factory.mktemp("simulator")
    with RunningSimulator(SimulatorConfig(folder, silence_seconds=0.3)) as simulator:
        yield simulator


@pytest.fixture
def merchant(running: RunningSimulator) -> Merchant:
    """A signed-in merchant at an empty simulator."""
    found = Merchant(running.url)
    found.control("POST", "reset")
    return found.sign_in()
