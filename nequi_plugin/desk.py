"""What the service needs of its surroundings, injected so that tests can turn every knob."""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets
import string
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from nequi_plugin.gateway.protocol import Credentials, Gateway
from nequi_plugin.registry import Registry

T = TypeVar("T")
BASE62 = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Limits:
    """Per-phone limits (quality.md section 2)."""

    per_quarter_hour: int = 3
    per_day: int = 10


@dataclass
class Desk:
    """Registry, gateway, clock, randomness and sessions of one app.

    ``business`` turns a real UTC time into business time (the simulator's clock may be
    ahead); ``monotonic`` counts seconds for the worker's five-second rule; ``work`` runs a
    function in a unit of work, ``read`` in a session that only reads, ``in_app`` in an
    app context without a transaction; ``ring`` wakes the worker.
    """

    registry: Registry
    gateway: Gateway
    credentials: Callable[[], Credentials | None]
    is_open: Callable[[], str | None]
    work: Callable[[Callable[[Session], object]], object]
    read: Callable[[Callable[[Session], object]], object]
    in_app: Callable[[Callable[[], object]], object]
    secret: bytes
    environment: str
    expiry_minutes: int = 15
    qr_expiry_minutes: int = 45
    limits: Limits = field(default_factory=Limits)
    business: Callable[[datetime], datetime] = lambda real: real
    real_now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    random: random.Random = field(default_factory=secrets.SystemRandom)
    ring: Callable[[], None] = lambda: None
    worker_id: str = ""

    def now(self) -> datetime:
        """Business time, aware UTC."""
        return self.business(self.real_now())

    def database_now(self, s: Session) -> datetime:
        """Real time as the database tells it (SQLite: this machine's)."""
        if s.get_bind().dialect.name != "postgresql":
            return self.real_now()
        moment: datetime = s.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)

    def new_message_id(self) -> str:
        """Ten base-62 characters (contract section 2.5 says why so short)."""
        return "".join(self.random.choice(BASE62) for _ in range(10))

    def phone_digest(self, phone: str) -> str:
        """A keyed hash of a phone, for names and limits."""
        return hmac.new(self.secret, phone.encode(), hashlib.sha256).hexdigest()[:32]

    def in_read(self, function: Callable[[Session], T]) -> T:
        """``read`` with its result's type kept."""
        box: list[T] = []

        def run(s: Session) -> None:
            box[:] = [function(s)]

        self.read(run)
        return box[0]

    def in_work(self, function: Callable[[Session], T]) -> T:
        """``work`` with its result's type kept."""
        box: list[T] = []

        def run(s: Session) -> None:
            box[:] = [function(s)]

        self.work(run)
        return box[0]
