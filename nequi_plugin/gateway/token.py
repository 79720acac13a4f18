"""OAuth tokens: one renewal for however many callers, dropped when refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from nequi_plugin.gateway.exchange import NoReply

REFRESH_EARLY_SECONDS = 60.0

Key = tuple[str, str]
"""Client id and client secret: a changed secret is another token."""


@dataclass(frozen=True)
class Token:
    """An opaque bearer token and its lifetime in seconds, counted from before the call."""

    value: str = field(repr=False)
    lifetime: float


class NoToken(Exception):
    """The token call failed in some way, so nothing else was sent."""

    def __init__(self, failure: NoReply) -> None:
        super().__init__(failure.why)
        self.failure = failure


@dataclass(frozen=True)
class _Held:
    value: str = field(repr=False)
    good_until: float


class TokenCache:
    """Tokens per credentials; ``clock`` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[Key, _Held] = {}
        self._flights: dict[Key, Future[str]] = {}

    def get(self, key: Key, fetch: Callable[[], Token]) -> str:
        """The token for ``key``; parallel callers share one ``fetch`` and its failure.

        Raises what ``fetch`` raises (NoToken).
        """
        with self._lock:
            held = self._held.get(key)
            if held is not None and self._clock() < held.good_until:
                return held.value
            flight = self._flights.get(key)
            ours = flight is None
            if flight is None:
                flight = self._flights[key] = Future()
        if ours:
            self._fly(key, flight, fetch)
        return flight.result()

    def drop(self, key: Key, value: str) -> None:
        """Forget a refused token, unless another caller has renewed it meanwhile."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.value == value:
                del self._held[key]

    def _fly(self, key: Key, flight: Future[str], fetch: Callable[[], Token]) -> None:
        started = self._clock()
        try:
            token = fetch()
        except BaseException as error:
            with self._lock:
                del self._flights[key]
            flight.set_exception(error)
            return
        # A lifetime too short for the margin is used for its first half.
        good = max(token.lifetime - REFRESH_EARLY_SECONDS, token.lifetime / 2)
        with self._lock:
            self._held[key] = _Held(token.value, started + good)
            del self._flights[key]
        flight.set_result(token.value)
