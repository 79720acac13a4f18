"""The gateway that speaks to Nequi, or to anything that speaks its contract."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Callable
from datetime import UTC, datetime

from nequi_plugin.gateway import answers, messages, redact
from nequi_plugin.gateway.exchange import NoReply, Outcome, Reply
from nequi_plugin.gateway.oauth import fetch_token
from nequi_plugin.gateway.patience import once_more
from nequi_plugin.gateway.protocol import Answer, Credentials, Report, always
from nequi_plugin.gateway.settings import GatewaySettings
from nequi_plugin.gateway.token import NoToken, Token, TokenCache
from nequi_plugin.gateway.traffic import Observer, Traffic, log_traffic
from nequi_plugin.gateway.transport import Transport
from nequi_plugin.money import Pesos, mask_phone

_BASE62 = string.ascii_letters + string.digits


def new_message_id() -> str:
    """Ten random base-62 characters: what fits whole into Nequi's ids (contract 2.5)."""
    return "".join(secrets.choice(_BASE62) for _ in range(10))


def _utc_now() -> datetime:
    return datetime.now(UTC)


class NequiGateway:
    """``protocol.Gateway`` over HTTP; safe to use from many threads at once.

    A create, a cancel and a reverse are one HTTP request each, whatever comes back. A status
    and a report may be asked once more. ``now`` gives aware times for RequestDate, ``clock`` is
    monotonic and times tokens, ``read_ids`` names the calls that carry no stored MessageID,
    ``observer`` hears of every exchange, redacted.
    """

    def __init__(
        self,
        settings: GatewaySettings,
        *,
        observer: Observer = log_traffic,
        read_ids: Callable[[], str] = new_message_id,
        now: Callable[[], datetime] = _utc_now,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._observer = observer
        self._read_ids = read_ids
        self._now = now
        self._sleep = sleep
        self._transport = Transport(settings)
        self._tokens = TokenCache(clock)

    def create(
        self,
        credentials: Credentials,
        *,
        message_id: str,
        phone: str,
        value: Pesos,
        reference: str,
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        """Send one push request, once and in time; on a 401 ``NOT_SENT``, ``unauthorized``."""
        request = messages.create_request(
            self._settings,
            messages.Header(message_id, self._now()),
            credentials,
            phone=phone,
            value=value,
            reference=reference,
        )
        return self._told(answers.read_create, self._once(credentials, request, in_time))

    def status(self, credentials: Credentials, *, transaction_id: str) -> Answer:
        """Ask what became of a push; UNCLEAR where the question itself failed."""
        request = messages.status_request(self._settings, self._header(), transaction_id)
        return self._told(answers.read_status, self._patiently(credentials, request))

    def cancel(self, credentials: Credentials, *, transaction_id: str, phone: str) -> Answer:
        """Ask once to withdraw a push; the answer is no verdict, ask the status."""
        request = messages.cancel_request(
            self._settings, self._header(), credentials, transaction_id=transaction_id, phone=phone
        )
        return self._told(answers.read_cancel, self._once(credentials, request))

    def create_qr(
        self,
        credentials: Credentials,
        *,
        message_id: str,
        value: Pesos,
        reference: str,
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        """Ask for a code, once; ACCEPTED holds the text to draw and the id to ask with."""
        header = messages.Header(message_id, self._now())
        request = messages.create_qr_request(
            self._settings, header, credentials, value=value, reference=reference
        )
        outcome = self._once(credentials, request, in_time)
        answer = answers.read_create_qr(outcome, self._settings.qr_flavour)
        return answers.with_request_id(answer, outcome)

    def status_qr(self, credentials: Credentials, *, transaction_id: str, payload: str) -> Answer:
        """Ask what became of a code; UNCLEAR where the question itself failed."""
        request = messages.status_qr_request(
            self._settings, self._header(), transaction_id=transaction_id, payload=payload
        )
        return self._told(answers.read_status, self._patiently(credentials, request))

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
        """Ask once to give a whole capture back; ``message_id`` names its create."""
        request = messages.reverse_request(
            self._settings,
            self._header(),
            credentials,
            message_id=message_id,
            phone=phone,
            value=value,
            payload=payload,
        )
        return self._told(answers.read_reverse, self._once(credentials, request, in_time))

    def report(self, credentials: Credentials, *, start: str, end: str) -> Report:
        """Captures of the Bogota days ``start`` to ``end`` (YYYY-MM-DD), inclusive.

        Raises GatewayUnavailable or CodeRefused.
        """
        request = messages.report_request(
            self._settings, self._header(), credentials, start=start, end=end
        )
        return answers.read_report(self._patiently(credentials, request))

    def _header(self) -> messages.Header:
        return messages.Header(self._read_ids(), self._now())

    @staticmethod
    def _told(read: Callable[[Outcome], Answer], outcome: Outcome) -> Answer:
        return answers.with_request_id(read(outcome), outcome)

    def _patiently(self, credentials: Credentials, request: messages.Request) -> Outcome:
        """A read: once more after trouble on the way, or with a new token after a 401."""
        outcome = once_more(lambda: self._once(credentials, request), self._sleep)
        if isinstance(outcome, Reply) and outcome.status == 401:
            return self._once(credentials, request)
        return outcome

    def _once(
        self,
        credentials: Credentials,
        request: messages.Request,
        in_time: Callable[[], bool] = always,
    ) -> Outcome:
        key = (credentials.client_id, credentials.client_secret)
        try:
            token = self._tokens.get(key, lambda: self._fetch(credentials))
        except NoToken as error:
            self._observe(request, error.failure, 0.0)
            return error.failure
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}",
            "x-api-key": credentials.api_key,
        }
        started = time.perf_counter()
        url = self._settings.api_url + request.path
        outcome = self._transport.post(url, request.body, headers, in_time)
        self._observe(request, outcome, time.perf_counter() - started)
        if isinstance(outcome, Reply) and outcome.status == 401:
            self._tokens.drop(key, token)
        return outcome

    def _fetch(self, credentials: Credentials) -> Token:
        return fetch_token(
            self._transport,
            self._settings,
            credentials.client_id,
            credentials.client_secret,
            self._sleep,
        )

    def _observe(self, request: messages.Request, outcome: Outcome, seconds: float) -> None:
        reply = outcome if isinstance(outcome, Reply) else None
        self._observer(
            Traffic(
                service=request.service,
                message_id=request.message_id,
                phone=mask_phone(request.phone) if request.phone else "",
                status=reply.status if reply else None,
                code=answers.header_code(outcome),
                request_id=reply.request_id if reply else "",
                milliseconds=round(seconds * 1000),
                why=outcome.why if isinstance(outcome, NoReply) else "",
                request=redact.redacted(request.body),
                response=redact.redacted(reply.body if reply else None),
                names=redact.names_in(request.body, request.about),
            )
        )
