"""A whole shop for one test: simulator, mailbox, database and the store's own process."""
from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from storefront.mailbox import RunningMailbox
from tests.support.databases import Databases, Seeded
from tests.support.noon import at_noon
from tests.support.phone import Phone
from tests.support.ports import free_port
from tests.support.processes import StoreProcess, run_flask, store_environment

# CPython counts the depth of ast.parse for the whole interpreter: two threads that build their
# routes at once, with a switch in a collector's callback (Hypothesis has one), get a SystemError.
_BUILDING = threading.Lock()


@dataclass(frozen=True)
class World:
    """Everything is reached over its public doors: HTTP, CLI, SMTP."""

    store: StoreProcess
    phone: Phone
    mailbox: RunningMailbox
    simulator: RunningSimulator

    @property
    def url(self) -> str:
        """The shop's address."""
        return self.store.url

    def check(self) -> None:
        """``flask nequi check``: AssertionError on any breach of the books."""
        self.store.flask("nequi", "check", "--json")


@contextmanager
def running_world(
    seeded: Seeded, folder: Path, module: str = "storefront.web", **settings: str
) -> Iterator[World]:
    """A copy of the seeded shop, running; ``settings`` are environment variables over its own.

    The simulator lives in the test's process and survives ``world.store.kill()``.
    """
    port, data = free_port(), folder / "data"
    address = seeded.copy(data)
    with _BUILDING:
        unstarted = _simulator(data, port), RunningMailbox(folder / "mail")
    with unstarted[0] as simulator, unstarted[1] as mailbox:
        env = store_environment(
            data, port, STORE_DATABASE_URL=address, MAIL_PORT=str(mailbox.smtp_port),
            **_gateway(simulator.url), **settings)
        with StoreProcess(env, folder / "store.log", module) as store:
            yield World(store, Phone(simulator.url), mailbox, simulator)


def seed(databases: Databases, folder: Path, demo: bool = True) -> Seeded:
    """Migrate and seed once, as ``dev.py run`` does it; the copies are cheap.

    Without ``demo`` it stays empty, as ``dev.py run --no-demo`` leaves it.
    """
    data, port = folder / "data", free_port()
    address = databases.fresh(data)
    with _simulator(data, port) as simulator:
        env = store_environment(data, port, STORE_DATABASE_URL=address, **_gateway(simulator.url))
        for words in (("db", "upgrade"), ("store", "demo"))[: 2 if demo else 1]:
            done = run_flask(env, *words)
            assert done.returncode == 0, f"flask {words}: {done.stdout}\n{done.stderr}"
    return Seeded(databases, address, data)


def _simulator(data: Path, port: int) -> RunningSimulator:
    folder = data / "simulator"  # where dev.py puts it, so that the store reads the same clock
    at_noon(folder)
    webhook = f"http://127.0.0.1:{port}/nequi/webhook"
    return RunningSimulator(SimulatorConfig(folder, webhook_url=webhook))


def _gateway(url: str) -> dict[str, str]:
    return {"NEQUI_API_URL": url, "NEQUI_TOKEN_URL": f"{url}/oauth2/token",
            "NEQUI_SIMULATOR_URL": url}
