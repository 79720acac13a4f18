"""One app's wiring: settings, desk, sessions, gateway and the embedded worker."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any, cast

from flask import Flask, has_app_context
from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import signals, worker
from nequi_plugin.clock import business_clock
from nequi_plugin.database.sessions import Sessions
from nequi_plugin.desk import Desk
from nequi_plugin.gateway import Environment, Gateway, GatewaySettings, NequiGateway
from nequi_plugin.gateway.protocol import Credentials
from nequi_plugin.gateway.traffic import Observer
from nequi_plugin.models import PaymentRow
from nequi_plugin.registry import Registry
from nequi_plugin.settings import Settings
from nequi_plugin.snapshots import snapshot
from nequi_plugin.states import ENDED, State
from nequi_plugin.traffic import TrafficBook

CredentialsFunction = Callable[[], Credentials | None]
OpenFunction = Callable[[], str | None]


class Runtime:
    """What ``app.extensions["nequi"]`` holds."""

    def __init__(
        self,
        app: Flask,
        db: Any,
        settings: Settings,
        registry: Registry,
        credentials: CredentialsFunction,
        is_open: OpenFunction,
        gateway: Gateway | None = None,
    ) -> None:
        self.app = app
        self.db = db
        self.settings = settings
        self.sessions = Sessions(app, db, self._announce)
        self._worker: worker.Worker | None = None
        self._start_lock = threading.Lock()
        self.desk = Desk(
            registry=registry,
            gateway=gateway or _gateway(settings, lambda heard: self.traffic.observe(heard)),
            credentials=self._in_context(credentials),
            is_open=self._in_context(is_open),
            work=self.sessions.work,
            read=self._read,
            in_app=self._in_app,
            secret=settings.secrets[0],
            environment=settings.api_url,
            expiry_minutes=settings.expiry_minutes,
            qr_expiry_minutes=settings.qr_expiry_minutes,
            business=business_clock(settings.clock_file),
            ring=self.ring,
            worker_id=secrets.token_hex(12),
        )
        self.traffic = TrafficBook(self.desk)

    def ring(self) -> None:
        """Wake this process's worker, if it has one."""
        if self._worker is not None:
            self._worker.bell.set()

    @property
    def embeds_worker(self) -> bool:
        """Whether the settings want the background work done in the web process."""
        return self.settings.worker == "embedded" and not self.settings.jobs_url

    def start_worker(self) -> None:
        """Start the embedded worker once; asking again changes nothing."""
        with self._start_lock:
            if self._worker is None:
                started = worker.Worker(self.desk)
                started.start()
                self.traffic.start()
                self._worker = started

    def stop_worker(self, seconds: float = 10.0) -> None:
        """Stop the embedded worker, if it runs."""
        with self._start_lock:
            if self._worker is not None:
                self._worker.stop(seconds)
                self.traffic.stop(seconds)
                self._worker = None

    def worker_alive(self) -> bool:
        """Whether any worker of this database was heard lately."""
        return self.desk.in_read(lambda s: worker.alive(self.desk, s))

    def _read(self, function: Callable[[Session], object]) -> object:
        with self.app.app_context():
            s = cast(Session, self.db.session())
            try:
                return function(s)
            finally:
                s.rollback()

    def _in_app(self, function: Callable[[], object]) -> object:
        with self.app.app_context():
            return function()

    def _in_context(self, function: Callable[[], Any]) -> Callable[[], Any]:
        def call() -> Any:
            if has_app_context():
                return function()
            with self.app.app_context():
                return function()

        return call

    def _announce(self, changed: list[tuple[int, State, State]]) -> None:
        """Send the courtesy signals of one committed unit of work."""
        ids = {payment_id for payment_id, _, _ in changed}

        def pictures(s: Session) -> list[Any]:
            rows = s.scalars(select(PaymentRow).where(PaymentRow.id.in_(ids)))
            return [snapshot(s, row) for row in rows]

        if not any(s.receivers for s in _SIGNALS):
            return
        for payment in self.desk.in_read(pictures):
            signals.send_each(signals.payment_changed, self.app, payment)
            if payment.state is State.APPROVED:
                signals.send_each(signals.payment_approved, self.app, payment)
            elif payment.state is State.REVERSED:
                signals.send_each(signals.payment_reversed, self.app, payment)
            elif payment.state in ENDED:
                signals.send_each(signals.payment_ended, self.app, payment)


_SIGNALS = (
    signals.payment_changed,
    signals.payment_approved,
    signals.payment_ended,
    signals.payment_reversed,
)


def _gateway(settings: Settings, observer: Observer) -> Gateway:
    return NequiGateway(
        GatewaySettings(
            api_url=settings.api_url,
            token_url=settings.token_url,
            read_seconds=settings.read_seconds,
            total_seconds=settings.read_seconds + 10,
            environment=_environment(settings),
            qr_flavour=settings.qr_flavour,
            qr_status_by=settings.qr_status_by,
        ),
        observer=observer,
    )


def _environment(settings: Settings) -> Environment:
    if settings.production:
        return Environment.PRODUCTION
    sandbox = settings.api_url.endswith("sandbox.nequi.com")
    return Environment.SANDBOX if sandbox else Environment.SIMULATOR
