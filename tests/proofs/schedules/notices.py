"""Webhooks as they come in from outside: fresh, twice, out of date, forged."""

from __future__ import annotations

import json
import random

from flask import Flask

from nequi_plugin.simulator.webhook import headers_for
from tests.proofs.schedules.book import Book, Request

SECRET = "only Nequi and the shop know it"
STATUS = {"paid": "SUCCESS", "rejected": "DENIED", "cancelled": "CANCELED", "expired": "CANCELED"}


class Notices:
    """Posts to the shop's own webhook; ``post`` draws what kind of notice it is."""

    def __init__(self, app: Flask, book: Book, rng: random.Random) -> None:
        self._client = app.test_client()
        self._book = book
        self._rng = rng
        self._sent: list[bytes] = []

    def post(self) -> str:
        """One notice about a drawn request; gives its kind."""
        if not self._book.requests:
            return "none"
        kind = self._rng.choice(("fresh", "doubled", "stale", "forged", "forged"))
        self._send(self._body(kind), "somebody else's" if kind == "forged" else SECRET)
        return kind

    def tell(self, request: Request) -> None:
        """Nequi's own word about what has just become of a request."""
        self._send(self._about(request, request.transaction_id, STATUS[request.state]), SECRET)

    def _send(self, body: bytes, secret: str) -> None:
        headers = headers_for(body, secret, "k")
        answer = self._client.post("/nequi/webhook", data=body, headers=headers)
        assert answer.status_code == 200, answer.text

    def _body(self, kind: str) -> bytes:
        if kind == "doubled" and self._sent:
            return self._rng.choice(self._sent)
        request = self._rng.choice(list(self._book.requests.values()))
        status = STATUS.get(request.state, "SUCCESS")
        if kind in ("stale", "forged"):
            status = self._rng.choice(("SUCCESS", "DENIED", "CANCELED"))
        others = [r.transaction_id for r in self._book.requests.values() if r is not request]
        strange = kind == "forged" and others
        known = self._rng.choice(others) if strange else request.transaction_id
        return self._about(request, known, status)

    def _about(self, request: Request, transaction_id: str, status: str) -> bytes:
        body = json.dumps({
            "messageId": request.message_id,
            "transactionId": transaction_id,
            "paymentStatus": status,
            "receivedAt": self._rng.random(),
        }).encode()
        self._sent.append(body)
        return body
