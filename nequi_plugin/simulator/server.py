"""Serving the simulator with waitress, as a process of its own."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from waitress.server import create_server

from nequi_plugin.simulator.app import create_simulator
from nequi_plugin.simulator.config import config_from_environment, refuse_production
from nequi_plugin.simulator.core import Simulator

THREADS = 96  # a held socket (a gateway that never answers) costs one thread each
CONNECTIONS = 500


def serve(
    host: str = "127.0.0.1",
    port: int = 8001,
    data_dir: str | Path = "var",
    *,
    allow_production: bool = False,
    **settings: Any,
) -> None:
    """Serve until SIGTERM or Ctrl-C; prints the phone page's address when it listens.

    `settings` are fields of SimulatorConfig (expiry_minutes, webhook_url, webhook_secret, ...);
    None leaves the NEQUI_* variable or the default. Raises SimulatorRefused in production and
    OSError when the port is taken.
    """
    refuse_production(allow_production)
    app = create_simulator(config_from_environment(data_dir, **settings))
    simulator: Simulator = app.extensions["nequi_simulator"]
    server = create_server(
        app, host=host, port=port, threads=THREADS, connection_limit=CONNECTIONS, ident=None
    )
    if threading.current_thread() is threading.main_thread():
        _end_on_signals(simulator)
    print(f"Celular de prueba: http://{host}:{server.effective_port}/", flush=True)
    try:
        server.run()
    finally:
        simulator.close()


def _end_on_signals(simulator: Simulator) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        simulator.release()
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
