"""Processes under load, and the CPU that they spend."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client
from tests.support.ports import free_port
from tests.support.waiting import wait_until

WARM = 20


@dataclass(frozen=True)
class Server:
    """One address and the process behind it."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Seconds of CPU of all its threads, ended ones too (Linux: another process's clock)."""
        return time.clock_gettime((~self.pid << 3) | 2)

    def spend(self, work: Callable[[], object], times: int) -> float:
        """Mean CPU seconds of one ``work``, the process's own background work included."""
        before = self.cpu()
        for _ in range(times):
            work()
        return (self.cpu() - before) / times

    def page_cost(self, path: str, requests: int) -> float:
        """Mean CPU seconds of a GET by a visitor who came before."""
        client = Client(self.url)
        for _ in range(WARM):
            client.get(path)
        cost = self.spend(lambda: client.get(path), requests)
        client.close()
        return cost


@contextmanager
def ceiling(folder: Path, *words: str) -> Iterator[Server]:
    """The ceiling app with a database of its own in ``folder``."""
    port = free_port()
    line = [sys.executable, "-m", "bench.ceiling", str(port), str(folder / "ceiling.db"), *words]
    process = subprocess.Popen(line)  # noqa: S603 - our own module
    server = Server(f"http://127.0.0.1:{port}", process.pid)
    try:
        wait_until(lambda: answers(server.url), 20)
        yield server
    finally:
        process.terminate()
        process.wait()


def answers(url: str, path: str = "/hello") -> bool:
    """Whether somebody listens there."""
    try:
        Client(url).get(path)
    except (OSError, RuntimeError):
        return False
    return True
