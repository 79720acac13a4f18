"""Weather on request: what the control API can make go wrong, kept in memory."""

from __future__ import annotations

import random
import threading
from dataclasses import asdict, dataclass, field
from typing import Any

from nequi_plugin.simulator.codes import Service

SERVICES = tuple(service.value for service in Service)
WEBHOOK_MODES = ("", "drop", "double", "late", "forge")
REAL_LATENCY: dict[str, Any] = {  # contract 5.5, seconds
    "create": [4.0, 13.0],
    "status": [1.0, 6.0],
    "cancel": [8.0, 10.0],
    "reverse": [5.0, 6.0],
    "create_qr": [1.0, 6.0],
}
MAX_LATENCY = 600


class BadFault(ValueError):
    """A fault that the control API cannot read; the text names the key."""


@dataclass
class Settings:
    """The faults in force; `times`-like numbers count down as they are used.

    `latency`: seconds or [from, to] per service; `drop_reply` and `garbage`: how many answers
    of a service are lost or unreadable; `http`: {service: {"status": n, "times": n}}.
    """

    latency: dict[str, Any] = field(default_factory=dict)
    drop_reply: dict[str, int] = field(default_factory=dict)
    garbage: dict[str, int] = field(default_factory=dict)
    http: dict[str, dict[str, int]] = field(default_factory=dict)
    down: bool = False
    report_lag: bool = False
    report_without: list[str] = field(default_factory=list)
    webhook: str = ""


class Faults:
    """The settings behind a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._settings = Settings()
        self._weather = threading.Event()  # set once its latency holds nobody any more

    @property
    def now(self) -> Settings:
        """The settings in force, to read."""
        return self._settings

    def as_json(self) -> dict[str, Any]:
        """The settings as the control API shows them."""
        with self._lock:
            return asdict(self._settings)

    def clear(self) -> None:
        """Good weather: what was held by a latency goes on at once."""
        with self._lock:
            self._settings = Settings()
            self._weather.set()
            self._weather = threading.Event()

    def set(self, wanted: object) -> None:
        """Replace the keys that `wanted` names, keep the others. Raises BadFault."""
        if not isinstance(wanted, dict):
            raise BadFault("send a JSON object")
        checked = {key: _checked(key, value) for key, value in wanted.items()}
        with self._lock:
            for key, value in checked.items():
                setattr(self._settings, key, value)

    def hold(self, service: Service) -> None:
        """Let this answer wait in real time for its latency, or until the faults are cleared."""
        with self._lock:
            weather, wanted = self._weather, self._settings.latency.get(service, 0)
        if isinstance(wanted, list):
            wanted = random.uniform(wanted[0], wanted[1])  # noqa: S311 - weather, not a secret
        if wanted:
            weather.wait(wanted)

    def take_http(self, service: Service) -> int:
        """The HTTP status that replaces this answer, 0 for none; counts it down."""
        with self._lock:
            fault = self._settings.http.get(service)
            if not fault or fault["times"] <= 0:
                return 0
            fault["times"] -= 1
            return fault["status"]

    def take_drop(self, service: Service) -> bool:
        """Whether this answer is lost; counts it down."""
        return self._take(self._settings.drop_reply, service)

    def take_garbage(self, service: Service) -> bool:
        """Whether this answer is unreadable; counts it down."""
        return self._take(self._settings.garbage, service)

    def _take(self, counts: dict[str, int], service: Service) -> bool:
        with self._lock:
            left = counts.get(service, 0)
            counts[service] = max(0, left - 1)
            if not counts[service]:
                del counts[service]
            return left > 0


def _checked(key: str, value: Any) -> Any:
    if key in ("down", "report_lag") and isinstance(value, bool):
        return value
    if key == "webhook" and (value or "") in WEBHOOK_MODES:
        return value or ""
    if key == "report_without" and isinstance(value, list):
        return [str(name) for name in value]
    if key == "latency" and value == "real":
        return dict(REAL_LATENCY)
    one = {"latency": _latency, "drop_reply": _count, "garbage": _count, "http": _http}.get(key)
    if one and isinstance(value, dict) and all(name in SERVICES for name in value):
        return {name: one(key, item) for name, item in value.items()}
    raise BadFault(f"{key}: not a fault, or not of its form")


def _latency(key: str, value: Any) -> Any:
    pair = value if isinstance(value, list) else [value]
    numbers = all(_is_number(n) and 0 <= n <= MAX_LATENCY for n in pair)
    if not numbers or (isinstance(value, list) and len(value) != 2):
        raise BadFault(f"{key}: seconds from 0 to {MAX_LATENCY}, or a pair of them")
    return value


def _count(key: str, value: Any) -> int:
    if not _is_number(value) or value != int(value) or value < 0:
        raise BadFault(f"{key}: how many answers, a whole number")
    return int(value)


def _http(key: str, value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or value.get("status") not in range(400, 600):
        raise BadFault(f'{key}: {{"status": 400 to 599, "times": a whole number}}')
    return {"status": value["status"], "times": _count(key, value.get("times", 1))}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
