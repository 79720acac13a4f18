"""The rest of Nequi: codes to scan, and money that goes back."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from nequi_plugin.gateway.protocol import Answer, Credentials, Verdict, always
from nequi_plugin.money import Pesos
from tests.proofs.schedules.book import Book, Crash

REVERSE_WEATHER = {
    "fine": 45, "lost": 14, "vanished": 10, "not_sent": 8, "refused": 12, "unauthorized": 4,
    "died": 7,
}
NOT_SENT = Answer(Verdict.NOT_SENT, reason="not_sent")
REFUSED = Answer(Verdict.FAILED, reason="refused", code="20-05A")


class WholeBook(Book):
    """``reverses`` counts what may have arrived, per refund; ``handed`` what people gave back."""

    def __init__(self, rng: random.Random, now: Callable[[], datetime]) -> None:
        super().__init__(rng, now)
        self.working_on: Callable[[], str] = lambda: ""
        self.reverses: Counter[str] = Counter()
        self.handed: Counter[str] = Counter()

    def create_qr(
        self,
        credentials: Credentials,
        *,
        message_id: str,
        value: Pesos,
        reference: str,
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        """A code, now and then without its text."""
        answer = self._send(message_id, "", value, in_time, "qr")
        textless = self.faults and self.rng.random() < 0.08
        if answer.verdict is not Verdict.ACCEPTED or textless:
            return answer
        return replace(answer, payload=f"000201{message_id}")

    def status_qr(self, credentials: Credentials, *, transaction_id: str, payload: str) -> Answer:
        """As ``status``; the code's own text must be asked with."""
        if not transaction_id.endswith(payload.removeprefix("000201")):
            self.wrong.append(f"{transaction_id} was asked about with the text {payload!r}")
        return self.status(credentials, transaction_id=transaction_id)

    def reverse(
        self,
        credentials: Credentials,
        *,
        message_id: str,
        phone: str,
        value: Pesos,
        payload: str = "",
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        """One reverse in this moment's weather."""
        self.meanwhile()
        if not in_time():
            return NOT_SENT
        refund = self.working_on()
        self.called(refund)
        names = list(REVERSE_WEATHER)
        weather = "fine"
        if self.faults:
            weather = self.rng.choices(names, list(REVERSE_WEATHER.values()))[0]
        if weather in ("not_sent", "unauthorized"):
            return replace(NOT_SENT, unauthorized=weather == "unauthorized")
        self.reverses[refund] += 1
        if weather == "vanished":
            return Answer(Verdict.UNCLEAR)
        done = weather != "refused" and self._goes_back(message_id, phone, value)
        self.meanwhile()
        if weather == "died":
            raise Crash
        if weather == "lost":
            return Answer(Verdict.UNCLEAR)
        return Answer(Verdict.ACCEPTED) if done else REFUSED

    def _goes_back(self, message_id: str, phone: str, value: Pesos) -> bool:
        request = self.requests[message_id]
        whole = (request.state, request.captured, request.phone) == ("paid", value, phone)
        if whole:
            request.state = "reversed"
        return whole

    def returned(self, message_id: str) -> int:
        """What of a capture is with its payer again, by a reverse and by hand."""
        request = self.requests[message_id]
        back = (request.captured or 0) if request.state == "reversed" else 0
        return back + self.handed[message_id]
