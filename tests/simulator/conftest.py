"""A running simulator and a bare HTTP client that knows nothing of the plugin's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from tests.simulator.merchant import Merchant
from tests.support.noon import system_time


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulator]:
    """One simulator per file; `merchant` resets it for every test."""
    folder: Path = tmp_path_factory.mktemp("simulator")
    config = SimulatorConfig(folder, silence_seconds=0.3, system_time=system_time)
    with RunningSimulator(config) as simulator:
        yield simulator


@pytest.fixture
def merchant(running: RunningSimulator) -> Merchant:
    """A signed-in merchant at an empty simulator."""
    found = Merchant(running.url)
    found.control("POST", "reset")
    return found.sign_in()
