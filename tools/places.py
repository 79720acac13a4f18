"""Where things are: the checkout, its environment, the data folder, the ports, the addresses."""
from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.words import CannotGoOn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound
ON_THIS_MACHINE = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Places:
    """Ports and folders of one development set-up."""

    data: Path
    host: str
    port: int
    seen_host: str  # the name that a browser uses; the LAN address when the host is everywhere

    @property
    def simulator_port(self) -> int:
        return self.port + 1

    @property
    def mailbox_port(self) -> int:
        return self.port + 2

    @property
    def smtp_port(self) -> int:
        return self.port + 3

    @property
    def near_host(self) -> str:
        """The address by which this machine's own processes reach each other."""
        return "127.0.0.1" if self.host in (*EVERYWHERE, *ON_THIS_MACHINE) else self.host

    def seen(self, port: int) -> str:
        """A server's address for a browser."""
        return f"http://{self.seen_host}:{port}"

    def near(self, port: int) -> str:
        """A server's address for the processes beside it."""
        return f"http://{self.near_host}:{port}"


def read_places(environ: Mapping[str, str]) -> Places:
    """From STORE_PORT, STORE_HOST and STORE_DATA_DIR; raises CannotGoOn for a port that is none."""
    written = environ.get("STORE_PORT") or "8000"
    if not written.isdigit() or not 0 < int(written) <= 65532:
        raise CannotGoOn(f"STORE_PORT must be a number from 1 to 65532, and is {written!r}.")
    host = environ.get("STORE_HOST") or "127.0.0.1"
    data = Path(environ.get("STORE_DATA_DIR") or ROOT / "var").expanduser().resolve()
    return Places(data, host, int(written), _seen_host(host))


def _seen_host(host: str) -> str:
    if host in EVERYWHERE:
        return _lan_address()
    return "localhost" if host in ON_THIS_MACHINE else host


def _lan_address() -> str:
    """This machine's address in its network. Connecting a UDP socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: routed like any address, owned by nobody
        except OSError:
            return "localhost"
        return str(probe.getsockname()[0])


def dotenv(path: Path = ROOT / ".env") -> dict[str, str]:
    """The settings in ``.env`` (NAME=value lines, # comments), or none without the file."""
    if not path.exists():
        return {}
    lines = (line.strip().removeprefix("export ") for line in path.read_text("utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def settings_of_this_shell() -> dict[str, str]:
    """The environment over ``.env``: what is exported wins over what is written down."""
    return {**dotenv(), **os.environ}
