"""An office that takes payments of a kind that only tests know, its worker running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nequi_plugin import Due, Payment, pesos
from nequi_plugin.simulator import RunningSimulator
from storefront.extensions import nequi
from tests.storefront.offices import Office, make_office, submit, working
from tests.storefront.test_nequi_switch import KEYS, verdict_of
from tests.storefront.test_nequi_switch import PAGE as NEQUI
from tests.support.phone import Phone
from tests.support.waiting import wait_until

KIND = "prueba"


@contextmanager
def paid_office(folder: Path, simulator: RunningSimulator) -> Iterator[Office]:
    """Activated through the real check; the key of a payable is its value in pesos."""
    clock = str(folder / "simulator" / "clock-offset")
    made = make_office(folder, gateway=simulator.url, NEQUI_CLOCK_FILE=clock)
    nequi.payable(KIND)(lambda key: Due(pesos(int(key)), f"Prueba {key}"))
    with working(made):
        owner = made.signed_in()
        submit(owner, NEQUI, active="y", **KEYS)
        verdict_of(owner)
        yield made
    del nequi.registry.kinds[KIND]


def pay(office: Office, value: int, phone: str) -> None:
    """Ask this phone for this value."""
    with office.app.app_context():
        nequi.pay(KIND, str(value), phone)


def accepted(office: Office, value: int, simulator: RunningSimulator) -> Payment:
    """Paid and approved."""
    pay(office, value, "3000000042")
    Phone(simulator.url).accept()
    Phone(simulator.url).advance(4)  # Nequi is asked 3 s after sending
    return ended(office, value)


def ended(office: Office, value: int, *, queued: bool = False) -> Payment:
    """The attempt once it is over, or stands in the queue."""

    def look() -> Payment | None:
        with office.app.app_context():
            found = nequi.latest(KIND, str(value))
        done = found and (found.queued_at if queued else not found.live)
        return found if done else None

    return wait_until(look)
