"""The envelope: reading a request strictly, writing an answer (contract 2)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nequi_plugin.simulator import codes
from nequi_plugin.simulator.clock import iso

ECHOED = ("Channel", "MessageID", "ClientID", "Destination")


@dataclass(frozen=True, slots=True)
class Message:
    """A well-formed request: its header and the fields below its RQ key."""

    header: dict[str, Any]
    fields: dict[str, Any]

    @property
    def message_id(self) -> str:
        return str(self.header["MessageID"])

    @property
    def client_id(self) -> str:
        return str(self.header["ClientID"])

    def text(self, name: str) -> str:
        """A required, non-empty string field. Raises Refused(20-05A): every leaf is a string."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise Refused(codes.WRONG_PARAMETERS)
        return value

    def optional_text(self, name: str) -> str:
        """An optional string field, empty when absent. Raises Refused(20-05A)."""
        value = self.fields.get(name, "")
        if not isinstance(value, str):
            raise Refused(codes.WRONG_PARAMETERS)
        return value


class Refused(Exception):
    """The answer is a header code with an empty body."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service says: a header code with its `any`, or trouble below the envelope.

    `http` with a `{"message": ...}` body, `silent` (no answer at all), `raw` (not an envelope).
    """

    code: str = codes.OK
    any: dict[str, Any] = field(default_factory=dict)
    http: int = 200
    silent: bool = False
    raw: str = ""


def header_of(raw: bytes) -> dict[str, Any]:
    """The header as far as it can be read, for the echo of an error; {} when it cannot."""
    try:
        header = json.loads(raw)["RequestMessage"]["RequestHeader"]
    except (ValueError, KeyError, TypeError):
        return {}
    return header if isinstance(header, dict) else {}


def read(raw: bytes, request_key: str) -> Message:
    """The message. Raises Refused: 11-17L for a broken envelope, 20-05A for a wrong RQ key."""
    header = header_of(raw)
    if not _header_is_whole(header):
        raise Refused(codes.FORMAT_ERROR)
    try:
        body = json.loads(raw)["RequestMessage"]["RequestBody"]["any"]
    except (ValueError, KeyError, TypeError):
        raise Refused(codes.FORMAT_ERROR) from None
    if not isinstance(body, dict):
        raise Refused(codes.FORMAT_ERROR)
    fields = body.get(request_key)
    if not isinstance(fields, dict):
        raise Refused(codes.WRONG_PARAMETERS)
    return Message(header, fields)


def _header_is_whole(header: dict[str, Any]) -> bool:
    names = ("Channel", "RequestDate", "MessageID", "ClientID")
    destination = header.get("Destination")
    return (
        all(isinstance(header.get(name), str) and header[name].strip() for name in names)
        and isinstance(destination, dict)
        and all(isinstance(value, str) for value in destination.values())
    )


def envelope(header: dict[str, Any], answer: Answer, now: datetime) -> dict[str, Any]:
    """The response message: echoed header, status, `any` (empty on an error)."""
    status = {"StatusCode": answer.code, "StatusDesc": codes.DESCRIPTIONS[answer.code]}
    echo = {name: header[name] for name in ECHOED if name in header}
    return {
        "ResponseMessage": {
            "ResponseHeader": {**echo, "ResponseDate": iso(now), "Status": status},
            "ResponseBody": {"any": answer.any},
        }
    }
