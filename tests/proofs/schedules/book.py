"""A Nequi that keeps a book and answers badly on purpose; the book is the truth."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from nequi_plugin.bogota import bogota_date
from nequi_plugin.gateway.codes import TAKEN_BACK
from nequi_plugin.gateway.protocol import (
    Answer,
    Credentials,
    GatewayUnavailable,
    Report,
    ReportLine,
    Verdict,
    always,
)
from nequi_plugin.money import Pesos

QR_EXPIRY = timedelta(minutes=45)
EXPIRIES = (15, 20, 40)  # minutes; the shop counts on 15, and Nequi has its own clock
CREATE_WEATHER = {
    "fine": 50, "lost": 14, "vanished": 6, "not_sent": 5, "refused": 5, "unauthorized": 6,
    "no_id": 5, "same_id": 4, "died": 5,
}


class Crash(BaseException):
    """The worker's process died here: nothing after this line runs."""


@dataclass
class Request:
    """One push or code that arrived at Nequi."""

    message_id: str
    transaction_id: str
    phone: str
    value: int
    ends: datetime
    state: str = "pending"
    way: str = "push"
    captured: int | None = None
    captured_at: datetime | None = None


class Book:
    """Implements ``Gateway``. ``meanwhile`` runs other people's steps during a call."""

    def __init__(self, rng: random.Random, now: Callable[[], datetime]) -> None:
        self.rng = rng
        self.now = now
        self.faults = True
        self.expiry = timedelta(minutes=rng.choice(EXPIRIES))
        self._told_of: set[tuple[str, str]] = set()
        self.meanwhile: Callable[[], None] = lambda: None
        self.called: Callable[[str], None] = lambda message_id: None
        self.requests: dict[str, Request] = {}
        self.accepted: Counter[str] = Counter()
        self.shown: Callable[[str], bool] = lambda message_id: True
        self.wrong: list[str] = []  # what the shop should never have asked
        self.known: list[str] = []  # ids that the shop has asked about: it stores these

    def payable(self) -> list[Request]:
        """What a payer could approve at this moment."""
        self._expire()
        return self._seen("pending")

    def gone(self) -> list[Request]:
        """What a payer who saw it in time may still be found to have paid."""
        self._expire()
        return self._seen("expired", "rejected")

    def _seen(self, *states: str) -> list[Request]:
        """A code that no page had to show is scanned by nobody, early or late."""
        found = [request for request in self.requests.values() if request.state in states]
        return [r for r in found if r.way == "push" or self.shown(r.message_id)]

    def _expire(self) -> None:
        for request in self.requests.values():
            if request.state == "pending" and self.now() >= request.ends:
                request.state = "expired"

    def capture(self, request: Request, value: int) -> None:
        """The payer approved, in time or late."""
        request.state, request.captured, request.captured_at = "paid", value, self.now()

    def create(
        self,
        credentials: Credentials,
        *,
        message_id: str,
        phone: str,
        value: Pesos,
        reference: str,
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        """One create call in this moment's weather, once its token is there."""
        return self._send(message_id, phone, value, in_time)

    def _send(
        self, message_id: str, phone: str, value: Pesos, in_time: Callable[[], bool],
        way: str = "push",
    ) -> Answer:
        self.meanwhile()
        if not in_time():
            return Answer(Verdict.NOT_SENT, reason="not_sent")
        self.called(message_id)
        names = list(CREATE_WEATHER)
        weather = "fine"
        if self.faults:
            weather = self.rng.choices(names, [CREATE_WEATHER[name] for name in names])[0]
        early = {
            "vanished": Answer(Verdict.UNCLEAR),
            "not_sent": Answer(Verdict.NOT_SENT, reason="not_sent"),
            "refused": Answer(Verdict.FAILED, reason="no_nequi", code="20-05A"),
            "unauthorized": Answer(Verdict.NOT_SENT, reason="not_sent", unauthorized=True),
        }
        if weather in early:
            return early[weather]
        request = self._arrive(message_id, phone, int(value), way)
        self.meanwhile()
        if weather == "died":
            raise Crash
        return self._created(weather, request)

    def _arrive(self, message_id: str, phone: str, value: int, way: str) -> Request:
        self.accepted[message_id] += 1
        ends = self.now() + (self.expiry if way == "push" else QR_EXPIRY)
        request = Request(message_id, f"350-{message_id}", phone, value, ends, way=way)
        return self.requests.setdefault(message_id, request)

    def _created(self, weather: str, request: Request) -> Answer:
        if weather == "lost":
            return Answer(Verdict.UNCLEAR)
        if weather == "no_id":
            return Answer(Verdict.ACCEPTED)
        if weather == "same_id" and self.known:
            return Answer(Verdict.ACCEPTED, transaction_id=self.rng.choice(self.known))
        return Answer(Verdict.ACCEPTED, transaction_id=request.transaction_id)

    def status(self, credentials: Credentials, *, transaction_id: str) -> Answer:
        """What stood in the book when the question arrived; the answer may take its time."""
        self._expire()
        if self.faults and self.rng.random() < 0.15:
            return Answer(Verdict.UNCLEAR)
        (found,) = [r for r in self.requests.values() if r.transaction_id == transaction_id]
        if transaction_id not in self.known:
            self.known.append(transaction_id)
        answer = self._told(found)
        self.meanwhile()
        return answer

    def news(self) -> list[tuple[str, Answer]]:
        """(MessageID, what a status would say now) of every request that changed since."""
        self._expire()
        fresh = [r for r in self.requests.values() if (r.message_id, r.state) not in self._told_of]
        self._told_of |= {(r.message_id, r.state) for r in fresh}
        return [(r.message_id, self._told(r)) for r in fresh]

    def _told(self, request: Request) -> Answer:
        if request.state == "reversed":
            return Answer(Verdict.FAILED, reason="gateway", code=TAKEN_BACK)
        if request.state == "paid":
            value = Pesos(request.captured or 0)
            return Answer(Verdict.PAID, value=value, phone=request.phone or None)
        rejected = self.rng.choice((Verdict.REJECTED, Verdict.CANCELLED_OR_REJECTED))
        verdicts = {
            "pending": Verdict.PENDING,
            "rejected": rejected,
            "cancelled": Verdict.CANCELLED_OR_REJECTED,
            "expired": Verdict.EXPIRED,
        }
        return Answer(verdicts[request.state])

    def cancel(self, credentials: Credentials, *, transaction_id: str, phone: str) -> Answer:
        """Withdraws a pending request, unless the call gets lost on its way."""
        self._expire()
        if self.faults and self.rng.random() < 0.2:
            return Answer(self.rng.choice((Verdict.NOT_SENT, Verdict.UNCLEAR)))
        for request in self.requests.values():
            if request.transaction_id != transaction_id:
                continue
            if request.way == "qr":
                self.wrong.append(f"a cancel was sent for the code {request.message_id}")
            if request.state == "pending":
                request.state = "cancelled"
        self.meanwhile()
        unclear = self.faults and self.rng.random() < 0.2
        return Answer(Verdict.UNCLEAR if unclear else Verdict.ACCEPTED)

    def report(self, credentials: Credentials, *, start: str, end: str) -> Report:
        """The captures of these Bogota days."""
        if self.faults and self.rng.random() < 0.3:
            raise GatewayUnavailable("no report in this weather")
        lines = [
            ReportLine(r.message_id, r.transaction_id, Pesos(r.captured), _day(r.captured_at))
            for r in self.requests.values()
            if r.captured is not None and r.captured_at is not None and r.state == "paid"
            and start <= _day(r.captured_at) <= end
        ]
        return Report("Panadería", "900123456", tuple(lines))


def _day(moment: datetime) -> str:
    return bogota_date(moment).isoformat()
