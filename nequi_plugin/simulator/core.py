"""One simulator: its book, clock, faults, tokens and courier, and the moves of a push."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from nequi_plugin.simulator import webhook
from nequi_plugin.simulator.book import Book
from nequi_plugin.simulator.clock import Clock, iso
from nequi_plugin.simulator.config import SimulatorConfig
from nequi_plugin.simulator.courier import Courier
from nequi_plugin.simulator.faults import Faults
from nequi_plugin.simulator.phones import script_for
from nequi_plugin.simulator.push import Push, State, Way, end_of
from nequi_plugin.simulator.tokens import Tokens

NOTICES = {
    State.PAID: webhook.SUCCESS,
    State.REJECTED: webhook.DENIED,
    State.CANCELLED: webhook.CANCELED,
}


class Simulator:
    """What every page and service of the simulator shares."""

    def __init__(self, config: SimulatorConfig) -> None:
        self.config = config
        self.book = Book(config.data_dir)
        self.clock = Clock(config.data_dir, config.system_time)
        self.faults = Faults()
        self.tokens = Tokens()
        self.courier = Courier(config.webhook_url, config.webhook_secret, config.client_id)
        self.courier.on_idle = self.settle_all
        self.courier.on_posted = lambda outcome: self.book.note(
            "webhook", self.clock.now(), detail=outcome
        )
        self._closing = threading.Event()
        self.courier.start()

    def close(self) -> None:
        """Let go of every open socket and end the background thread."""
        self.release()
        self.courier.stop()
        self.book.close()

    def release(self) -> None:
        """End every pause, so that no held socket delays the end."""
        self._closing.set()
        self.faults.clear()

    def reset(self) -> None:
        """As new: book, faults, tokens, merchant account and clock."""
        self.book.clear()
        self.faults.clear()
        self.tokens.revoke_all()
        self.clock.set_offset(0)

    def pause(self, seconds: float) -> None:
        """Wait in real time, cut short when the simulator closes."""
        if seconds > 0:
            self._closing.wait(seconds)

    def expiry(self, way: Way = Way.PUSH) -> timedelta:
        """How long a push or a code waits for its payer."""
        config = self.config
        minutes = config.qr_expiry_minutes if way is Way.QR else config.expiry_minutes
        return timedelta(minutes=minutes)

    def settle(self, push: Push) -> Push:
        """The push as it stands now: plans and expiry are judged when somebody looks."""
        end = end_of(push, self.clock.now())
        if end is None:
            return push
        self.decide(push, end[0], at=end[1])
        return self.book.find(push.id) or push

    def settle_all(self) -> None:
        """Settle every push whose time has come."""
        for push in self.book.overdue(self.clock.now()):
            self.settle(push)

    def decide(self, push: Push, state: State, *, at: str = "", why: str = "") -> bool:
        """Move a push, capture its money when paid, tell the merchant; False when it lost.

        Of a code, `push.phone` is who pays: empty for another bank.
        """
        moment = at or iso(self.clock.now())
        value = self.book.captured(push.id) or self.value_when_paid(push)
        won = self.book.end(push, state, moment, value, why=why)
        if won and state in NOTICES:
            self.notify(push, value, NOTICES[state])
        return won

    def value_when_paid(self, push: Push) -> str:
        """What a payment of this push captures: its value, but for trigger 18."""
        return str(int(push.value) + script_for(push.phone).extra_pesos)

    def notify(self, push: Push, value: str, status: str) -> None:
        """Queue the notice as the fault or the test number wants it."""
        mode = self.faults.now.webhook or script_for(push.phone).webhook
        if mode == "drop":
            return
        body = webhook.body_of(push, value, status, self.clock.now())
        after = self.config.late_webhook_seconds if mode == "late" else 0
        for _ in range(2 if mode == "double" else 1):
            self.courier.send(body, forged=mode == "forge", after=after)

    def now(self) -> datetime:
        """Business time, aware UTC."""
        return self.clock.now()
