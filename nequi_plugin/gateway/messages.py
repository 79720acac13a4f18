"""Nequi's requests: paths, channels, field names (contract 2.4, 3, 14)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from nequi_plugin.gateway.protocol import Credentials
from nequi_plugin.gateway.settings import GatewaySettings, QrStatusBy
from nequi_plugin.money import Pesos

JsonObject = Mapping[str, object]


class Service(StrEnum):
    """The calls that this client makes."""

    CREATE = "create"
    STATUS = "status"
    CANCEL = "cancel"
    REPORT = "report"
    REVERSE = "reverse"
    CREATE_QR = "create_qr"
    STATUS_QR = "status_qr"
    REVERSE_QR = "reverse_qr"


class _Route(NamedTuple):
    path: str
    channel: str
    name: str
    operation: str
    version: str


_PAYMENTS = "/payments/v2/-services-paymentservice-"
_REVERSE = "/payments/v2/-services-reverseservices-reversetransaction"
_QR_CHANNEL = "PQR03-C001"
_ROUTES: Final[Mapping[Service, _Route]] = {
    Service.CREATE: _Route(
        _PAYMENTS + "unregisteredpayment",
        "PNP04-C001",
        "PaymentsService",
        "unregisteredPayment",
        "1.2.0",
    ),
    Service.STATUS: _Route(
        _PAYMENTS + "getstatuspayment", "PNP04-C001", "PaymentsService", "getStatusPayment", "1.0.0"
    ),
    Service.CANCEL: _Route(
        _PAYMENTS + "cancelunregisteredpayment",
        "PNP04-C001",
        "PaymentsService",
        "unregisteredPayment",
        "1.0.0",
    ),
    Service.REPORT: _Route(
        "/partners/v2/-services-reportsservice-getreports",
        "MF-001",
        "ReportsService",
        "getReports",
        "1.0.0",
    ),
    Service.REVERSE: _Route(
        _REVERSE, "PNP04-C001", "ReverseServices", "reverseTransaction", "1.0.0"
    ),
    Service.CREATE_QR: _Route(
        _PAYMENTS + "generatecodeqr", _QR_CHANNEL, "PaymentsService", "generateCodeQR", "1.2.0"
    ),
    Service.STATUS_QR: _Route(
        _PAYMENTS + "getstatuspayment", _QR_CHANNEL, "PaymentsService", "getStatusPayment", "1.0.0"
    ),
    Service.REVERSE_QR: _Route(
        _REVERSE, _QR_CHANNEL, "reverseServices", "reverseTransaction", "1.0.0"
    ),
}
V1_PREFIX: Final = "bancadigital-"
GRANT: Final = "grant_type=client_credentials"
_REFERENCE_LENGTH = 25  # Nequi publishes no length; printable ASCII of this length is safe (3.2)


@dataclass(frozen=True)
class Request:
    """One call, ready to send: its path below the API host and its JSON body.

    ``about`` is an id of the attempt, for the traffic log: a v2 code's body names none.
    """

    service: Service
    path: str
    message_id: str
    body: bytes
    phone: str = ""
    about: str = ""


@dataclass(frozen=True)
class Header:
    """Message id and moment (aware) of a request."""

    message_id: str
    moment: datetime


def create_request(
    settings: GatewaySettings,
    header: Header,
    credentials: Credentials,
    *,
    phone: str,
    value: Pesos,
    reference: str,
) -> Request:
    """A push request (contract 3.2): every leaf is a string, the value whole pesos."""
    fields = {"phoneNumber": phone, **_asked(credentials, value, reference)}
    return _request(settings, Service.CREATE, header, {"unregisteredPaymentRQ": fields}, phone)


def status_request(settings: GatewaySettings, header: Header, transaction_id: str) -> Request:
    """A status question; ``codeQR`` really holds the push's transaction id (contract 3.3)."""
    body = {"getStatusPaymentRQ": {"codeQR": transaction_id}}
    return _request(settings, Service.STATUS, header, body)


