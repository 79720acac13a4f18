"""One seeded schedule: payers, workers, staff and bad weather in a drawn order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from nequi_plugin import NequiError, Pesos, State
from nequi_plugin.gateway.protocol import Answer
from nequi_plugin.service import News, actions, apply
from tests.proofs.schedules import back_invariants, invariants
from tests.proofs.schedules.book import Crash, Request
from tests.proofs.schedules.notices import Notices
from tests.proofs.schedules.office import Office
from tests.proofs.schedules.shop import Bill, Shop
from tests.proofs.schedules.staff import Staff, listen
from tests.proofs.schedules.tables import Tables, read

KEYS = ("1", "2", "3", "1-2", "2-3", "1-2-3")
PHONES = ("3001000001", "3001000002", "3001000003", "3001000004")
LEAPS = (1, 2, 4, 4, 8, 15, 30, 61, 120, 300, 600, 900, 1300, 1900, 3600, 5400, 90000)
ODDS = {
    "pay": 16, "sweep": 34, "leap": 18, "approve": 12, "reject": 4, "late_money": 4, "cancel": 5,
    "declare": 3, "old_answer": 6, "host_breaks": 2, "settle": 2, "person": 6, "look": 3,
    "pay_differently": 1, "webhook": 8, "scan": 5, "change": 8, "refund": 7,
    "decide_refund": 5,
}


LENGTHS = (4, 6, 8, 10, 16)  # many short schedules find more than few long ones


class Breach(AssertionError):
    """An invariant does not hold; the message repeats the way there."""


class Explorer:
    """``run`` walks one schedule to its quiet end; raises Breach."""

    def __init__(self, shop: Shop, seed: int, lean: str = "") -> None:
        """``lean`` names steps that come much more often: to look for one thing."""
        often = lean.split()
        self.odds = {name: max(4 * n, 40) if name in often else n for name, n in ODDS.items()}
        self.shop, self.seed = shop, seed
        self.rng = random.Random(f"steps {seed}")  # noqa: S311 - a schedule must repeat
        self.book = shop.begin(seed)
        self.book.meanwhile = self.meanwhile
        self.book.called = self.called
        self.staff = Staff(shop.desk, shop.reader, self.rng.shuffle)
        self.notices = Notices(shop.app, self.book, self.rng)
        self.office = Office(shop, self.book, self.rng)
        self.book.shown = shop.shows
        self.book.working_on = lambda: self.staff.current.removeprefix("refund:")
        self.told: list[tuple[str, Answer]] = []
        self.approved: set[str] = set()
        self.committed: dict[str, datetime] = {}
        self.path: list[str] = []
        self.depth = 0

    def run(self, *begin: str) -> None:
        """First ``begin``, then drawn steps, then good weather until nothing moves any more."""
        listen(self.at_crash_point)
        try:
            for name in begin:
                self.step(name)
            for _ in range(self.rng.choice(LENGTHS)):
                self.step()
            self.quiet()
        finally:
            listen(None)

    def step(self, name: str = "") -> None:
        """One step, drawn unless named, and the invariants after it."""
        name = name or self.rng.choices(list(self.odds), list(self.odds.values()))[0]
        self.path.append("  " * self.depth + name)
        with suppress(NequiError, Crash):  # a sentence for a person, or the web process dies
            getattr(self, name)()
        self.told += self.book.news()
        self.check()

    def check(self, *more: Callable[[Tables], Iterator[str]]) -> None:
        """All invariants now; ``more`` are those of this moment only."""
        tables = read(self.shop.reader)
        found = [*invariants.always(tables, self.book), *back_invariants.always(tables, self.book)]
        stands = (State.APPROVED, State.REVERSED)
        now = {mid for mid, row in tables.payments.items() if row.state in stands}
        found += [f"I4: {mid} is no longer approved" for mid in self.approved - now]
        self.approved = now
        for extra in more:
            found += extra(tables)
        if found:
            self.fail(found)

    def fail(self, found: list[str]) -> None:
        """Raise Breach with the way that led here."""
        way = "\n  ".join(self.path)
        raise Breach(f"seed {self.seed}: " + "; ".join(found) + f"\n  {way}")

    def meanwhile(self) -> None:
        """During a call others go on, a few steps at most and not for ever deeper."""
        if self.depth >= 2 or not self.book.faults or self.rng.random() < 0.7:
            return
        self.depth += 1
        try:
            for _ in range(self.rng.randint(1, 3)):
                self.step()
        finally:
            self.depth -= 1

    def at_crash_point(self, name: str) -> None:
        """A process may die here, or be slow."""
        mid = self.staff.current
        if name == "refund-committed":
            self.committed[mid.removeprefix("refund:")] = self.shop.time
        if name == "sending-committed":
            self.committed[mid] = self.shop.time
            self.check(lambda tables: invariants.asks_for_paid(tables, mid))
        if self.book.faults and self.rng.random() < 0.04:
            self.path.append("  " * self.depth + f"dies at {name}")
            raise Crash
        if not name.endswith("-uncommitted"):  # a transaction has the database for itself
            self.meanwhile()

    def called(self, mid: str) -> None:
        """A create leaves: within five seconds of its commit (a resend counts anew)."""
        late = self.shop.time - self.committed.pop(mid, self.shop.time)
        if late > timedelta(seconds=5):
            self.fail([f"{mid} was sent {late} after its commit"])

    def quiet(self) -> None:
        """Faults off: an end within 80 minutes; every capture known a week later."""
        self.book.faults, self.shop.raises = False, 0
        self.path.append("quiet")
        self.staff.beat()
        self._let_pass([61, 1900, 2900, 10])
        self.check(invariants.ended)
        self._let_pass([90_000, 500_000])
        self.check(lambda tables: invariants.paid_iff_captured(tables, self.book),
                   lambda tables: back_invariants.settled(tables, self.book))

    def _let_pass(self, leaps: list[int]) -> None:
        for seconds in leaps:
            self.shop.pass_time(seconds)
            for _ in range(20):
                if not self.staff.sweep():
                    break
                self.shop.pass_time(1)

    # --- the steps -----------------------------------------------------------------------
    def pay(self) -> None:
        key, phone = self.rng.choice(KEYS), self.rng.choice(PHONES)
        with self.shop.app.app_context():
            self.shop.nequi.pay("bill", key, phone)

    def sweep(self) -> None:
        self.staff.sweep()

    def leap(self) -> None:
        longest = 8 if self.depth else len(LEAPS)
        self.shop.pass_time(LEAPS[int(longest * self.rng.random() ** 1.7)])
        if self.rng.random() < 0.85:
            self.staff.beat()

    def approve(self) -> None:
        self._decide(lambda request: self.book.capture(request, request.value))

    def pay_differently(self) -> None:
        """Another value than was asked, in time or late."""
        open_or_gone = [*self.book.payable(), *self.book.gone()]
        if open_or_gone:
            self._capture_late(self.rng.choice(open_or_gone), 1)

    def reject(self) -> None:
        self._decide(lambda request: setattr(request, "state", "rejected"))

    def _decide(self, how: Callable[..., object]) -> None:
        waiting = self.book.payable()
        if waiting:
            how(self.rng.choice(waiting))

    def late_money(self) -> None:
        gone = self.book.gone()
        if gone:
            self._capture_late(self.rng.choice(gone), self.rng.choice((0, 0, 0, 1)))

    def _capture_late(self, request: Request, less: int) -> None:
        """Half of the time a webhook tells of it."""
        self.book.capture(request, request.value - less)
        if self.rng.random() < 0.5:
            self.notices.tell(request)

    def cancel(self) -> None:
        self._on_some(self.shop.nequi.cancel, "payer")

    def declare(self) -> None:
        self._on_some(lambda mid: actions.declare_none_arrived(self.shop.desk, mid))

    def look(self) -> None:
        self._on_some(self.shop.nequi.look_now)

    def _on_some(self, act: Callable[..., object], *words: str) -> None:
        with self.shop.app.app_context():
            known = self.shop.nequi.payments(limit=50)
            if known:
                act(self.rng.choice(known).message_id, *words)

    def old_answer(self) -> None:
        """A status answer that took its time, or came twice; about approved ones by preference."""
        asked = [told for told in self.told if f"350-{told[0]}" in self.book.known]
        about = [told for told in asked if told[0] in self.approved]
        chosen = about if about and self.rng.random() < 0.5 else asked
        if chosen:
            mid, answer = self.rng.choice(chosen[-12:])
            desk = self.shop.desk
            desk.in_work(lambda s: apply(desk, s, mid, News(answer, "status")))

    def webhook(self) -> None:
        self.path[-1] += f" {self.notices.post()}"

    def scan(self) -> None:
        self.office.scan(self.rng.choice(KEYS))

    def change(self) -> None:
        self.path[-1] += f" {self.office.change(self.rng.choice(PHONES))}"

    def refund(self) -> None:
        self.office.refund()

    def decide_refund(self) -> None:
        self.path[-1] += f" {self.office.decide()}"

    def host_breaks(self) -> None:
        self.shop.raises = self.rng.randint(1, 4)

    def settle(self) -> None:
        """Somebody pays a bill at the counter."""
        number = self.rng.choice((1, 2, 3))
        nequi, name = self.shop.nequi, f"bill:{number}"
        with self.shop.app.app_context(), nequi.unit_of_work() as s, nequi.hold([name]) as held:
            bill = s.get_one(Bill, number)
            bill.settled += bill.due
            held.settled(name)

    def person(self) -> None:
        """Staff decide truthfully, by what they see at Nequi."""
        with self.shop.app.app_context():
            queued = self.shop.nequi.payments(queued=True)
            if queued:
                payment = self.rng.choice(queued)
                outcome, value = self._seen(payment.message_id, payment.state, payment.applied)
                self.shop.nequi.resolve(
                    payment.message_id, outcome, person="Ana", reason="visto en Nequi",
                    value=value, reference="M123")

    def _seen(self, mid: str, state: State, applied: bool | None) -> tuple[str, Pesos | None]:
        request = self.book.requests.get(mid)
        captured = request.captured if request else None
        if applied is False:
            return "apply", None
        if state in (State.REVIEW, State.WAITING, State.UNKNOWN) and captured is not None:
            return "approved", Pesos(captured)
        if state in (State.WAITING, State.UNKNOWN) and request not in self.book.payable():
            return "cancelled", None
        return "note", None

