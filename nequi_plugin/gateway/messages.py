"""Nequi's envelopes: paths, field names, and what is read from them (contract 2, 3, 14)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from nequi_plugin.gateway.protocol import Credentials, Report, ReportLine
from nequi_plugin.gateway.settings import GatewaySettings
from nequi_plugin.money import Pesos, clean_phone, pesos

JsonObject = Mapping[str, object]


class Service(StrEnum):
    """The calls that this client makes."""

    CREATE = "create"
    STATUS = "status"
    CANCEL = "cancel"
    REPORT = "report"


class _Route(NamedTuple):
    path: str
    channel: str
    name: str
    operation: str
    version: str


_PAYMENTS = "/payments/v2/-services-paymentservice-"
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
}
GRANT: Final = "grant_type=client_credentials"
_DEFAULT_TOKEN_SECONDS = 600.0  # what integrators assume where no lifetime is told
_REFERENCE_LENGTH = 25  # Nequi publishes no length; printable ASCII of this length is safe (3.2)
_ID_LENGTH = 64
_TEXT_LENGTH = 300
_VALUE = re.compile(r"([0-9]{1,15})(?:\.0{1,2})?")


@dataclass(frozen=True)
class Request:
    """One call, ready to send: its path below the API host and its JSON body."""

    service: Service
    path: str
    message_id: str
    body: bytes
    phone: str = ""


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
    fields = {
        "phoneNumber": phone,
        "code": credentials.code,
        "value": str(int(value)),
        "reference1": _reference(reference),
        "reference2": "",
        "reference3": "",
    }
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


@dataclass(frozen=True)
class Envelope:
    """An answer's header code and text, and what ``any`` holds ({} when it is no object)."""

    code: str
    description: str
    any: JsonObject


@dataclass(frozen=True)
class PaymentState:
    """A status body read defensively: what cannot be read is None, the status ``""``."""

    status: str
    value: Pesos | None
    phone: str | None
    name: str | None


def read_json(body: bytes | None) -> object:
    """The JSON value of a body in any charset seen, or None when there is none."""
    if body is None:
        return None
    try:
        return json.loads(body)
    except UnicodeDecodeError:
        return read_json(body.decode("latin-1").encode())
    except (ValueError, RecursionError):
        return None


def read_envelope(body: bytes | None) -> Envelope | None:
    """The envelope, or None where its header code is missing or no text or number."""
    message = _object(_object(read_json(body)).get("ResponseMessage"))
    status = _object(_object(message.get("ResponseHeader")).get("Status"))
    code = _text(status.get("StatusCode"))
    if not code:
        return None
    inner = _object(_object(message.get("ResponseBody")).get("any"))
    return Envelope(code, _text(status.get("StatusDesc")), inner)


def read_token(body: bytes | None) -> tuple[str, float] | None:
    """A token and its lifetime in seconds (contract 1.4), or None when there is none."""
    fields = _object(read_json(body))
    value = fields.get("access_token")
    if not isinstance(value, str) or not re.fullmatch(r"[\x21-\x7e]+", value):
        return None
    lifetime = _text(fields.get("expires_in"))
    known = lifetime.isascii() and lifetime.isdigit() and int(lifetime) > 0
    return value, float(lifetime) if known else _DEFAULT_TOKEN_SECONDS


def has_envelope(body: bytes) -> bool:
    """Whether Nequi itself seems to have answered, readable or not."""
    return b"ResponseMessage" in body


def read_transaction_id(envelope: Envelope) -> str | None:
    """A create's id, stripped; None when missing or not fit to be stored and asked with."""
    raw = _object(envelope.any.get("unregisteredPaymentRS")).get("transactionId")
    text = _text(raw)
    return text if 0 < len(text) <= _ID_LENGTH and text.isprintable() else None


def read_payment(envelope: Envelope) -> PaymentState:
    """The payment's state from a status answer (contract 3.3)."""
    fields = _object(envelope.any.get("getStatusPaymentRS"))
    return PaymentState(
        status=_text(fields.get("status")),
        value=_value(fields.get("value")),
        phone=clean_phone(_text(fields.get("phoneNumber"))),
        name=_known(fields.get("name")),
    )


def read_report(envelope: Envelope) -> Report | None:
    """The report's lines; None where they are missing though it is not an empty day."""
    fields = _object(envelope.any.get("getReportsRS"))
    rows = fields.get("transactions")
    rows = [rows] if isinstance(rows, Mapping) else rows
    if rows is None and "reportURL" not in fields and _text(fields.get("count")) in ("", "0"):
        rows = []
    if not fields or not isinstance(rows, list):
        return None
    lines = tuple(_line(_object(row)) for row in rows)
    return Report(
        commerce=_known(fields.get("commerce")),
        nit=_known(fields.get("nit")),
        lines=tuple(line for line in lines if line.message_id or line.transaction_id),
    )


def _line(row: JsonObject) -> ReportLine:
    names = (_text(row.get("buyerName")), _text(row.get("buyerLastName")))
    return ReportLine(
        message_id=_text(row.get("messageId")),
        transaction_id=_text(row.get("transactionReference")),
        value=_value(row.get("transactionValue")),
        date=_text(row.get("transactionDate")),
        buyer=" ".join(name for name in names if name),
    )


def _object(value: object) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    """A leaf as text: strings and whole numbers, without what no database takes."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value).encode("utf-8", "replace").decode().replace("\x00", "")
    return text.strip()[:_TEXT_LENGTH]


def _known(value: object) -> str | None:
    text = _text(value)
    return text if text not in ("", "N/A") else None


def _value(value: object) -> Pesos | None:
    """Whole pesos of ``"25000"`` (also ``25000`` and ``"25000.00"``); None for all else."""
    text = str(value) if isinstance(value, float) else _text(value)
    found = _VALUE.fullmatch(text)
    return pesos(int(found[1])) if found and int(found[1]) > 0 else None
