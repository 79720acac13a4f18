"""The decorators with which a host says what it owes and what it wants to hear."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nequi_plugin.errors import ConfigError
from nequi_plugin.registry import (
    Check,
    Closed,
    DueFunction,
    Handler,
    JobFailed,
    JobKind,
    Kind,
    MailFunction,
    PageExtras,
    Registry,
    Told,
)

F = TypeVar("F", bound=Callable[..., object])


class Registration:
    """The registry and the decorators that fill it; the same for every app it serves."""

    def __init__(self) -> None:
        self.registry = Registry()

    def payable(self, kind: str) -> Callable[[DueFunction], DueFunction]:
        """Register ``due(key) -> Due | None`` for a kind (letters, digits, hyphens)."""
        if not kind.replace("-", "").isalnum():
            raise ConfigError(f"{kind!r} is no kind: use letters, digits and hyphens")

        def register(function: DueFunction) -> DueFunction:
            self.registry.kinds[kind] = Kind(function)
            return function

        return register

    def on_started(self, kind: str) -> Callable[[Told], Told]:
        """``f(key, payment)`` in the starting transaction; may raise Refused."""
        return self._told(kind, "started")

    def on_approved(self, kind: str) -> Callable[[Told], Told]:
        """``f(key, payment)`` in the approving transaction; a returned sentence queues it."""
        return self._told(kind, "approved")

    def on_changed(self, kind: str) -> Callable[[Told], Told]:
        """``f(key, payment)`` after a re-allocation, or when a part of the money went back
        (``payment.net`` is what is left); a returned sentence queues it."""
        return self._told(kind, "changed")

    def on_reversed(self, kind: str) -> Callable[[Told], Told]:
        """``f(key, payment)`` when the money that was applied is gone: it went back, or a
        person took an approval back; a returned sentence queues it."""
        return self._told(kind, "reversed")

    def on_closed(self, kind: str) -> Callable[[Closed], Closed]:
        """``f(key, payment, reason)`` exactly once, when the debts go."""

        def register(function: Closed) -> Closed:
            self.registry.kind(kind).closed = function
            return function

        return register

    def mail_context(self, kind: str) -> Callable[[MailFunction], MailFunction]:
        """``f(payment) -> MailContext | None`` for receipt, merchant-notice,
        payment-rejected, payment-expired, refund and payment-link; a mail to an address that
        its reader typed takes only the facts of it."""

        def register(function: MailFunction) -> MailFunction:
            self.registry.mails[kind] = function
            return function

        return register

    def job(self, kind: str, *, lane: str = "bulk") -> Callable[[Handler], Handler]:
        """``f(job)`` outside any transaction, at least once; lanes: mail, bulk, status."""
        if lane not in ("mail", "bulk", "status"):
            raise ConfigError(f"{lane!r} is no lane: mail, bulk or status")

        def register(function: Handler) -> Handler:
            self.registry.jobs[kind] = JobKind(function, lane)
            return function

        return register

    def on_job_failed(self, kind: str) -> Callable[[JobFailed], JobFailed]:
        """``f(job, error)`` in a unit of work, after the last try."""

        def register(function: JobFailed) -> JobFailed:
            self.registry.jobs[kind].failed = function
            return function

        return register

    def check(self, function: Check) -> Check:
        """``f(session) -> sentences``, one per breach of the host's own books."""
        self.registry.checks.append(function)
        return function

    def page_extras(self, function: PageExtras) -> PageExtras:
        """``f(kind, key, payment) -> dict`` of what the payment page also shows."""
        self.registry.page_extras = function
        return function

    def _told(self, kind: str, name: str) -> Callable[[Told], Told]:
        def register(function: Told) -> Told:
            setattr(self.registry.kind(kind), name, function)
            return function

        return register
