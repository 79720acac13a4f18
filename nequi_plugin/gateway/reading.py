"""What is read from Nequi's answers, defensively (contract 2.2, 3, 14)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from nequi_plugin.gateway.messages import V1_PREFIX
from nequi_plugin.gateway.protocol import Report, ReportLine
from nequi_plugin.gateway.settings import QrFlavour
from nequi_plugin.money import Pesos, clean_phone, pesos

JsonObject = Mapping[str, object]
_DEFAULT_TOKEN_SECONDS = 600.0  # what integrators assume where no lifetime is told
_ID_LENGTH = 64
_TEXT_LENGTH = 300
_PAYLOAD_LENGTH = 512  # EMVCo's own limit for a merchant's code
_VALUE = re.compile(r"([0-9]{1,15})(?:\.0{1,2})?")


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


@dataclass(frozen=True)
class Code:
    """A QR of an answer: what to draw, and what to ask with."""

    payload: str
    transaction_id: str


def read_code(envelope: Envelope, flavour: QrFlavour) -> Code | None:
    """The code of ``flavour`` or of the other one; None when neither is whole (contract 3.6)."""
    fields = _object(envelope.any.get("generateCodeQRRS"))
    found = {QrFlavour.V1: _first_generation(fields), QrFlavour.V2: _second_generation(fields)}
    return found[flavour] or found[QrFlavour.V1] or found[QrFlavour.V2]


def _first_generation(fields: JsonObject) -> Code | None:
    code = _stored(fields.get("codeQR"), _ID_LENGTH).removeprefix(V1_PREFIX)
    return Code(V1_PREFIX + code, code) if code else None


def _second_generation(fields: JsonObject) -> Code | None:
    payload = _stored(fields.get("qrValue"), _PAYLOAD_LENGTH)
    transaction_id = _stored(fields.get("transactionId"), _ID_LENGTH)
    return Code(payload, transaction_id) if payload and transaction_id else None


def _stored(value: object, longest: int) -> str:
    """A text that can be stored and sent back whole; else empty, for a cut one is another one."""
    text = value.strip() if isinstance(value, str) else ""
    return text if len(text) <= longest and text.isprintable() else ""


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
