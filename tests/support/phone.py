"""The payer's phone and Nequi's own book, through the simulator's public doors."""
from __future__ import annotations

from typing import Any

import requests

from tests.support.waiting import wait_until

Push = dict[str, Any]  # {"id", "phone", "value", "state", …}


class Phone:
    """Speaks to a simulator over HTTP, whatever process it lives in."""

    def __init__(self, url: str) -> None:
        self.url = url

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = requests.request(method, f"{self.url}/_sim/{path}", json=body or {}, timeout=30)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def pushes(self) -> list[Push]:
        """Every request that Nequi accepted, oldest first."""
        found: list[Push] = self._call("GET", "requests")
        return found

    def waiting(self, seconds: float = 10) -> Push:
        """The newest request that waits for an answer, as soon as there is one."""
        return wait_until(self._newest_waiting, seconds)

    def _newest_waiting(self) -> Push | None:
        pending = [push for push in self.pushes() if push["state"] == "pending"]
        return pending[-1] if pending else None

    def accept(self, push: Push | None = None) -> Push:
        """Tap Aceptar on ``push``, else on the one that waits."""
        return self._decide("accept", push)

    def reject(self, push: Push | None = None) -> Push:
        """Tap Rechazar on ``push``, else on the one that waits."""
        return self._decide("reject", push)

    def _decide(self, word: str, push: Push | None) -> Push:
        number = (push or self.waiting())["id"]
        found: Push = self._call("POST", f"requests/{number}/{word}")
        return found

    def advance(self, seconds: float) -> None:
        """Move business time forward, for the store too."""
        self._call("POST", "clock", {"advance": seconds})

    def fault(self, **faults: Any) -> None:
        """Set the faults named; ``fault()`` alone clears all."""
        self._call("POST", "faults", faults) if faults else self._call("DELETE", "faults")

    def book(self) -> dict[str, Any]:
        """Everything that was asked, captured, called and noted."""
        found: dict[str, Any] = self._call("GET", "book")
        return found