def cancel_request(
    settings: GatewaySettings,
    header: Header,
    credentials: Credentials,
    *,
    transaction_id: str,
    phone: str,
) -> Request:
    """Withdraw a pending push (contract 3.4)."""
    fields = {"code": credentials.code, "phoneNumber": phone, "transactionId": transaction_id}
    body = {"cancelUnregisteredPaymentRQ": fields}
    return _request(settings, Service.CANCEL, header, body, phone)


def report_request(
    settings: GatewaySettings, header: Header, credentials: Credentials, *, start: str, end: str
) -> Request:
    """Captures of a range of Bogota days (contract 3.8)."""
    fields = {"code": credentials.code, "startDate": start, "endDate": end, "format": "json"}
    return _request(settings, Service.REPORT, header, {"getReportsRQ": fields})


def reverse_request(
    settings: GatewaySettings,
    header: Header,
    credentials: Credentials,
    *,
    message_id: str,
    phone: str,
    value: Pesos,
    payload: str,
) -> Request:
    """Give a capture back (contract 3.5): ``message_id`` is the create's, never this call's."""
    fields = {"phoneNumber": phone, "value": str(int(value)), "code": credentials.code}
    if payload and not is_v1(payload):
        fields["qrValue"] = payload
    else:
        fields |= {"messageId": message_id, "type": "payment"}
    service = Service.REVERSE_QR if payload else Service.REVERSE
    request = _request(settings, service, header, {"reversionRQ": fields}, phone)
    return replace(request, about=message_id)


def create_qr_request(
    settings: GatewaySettings,
    header: Header,
    credentials: Credentials,
    *,
    value: Pesos,
    reference: str,
) -> Request:
    """A code for one payment (contract 3.6)."""
    body = {"generateCodeQRRQ": _asked(credentials, value, reference)}
    return _request(settings, Service.CREATE_QR, header, body)


def status_qr_request(
    settings: GatewaySettings, header: Header, *, transaction_id: str, payload: str
) -> Request:
    """A status question about a code: the key follows the code's own generation (3.6)."""
    if is_v1(payload):
        fields = {"codeQR": transaction_id}
    else:
        by_payload = settings.qr_status_by is QrStatusBy.PAYLOAD
        fields = {"qrValue": payload if by_payload else transaction_id}
    request = _request(settings, Service.STATUS_QR, header, {"getStatusPaymentRQ": fields})
    return replace(request, about=transaction_id)


def is_v1(payload: str) -> bool:
    """Whether a drawn text is of the first generation (contract 6.1)."""
    return payload.startswith(V1_PREFIX)


def _asked(credentials: Credentials, value: Pesos, reference: str) -> dict[str, str]:
    return {
        "code": credentials.code,
        "value": str(int(value)),
        "reference1": _reference(reference),
        "reference2": "",
        "reference3": "",
    }


def _request(
    settings: GatewaySettings, service: Service, header: Header, body: JsonObject, phone: str = ""
) -> Request:
    route = _ROUTES[service]
    moment = header.moment.astimezone(UTC).isoformat(timespec="milliseconds")
    envelope = {
        "RequestMessage": {
            "RequestHeader": {
                "Channel": route.channel,
                "RequestDate": moment.replace("+00:00", "Z"),
                "MessageID": header.message_id,
                "ClientID": settings.client_label,
                "Destination": {
                    "ServiceName": route.name,
                    "ServiceOperation": route.operation,
                    "ServiceRegion": settings.region,
                    "ServiceVersion": settings.versions.get(service, route.version),
                },
            },
            "RequestBody": {"any": body},
        }
    }
    return Request(service, route.path, header.message_id, json.dumps(envelope).encode(), phone)


def _reference(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = " ".join(plain.split())
    return "".join(c for c in words if c.isprintable())[:_REFERENCE_LENGTH]
