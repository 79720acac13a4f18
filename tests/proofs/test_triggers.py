"""Every phone trigger of the simulator, all at once, with a running worker and real webhooks.

One host, one worker, one simulator: 33 people pay on their pages in the same moment, the clock
leaps three times, and each number's story is told by a test of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from jinja2 import DictLoader
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from nequi_plugin import Payment, Refused, State, books, books_compared
from nequi_plugin.gateway import Answer, Credentials, Verdict
from nequi_plugin.models import NoticeRow
from nequi_plugin.service import actions
from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from tests.nequi.host import Host, running_host, wait
from tests.nequi_edge.reading import Payer

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

        wait(there, 30)


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stories]:
    folder = tmp_path_factory.mktemp("triggers")
    with playing(folder) as host:
        told = Stories(host)
        everybody_pays(told)
        the_payers_act(told)
        host.advance(minutes=2)  # "soon" has come, and the next minute's report with it
        told.until(*(n for n in NUMBERS if n not in PATIENT))
        host.advance(minutes=20)  # past Nequi's expiry
        actions.declare_none_arrived(host.runtime.desk, told.ids[DECLARED])
        told.until(*PATIENT)
        host.advance(minutes=60)  # past the hour and a quarter of what nobody knows
        wait(lambda: all(told.all()[n].queued_at for n in (22, *UNKNOWN)), 30)
        yield told


@contextmanager
def playing(folder: Path) -> Iterator[Host]:
    """A host whose webhook is served over HTTP, with its worker running."""
    config = SimulatorConfig(folder, webhook_secret=SECRET, silence_seconds=1)
    settings = {"NEQUI_WEBHOOK_SECRET": SECRET, "NEQUI_READ_SECONDS": 20}
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

    told.first = wait(settled, 30)


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


@pytest.mark.parametrize("serial", NUMBERS)
def test_a_number_ends_as_the_contract_says(stories: Stories, serial: int) -> None:
    payment = stories.now(serial)
    assert (payment.state, payment.reason) == ENDINGS[serial]
    booked = PRICE if serial in (*APPROVED, 15) else 0  # 15 at its second try
    bill = stories.host.bill(int(payment.key))
    assert (bill.paid, bill.surplus) == (booked, 0)
    approvals = [heard for heard in stories.host.heard if heard[:2] == ("approved", payment.key)]
    assert len(approvals) == bool(booked)
    if serial in APPROVED:
        assert (payment.captured, payment.applied) == (PRICE, True)


@pytest.mark.parametrize("serial", NUMBERS)
def test_its_page_tells_the_same_ending(stories: Stories, serial: int) -> None:
    payment = stories.host.payment(stories.again) if serial == 15 else stories.now(serial)
    payer = stories.payer(serial)
    page, told = payer.look(), payer.status()
    assert (page.status, page.state) == (200, str(payment.state))
    assert (told["state"], told["reason"]) == (str(payment.state), payment.reason)
    assert told["message"]
    ended = payment.state not in (State.APPROVED, State.REVIEW, State.WAITING)
    assert ("pay-nequi" in page.forms) is ended


@pytest.mark.parametrize("serial", [*UNKNOWN, 10, 12])
def test_what_is_not_clear_is_unknown_and_holds_its_debt(stories: Stories, serial: int) -> None:
    payment = stories.first[serial]
    assert (payment.state, payment.holds_debts) == (State.UNKNOWN, True)
    assert payment.transaction_id is None


@pytest.mark.parametrize("serial", UNKNOWN)
def test_what_nobody_knows_is_released_and_asked_of_a_person(
    stories: Stories, serial: int
) -> None:
    payment = stories.now(serial)
    assert not payment.holds_debts
    assert payment.queued_at is not None
    assert ("closed", payment.key, "released") in stories.host.heard
    assert payment.released_at is not None
    early = payment.released_at < payment.queued_at
    assert early is (serial == DECLARED)
    with stories.host.app.app_context():
        assert stories.host.nequi.holders([f"bill:{payment.key}"]) == {}


def test_a_payer_cannot_declare_before_nequis_time_is_up(stories: Stories) -> None:
    assert "muy pronto" in stories.too_early


def test_after_429_nothing_was_sent_and_a_second_try_pays(stories: Stories) -> None:
    again = stories.host.payment(stories.again)
    assert (again.state, again.captured, again.key) == (State.APPROVED, PRICE, stories.now(15).key)


def test_a_revoked_token_is_renewed_and_the_same_message_sent_again(stories: Stories) -> None:
    sent = stories.host.phone.book()["creates"]
    assert sent[stories.ids[16]] == 2
    assert max(sent.values()) == 2  # the same 401 may meet others that are on their way
    assert set(stories.host.phone.book()["accepted"].values()) == {1}


def test_another_value_waits_for_a_person_applied_to_nothing(stories: Stories) -> None:
    payment = stories.now(18)
    assert (payment.captured, payment.queued_at is None) == (PRICE + EXTRA, False)
    assert payment.holds_debts


def test_an_unknown_status_alerts_and_goes_to_the_queue_with_its_debt_held(
    stories: Stories,
) -> None:
    payment = stories.now(22)
    assert payment.queued_at is not None
    assert payment.holds_debts
    with stories.host.app.app_context():
        alerts = [e.code for e in stories.host.nequi.events(payment.message_id) if e.alert]
    assert "99" in alerts


def test_a_cancel_that_lost_the_race_leaves_the_money_booked(stories: Stories) -> None:
    payment = stories.now(23)
    assert payment.cancel_sent_at is not None
    cancels = [event["what"] for event in stories.host.phone.book()["cancels"]]
    assert "cancel refused" in cancels


def test_an_approval_after_the_shops_deadline_counts(stories: Stories) -> None:
    payment = stories.now(24)
    assert payment.approved_at is not None
    assert payment.sent_at is not None
    assert (payment.approved_at - payment.sent_at).total_seconds() > 15 * 60


@pytest.mark.parametrize(
    ("serial", "verified"),
    [(25, [True]), (26, [True]), (27, [False]), (28, []), (29, [True])],
    ids=["before the answer", "twice", "bad signature", "none", "a lie"],
)
def test_notices_came_as_the_number_wants_and_decided_nothing(
    stories: Stories, serial: int, verified: list[bool]
) -> None:
    def kept(s: Session) -> list[bool]:
        query = select(NoticeRow.verified).where(NoticeRow.message_id == stories.ids[serial])
        return list(s.scalars(query))

    host = stories.host
    assert host.runtime.desk.in_read(kept) == verified  # a double has one digest, one row
    if serial == 29:
        assert "paid" not in stories.words(serial)


def test_a_reverse_is_refused_and_the_money_stays(stories: Stories) -> None:
    asked = reverse(stories, 30)
    assert (asked.verdict, asked.reason, asked.code) == (
        Verdict.FAILED,
        "refused",
        "2-CCSB000079",
    )
    [capture] = captures(stories, 30)
    assert capture["reversed_at"] == ""


def test_odd_shapes_are_read(stories: Stories) -> None:
    payment = stories.now(32)
    assert payment.transaction_id is not None
    assert payment.transaction_id == payment.transaction_id.strip()


def test_the_books_are_right_on_both_sides(stories: Stories) -> None:
    host = stories.host
    book = host.phone.book()

    def breaches(s: Session) -> list[str]:
        return books.check(s, host.runtime.desk.registry) + books_compared.compare(s, book)

    assert host.runtime.desk.in_read(breaches) == []
    assert len(book["captures"]) == len(APPROVED) + 2  # 15's second try, and 18's other value


def reverse(stories: Stories, serial: int) -> Answer:
    """A reverse over the wire, with the attempt's own facts."""
    keys = Credentials("sim-client", "sim-secret", "sim-key", "NIT_1")
    payment = stories.now(serial)
    gateway = stories.host.runtime.desk.gateway
    value = payment.captured or payment.pesos
    return gateway.reverse(
        keys, message_id=payment.message_id, phone=payment.phone, value=value
    )


def captures(stories: Stories, serial: int) -> list[dict[str, str]]:
    """Nequi's captures for a number."""
    found = stories.host.phone.book()["captures"]
    return [one for one in found if one["message_id"] == stories.ids[serial]]
