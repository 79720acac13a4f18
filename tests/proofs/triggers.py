"""The 33 test numbers, all of them paying at once on one host."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import DictLoader
from werkzeug.serving import make_server

from nequi_plugin import Payment, RefundState, Refused, State
from nequi_plugin.service import actions
from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from tests.nequi.host import Host, running_host
from tests.nequi_edge.reading import Payer
from tests.support.noon import at_noon
from tests.support.waiting import wait_until

PRICE, EXTRA = 25_000, 1_000
NUMBERS = range(1, 34)
APPROVED = (1, 10, 12, 16, *range(23, 29), 30, 31, 32, 33)
UNKNOWN = (9, 11, 13, 14, 17)
DECLARED = 11  # its payer says that nothing arrived; the clock releases the others
PATIENT = (3, 22, 24, 29)  # what waits until Nequi's expiry, or for ever
TAPPED = (16, 33)  # after their trouble they wait for a person
ENDINGS: dict[int, tuple[State, str]] = {
    **dict.fromkeys(APPROVED, (State.APPROVED, "")),
    **dict.fromkeys((2, 20), (State.REJECTED, "")),
    **dict.fromkeys((3, 21, 29), (State.EXPIRED, "")),
    **dict.fromkeys((4, 5, 6), (State.FAILED, "no_nequi")),
    **dict.fromkeys((7, 8), (State.FAILED, "refused")),
    **dict.fromkeys(UNKNOWN, (State.UNKNOWN, "")),
    15: (State.FAILED, "not_sent"),
    18: (State.REVIEW, ""),
    19: (State.FAILED, "gateway"),
    22: (State.WAITING, ""),
}
SECRET = "sim-webhook-secret"


def number(serial: int) -> str:
    return f"30010000{serial:02d}"


@dataclass
class Stories:
    """What became of every number; MessageIDs by number, and each one's first settled state."""

    host: Host
    bills: dict[int, int] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)
    first: dict[int, Payment] = field(default_factory=dict)
    again: str = ""
    too_early: str = ""

    def payer(self, serial: int) -> Payer:
        """Whoever has that number, with the link of their own bill."""
        host = self.host
        with host.app.app_context():
            url = host.nequi.pay_url("bill", str(self.bills[serial]))
        return Payer(host.app.test_client(use_cookies=False), url)

    def now(self, serial: int) -> Payment:
        return self.host.payment(self.ids[serial])

    def words(self, serial: int) -> list[str]:
        """The events of an attempt, oldest first."""
        with self.host.app.app_context():
            return [one.event for one in self.host.nequi.events(self.ids[serial])]

    def all(self) -> dict[int, Payment]:
        """Every number's first attempt as it stands, from one look."""
        with self.host.app.app_context():
            by_id = {one.message_id: one for one in self.host.nequi.payments(limit=100)}
        return {serial: by_id[message_id] for serial, message_id in self.ids.items()}

    def until(self, *numbers: int) -> None:
        """The running worker brings these numbers to their endings; time runs faster meanwhile."""

        def there() -> bool:
            self.host.advance(seconds=0.5)
            seen = self.all()
            return all(seen[n].state is ENDINGS[n][0] for n in numbers)

        wait_until(there)


@contextmanager
def playing(folder: Path) -> Iterator[Host]:
    """A host whose webhook is served over HTTP, with its worker running."""
    # "soon" is a minute: nobody decides before the first leap, however slow the machine is
    config = SimulatorConfig(folder, webhook_secret=SECRET, silence_seconds=1, approve_seconds=60)
    settings = {"NEQUI_WEBHOOK_SECRET": SECRET, "NEQUI_READ_SECONDS": 20}
    at_noon(folder)
    with RunningSimulator(config) as sim:
        database = f"sqlite:///{folder}/bills.sqlite3"
        with running_host(database, sim, **settings) as host:
            # 33 at once on a busy machine must not meet the rule of the five seconds
            host.runtime.desk.monotonic = lambda: 0.0
            host.app.jinja_loader = DictLoader({})  # the plugin's own pages
            door = make_server("127.0.0.1", 0, host.app, threaded=True)
            threading.Thread(target=door.serve_forever, args=(0.05,), daemon=True).start()
            sim.simulator.courier.url = f"http://127.0.0.1:{door.server_port}/nequi/webhook"
            host.runtime.start_worker()
            yield host
            host.runtime.stop_worker()
            door.shutdown()
            door.server_close()


def everybody_pays(told: Stories) -> None:
    """All 33 at once; each has left ``created`` and ``sending`` when this returns."""
    host = told.host
    told.bills = dict(zip(NUMBERS, host.bills(*[PRICE] * len(NUMBERS)), strict=True))
    for serial in NUMBERS:
        told.payer(serial).pay(number(serial))
        told.ids[serial] = host.newest().message_id

    def settled() -> dict[int, Payment] | None:
        seen = told.all()
        under_way = (State.CREATED, State.SENDING)
        return None if any(one.state in under_way for one in seen.values()) else seen

    told.first = wait_until(settled)


def the_payers_act(told: Stories) -> None:
    """A retry after 429, taps on the phones that wait for one, a cancel, an early declaration."""
    host = told.host
    told.payer(15).pay(number(15))
    told.again = host.newest().message_id
    host.until(told.again, State.WAITING)
    asked = {told.ids[n] for n in TAPPED} | {told.again}
    for push in host.phone.pushes():
        if push["message_id"] in asked and push["state"] == "pending":
            host.phone.accept(push)
    told.payer(23).press("cancel-payment")
    try:
        actions.declare_none_arrived(host.runtime.desk, told.ids[DECLARED])
    except Refused as refused:
        told.too_early = str(refused)


def give_back(told: Stories, serial: int) -> None:
    """Staff ask for a payment's money to go back; the running worker has called and heard."""
    nequi = told.host.nequi
    with told.host.app.app_context():
        asked = nequi.refund(told.ids[serial], person="Ana", reason="Llegó roto", form_key="una")

    def answered() -> bool:
        with told.host.app.app_context():
            found = nequi.find_refund(asked.reference)
        return found is not None and found.state not in (RefundState.ASKED, RefundState.SENDING)

    wait_until(answered)
