"""A simulator in a thread of this process, for tests and for programs that embed it."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from types import TracebackType

from werkzeug.serving import WSGIRequestHandler, make_server

from nequi_plugin.simulator.app import create_simulator
from nequi_plugin.simulator.config import SimulatorConfig
from nequi_plugin.simulator.core import Simulator


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        logging.getLogger(__name__).debug(message, *args)


class RunningSimulator:
    """`with RunningSimulator(SimulatorConfig(tmp_path)) as sim: ... sim.url ...`

    Real HTTP on a free port of 127.0.0.1 (or `port`); every request has its own thread.
    """

    def __init__(self, config: SimulatorConfig | Path, port: int = 0) -> None:
        config = SimulatorConfig(data_dir=config) if isinstance(config, Path) else config
        self.app = create_simulator(config)
        self._server = make_server(
            "127.0.0.1", port, self.app, threaded=True, request_handler=_Quiet
        )
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """The base address, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def simulator(self) -> Simulator:
        """The simulator itself."""
        found = self.app.extensions["nequi_simulator"]
        assert isinstance(found, Simulator)  # noqa: S101 - create_simulator put it there
        return found

    def start(self) -> RunningSimulator:
        """Serve from now on."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close the book."""
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()
        self.simulator.close()

    def __enter__(self) -> RunningSimulator:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
