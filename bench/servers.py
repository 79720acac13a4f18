"""Processes under load, and the CPU that they spend per request."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.support.processes import free_port
from tests.support.waiting import wait_until

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """One address and the process behind it."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds of user and system time since its start (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def spend(self, path: str, requests_made: int) -> float:
        """Mean CPU seconds of one GET; raises for an error page."""
        with requests.Session() as session:
            session.trust_env = False
            before = self.cpu()
            for _ in range(requests_made):
                session.get(self.url + path, timeout=10).raise_for_status()
            return (self.cpu() - before) / requests_made


@contextmanager
def ceiling(text: str, folder: Path) -> Iterator[Server]:
    """The ceiling app with this text."""
    port, file = free_port(), folder / "page.html"
    file.write_text(text, "utf-8")
    words = [sys.executable, "-m", "bench.ceiling", str(port), str(file)]
    process = subprocess.Popen(words)  # noqa: S603 - our own module
    server = Server(f"http://127.0.0.1:{port}", process.pid)
    try:
        wait_until(lambda: _answers(server.url))
        yield server
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/hello", timeout=5).ok
    except requests.ConnectionError:
        return False
