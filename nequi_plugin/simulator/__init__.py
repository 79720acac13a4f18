"""A local Nequi: a real HTTP server with its own book, clock, faults and phone page.

It stands apart: nothing here knows the plugin's gateway, and both are held against the same
golden messages.
"""

from __future__ import annotations

from nequi_plugin.simulator.app import create_simulator
from nequi_plugin.simulator.config import (
    SimulatorConfig,
    SimulatorRefused,
    config_from_environment,
)
from nequi_plugin.simulator.running import RunningSimulator
from nequi_plugin.simulator.server import serve

__all__ = [
    "RunningSimulator",
    "SimulatorConfig",
    "SimulatorRefused",
    "config_from_environment",
    "create_simulator",
    "serve",
]
