"""``Nequi``: what a host app holds. The registry lives here; an app's state in its runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from nequi_plugin import jobs, ledger, links, wiring
from nequi_plugin.errors import ConfigError
from nequi_plugin.gateway.protocol import Credentials, Gateway
from nequi_plugin.health import health
from nequi_plugin.held import Held, hold
from nequi_plugin.merchant import MerchantDoors
from nequi_plugin.models import LinkRow
from nequi_plugin.money import Pesos
from nequi_plugin.payable import Attachment, Due, Identity, Link
from nequi_plugin.refund_door import RefundDoor
from nequi_plugin.registration import Registration
from nequi_plugin.runtime import CredentialsFunction, OpenFunction, Runtime
from nequi_plugin.service import actions, identity
from nequi_plugin.settings import read_settings
from nequi_plugin.snapshots import Payment, PaymentEvent
from nequi_plugin.states import State, Way

T = TypeVar("T")


class Nequi(MerchantDoors, RefundDoor, Registration):
    """Nequi payments for a Flask app.

    ``credentials`` answers the keys of the moment (default: the ``NEQUI_*`` settings);
    ``is_open`` answers None, or the sentence why nobody can pay now; ``gateway`` replaces
    Nequi by anything that passes ``gateway.conformance``.
    """

    def __init__(
        self,
        *,
        credentials: CredentialsFunction | None = None,
        is_open: OpenFunction | None = None,
        gateway: Gateway | None = None,
    ) -> None:
        super().__init__()
        self._credentials = credentials
        self._is_open = is_open or (lambda: None)
        self._gateway = gateway

    def init_app(self, app: Flask, db: Any) -> None:
        """Settings, tables, pages, webhook and template globals; raises ConfigError.

        Starts no thread: the first request that a web process serves does.
        """
        if "nequi" in app.extensions:
            raise ConfigError("init_app was called twice for this app: call it once")
        settings = read_settings(app.config)
        credentials = self._credentials or wiring.credentials_from(app)
        runtime = Runtime(
            app, db, settings, self.registry, credentials, self._is_open, self._gateway
        )
        app.extensions["nequi"] = runtime
        wiring.wire(app, self, runtime)

    def quick_status(self, app: Flask, headers: Mapping[str, str] | None = None) -> None:
        """Answer polls before Flask; ``headers`` are the host's own for every answer.

        Once, after ``init_app``. No hook of the host (sessions, limits, logs) runs for a poll.
        """
        wiring.quicken(app, cast(Runtime, app.extensions["nequi"]), headers or {})

    @property
    def runtime(self) -> Runtime:
        """The current app's runtime; raises RuntimeError outside an app context."""
        return cast(Runtime, current_app.extensions["nequi"])

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """One transaction that may write (``sessions.Sessions.unit``)."""
        with self.runtime.sessions.unit() as s:
            yield s

    @contextmanager
    def hold(self, names: Iterable[str]) -> Iterator[Held]:
        """Inside a unit of work: lock these debts around the host's own change of them."""
        runtime = self.runtime
        with hold(runtime.desk, runtime.db.session(), names) as held:
            yield held

    def enqueue(
        self, kind: str, ref: str, *, unique: str | None = None, due: datetime | None = None
    ) -> None:
        """A job row in the unit of work that is open; ``ref`` carries ids only."""
        runtime = self.runtime
        jobs.enqueue(runtime.desk, runtime.db.session(), kind, ref, unique=unique, due=due)

    def now(self) -> datetime:
        """Business time, aware UTC."""
        return self.runtime.desk.now()

    def pay(
        self, kind: str, key: str, phone: str, *, way: Way = Way.PUSH,
        form_key: str | None = None, digest: str | None = None,
    ) -> str:
        """Start or join an attempt; gives its payment page's address. A code has no phone.

        Raises Refused, Changed, UnknownPayable.
        """
        desk = self.runtime.desk
        started = actions.pay(
            desk, kind, key, phone, way=way, form_key=form_key, digest=digest
        )
        return self.pay_url(started.payment.kind, started.payment.key)

    def pay_url(self, kind: str, key: str, *, external: bool = False, days: int = 30) -> str:
        """The signed address of a payment page; making or opening it writes nothing."""
        return wiring.pay_url(self.runtime, kind, key, external=external, days=days)

    def digest(self, kind: str, key: str, due: Due) -> str:
        """What a form carries instead of an amount."""
        return wiring.digest(self.runtime, kind, key, due)

    def identify(self, credentials: Credentials) -> Identity:
        """What Nequi answers about this code; only from a job. Raises GatewayUnavailable."""
        return identity.identify(self.runtime.desk, credentials)

    def make_link(
        self, s: Session, purpose: str, subject: str, recipient: str, expires: datetime
    ) -> int:
        """A mailed link's row, written with its mail's job row."""
        return links.make(s, purpose, subject, recipient, expires, self.now())

    def link_token(self, link_id: int, purpose: str = "") -> str:
        """``<id>.<mac>``, made at sending and never stored; the row is read only where its
        ``purpose`` is not given."""
        secrets = list(self.runtime.settings.secrets)
        known = purpose or self._read(lambda s: s.get_one(LinkRow, link_id).purpose)
        return links.mailed_token(secrets, link_id, known)

    def open_link(self, token: str, purpose: str, *, even_expired: bool = False) -> Link:
        """Raises BadLink (``expired`` tells an old one from an altered one).

        ``even_expired`` opens one whose time is over, to offer a new one: show nothing by it.
        """
        runtime = self.runtime
        found = links.find_mailed(
            runtime.db.session(), list(runtime.settings.secrets), token, purpose
        )
        return found if even_expired else links.unexpired(found, self.now())

    def revoke_link(self, s: Session, link_id: int) -> None:
        """The link opens nothing from now on."""
        links.revoke(s, link_id, self.now())

    def payment(self, message_id: str) -> Payment | None:
        """One attempt by its MessageID."""
        return self._read(lambda s: ledger.find(s, message_id))

    def payments(
        self,
        *,
        kind: str | None = None,
        key: str | None = None,
        states: Sequence[State] | None = None,
        queued: bool | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Payment]:
        """Newest first, paged by ``before`` (the last id seen)."""
        wanted = ledger.Filter(kind, key, states, queued, before, limit)
        return self._read(lambda s: ledger.listed(s, wanted))

    def latest(self, kind: str, key: str) -> Payment | None:
        """The attempt that a page of this payable shows."""
        return self._read(lambda s: ledger.latest(s, kind, key))

    def newest(self, kind: str, keys: Iterable[str]) -> dict[str, Payment]:
        """Per key of this kind: its newest attempt; keys without one are left out."""
        wanted = list(keys)
        return self._read(lambda s: ledger.newest(s, kind, wanted))

    def events(self, message_id: str) -> list[PaymentEvent]:
        """The history of one attempt, oldest first."""
        return self._read(lambda s: ledger.events(s, message_id))

    def holders(self, names: Iterable[str]) -> dict[str, Payment]:
        """Per debt name: the open money that names it, else the live attempt on it."""
        wanted = list(names)
        return self._read(lambda s: ledger.holders(s, wanted))

    def cancel(self, message_id: str, by: str) -> None:
        """Withdraw: at once when created, else by a cancel and Nequi's own word."""
        actions.cancel(self.runtime.desk, message_id, by)

    def look_now(self, message_id: str) -> None:
        """Set the attempt's turn to now; the worker asks."""
        actions.look_now(self.runtime.desk, message_id)

    def resolve(
        self,
        message_id: str,
        outcome: str,
        *,
        person: str,
        reason: str,
        value: Pesos | None = None,
        reference: str = "",
    ) -> None:
        """A person's outcome: approved, cancelled, apply or note; rejected, expired, cancelled
        or failed take back what a person approved untold. Raises Refused."""
        decision = actions.Decided(outcome, person, reason, value, reference)
        actions.resolve(self.runtime.desk, message_id, decision)

    def send_mail(
        self,
        *,
        kind: str,
        to: Sequence[str],
        template: str,
        facts: dict[str, Any],
        message_id: str,
        attachments: Sequence[Attachment] = (),
    ) -> None:
        """Render ``<template>/{subject.txt,body.txt,body.html}`` and send; only in jobs."""
        wiring.send_mail(self.runtime, kind, to, template, facts, message_id, attachments)

    def url_for(self, endpoint: str, **values: Any) -> str:
        """An absolute address outside a request (``NEQUI_PUBLIC_URL``)."""
        return wiring.absolute_url(self.runtime, endpoint, **values)

    def embeds_worker(self, app: Flask) -> bool:
        """Whether a web entry is to start it: neither ``NEQUI_WORKER=none`` nor another queue."""
        return cast(Runtime, app.extensions["nequi"]).embeds_worker

    def start_worker(self, app: Flask) -> None:
        """Start the embedded worker of ``app`` now, as a web entry does."""
        cast(Runtime, app.extensions["nequi"]).start_worker()

    def stop_worker(self, app: Flask, seconds: float = 10.0) -> None:
        """Stop the embedded worker of ``app``; calls under way get ``seconds`` to end."""
        cast(Runtime, app.extensions["nequi"]).stop_worker(seconds)

    def worker_alive(self) -> bool:
        """Whether any worker of this database was heard in the last six seconds."""
        return self.runtime.worker_alive()

    def health(self) -> tuple[dict[str, Any], int]:
        """Facts and status for a host's ``/healthz``: 200 when payments would be sent now.

        503 says in ``trouble`` what is not ready; never raises.
        """
        return health(self.runtime.desk)

    def is_open(self) -> str | None:
        """None when people can pay now, else the sentence why not."""
        return self.runtime.desk.is_open()

    @property
    def test_mode(self) -> bool:
        """Whether a simulator takes Nequi's place."""
        return self.runtime.settings.test_mode

    @property
    def phone_page_url(self) -> str | None:
        """The simulator's phone page, in test mode."""
        return self.runtime.settings.simulator_url or None

    def _read(self, function: Callable[[Session], T]) -> T:
        return function(self.runtime.db.session())
