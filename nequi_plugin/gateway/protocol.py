"""What the service asks of a gateway, and what it hears back.

Anything that passes ``gateway.conformance`` may stand in for Nequi.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from nequi_plugin.money import Pesos


class Verdict(StrEnum):
    """What one answer says about a payment (``money.md``: *The life of an attempt*)."""

    ACCEPTED = "accepted"  # create: delivered, an id came with it; reverse: done
    PENDING = "pending"  # status 33
    PAID = "paid"  # status 35
    REJECTED = "rejected"  # 34
    CANCELLED_OR_REJECTED = "cancelled_or_rejected"  # 10-455: ours only if we cancelled first
    EXPIRED = "expired"  # 10-454, 69
    FAILED = "failed"  # 70, 71, or a create or reverse refused by a code of section 4.3
    NOT_SENT = "not_sent"  # certain: never reached Nequi
    UNCLEAR = "unclear"  # it may have reached Nequi
    UNREADABLE = "unreadable"  # says paid, but its value cannot be read


@dataclass(frozen=True)
class Answer:
    """One classified answer.

    ``reason`` is a stable word for endings of one state (``no_nequi``, ``refused``,
    ``not_sent``, ``gateway``, ``configuration``); ``code`` is Nequi's own; ``value`` and
    ``phone`` and ``name`` are what a status answer told, each None when absent;
    ``payload`` is the text that an accepted QR's image must hold, drawn as it is;
    ``request_id`` is the gateway's trace id; ``alert`` says that an operator must look.
    """

    verdict: Verdict
    reason: str = ""
    code: str = ""
    description: str = ""
    transaction_id: str | None = None
    payload: str | None = None
    value: Pesos | None = None
    phone: str | None = None
    name: str | None = None
    request_id: str = ""
    alert: bool = False
    unauthorized: bool = False  # a 401: not accepted, one renewal and one resend are allowed


@dataclass(frozen=True)
class ReportLine:
    """One captured transaction of Nequi's report (contract section 3.8)."""

    message_id: str
    transaction_id: str
    value: Pesos | None
    date: str
    buyer: str = ""


@dataclass(frozen=True)
class Report:
    """A day range of captures; ``commerce`` and ``nit`` are the merchant as Nequi knows it."""

    commerce: str | None
    nit: str | None
    lines: tuple[ReportLine, ...] = field(default=())


@dataclass(frozen=True)
class Credentials:
    """Read per call, so that workers see a change without restart.

    ``code`` is the commerce code (``NIT_<digits>``); ``verified_name`` the merchant's name as
    verified at Nequi, or None where it was only declared.
    """

    client_id: str
    client_secret: str = field(repr=False)
    api_key: str = field(repr=False)
    code: str
    verified_name: str | None = None


class GatewayUnavailable(Exception):
    """A read (report, identity) could not be answered; nothing was decided."""


class KeysRefused(GatewayUnavailable):
    """The gateway does not take these credentials: asking again is of no use until mended."""


class CodeRefused(Exception):
    """The gateway does not accept this commerce code (``11-9L``, ``20-10A``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def always() -> bool:
    """No deadline: whoever asks may send."""
    return True


class Gateway(Protocol):
    """What moves money is never retried, and no business answer raises.

    ``create``, ``create_qr``, ``cancel`` and ``reverse`` are one HTTP request each: on a 401
    they drop their token and answer ``NOT_SENT`` with ``unauthorized=True``; the caller
    decides on the one resend.
    ``in_time`` is asked when a request is about to leave, after whatever the token and the
    connection took: where it says no, not one byte leaves and the answer is ``NOT_SENT``.
    """

    def create(
        self,
        credentials: Credentials,
        *,
        message_id: str,
        phone: str,
        value: Pesos,
        reference: str,
        in_time: Callable[[], bool] = always,
    ) -> Answer: ...

    def status(self, credentials: Credentials, *, transaction_id: str) -> Answer: ...

    def cancel(self, credentials: Credentials, *, transaction_id: str, phone: str) -> Answer: ...

    def create_qr(
        self,
        credentials: Credentials,
        *,
        message_id: str,
        value: Pesos,
        reference: str,
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        """A code for one payment: ACCEPTED comes with ``payload`` and ``transaction_id``.

        The caller keeps both. FAILED, NOT_SENT and UNCLEAR are told apart as for ``create``;
        whatever was not ACCEPTED has no payload, so nobody can have seen or paid it.
        """
        ...

    def status_qr(self, credentials: Credentials, *, transaction_id: str, payload: str) -> Answer:
        """What became of a QR, as ``status``; a payment from another bank has no ``phone``."""
        ...

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
        """Give a whole capture back, once (contract 3.5).

        ``message_id`` is that of the payment's own create, ``value`` its captured value,
        ``phone`` its payer's, ``payload`` its code where it was a QR. ACCEPTED: the money is
        back. FAILED ``refused`` (or ``configuration``, with an alert): it certainly is not.
        NOT_SENT: it was not asked. UNCLEAR: it may be; never ask twice.
        """
        ...

    def report(self, credentials: Credentials, *, start: str, end: str) -> Report:
        """Captures from ``start`` to ``end`` (YYYY-MM-DD, Bogota), inclusive.

        Raises GatewayUnavailable (KeysRefused where the credentials are why) or CodeRefused.
        """
        ...
