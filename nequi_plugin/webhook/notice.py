"""Reading a webhook: what its body says, and whether its signature proves who sent it.

Scheme (contract section 7.2, from third parties): ``Digest: SHA-256=<base64>`` over the raw
body; ``Signature: keyId="…",algorithm="hmac-sha384",headers="content-type digest",
signature="…"`` over ``content-type: application/json`` and ``digest: <value>``, keyed with the
app secret; base64 or base64url, with or without padding.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

_SIGNATURE = re.compile(r'signature="([A-Za-z0-9+/_=-]{60,100})"')
_IDS = {"messageId": 80, "transactionId": 64, "paymentStatus": 24}


class BadNotice(Exception):
    """The body is no notice; the text says what is wrong."""


@dataclass(frozen=True)
class Notice:
    """One webhook. ``digest`` is the raw body's SHA-256 in hex; ``verified`` is False without a
    secret; ``body`` is what came, for people to read."""

    digest: str
    message_id: str
    transaction_id: str
    status: str
    verified: bool
    body: str


def read_notice(raw: bytes, headers: Mapping[str, str], secret: str) -> Notice:
    """Raises BadNotice unless ``raw`` is a JSON object that names a payment."""
    found = _strings(raw)
    if not found["messageId"] and not found["transactionId"]:
        raise BadNotice("the notice names neither messageId nor transactionId")
    return Notice(
        digest=hashlib.sha256(raw).hexdigest(),
        message_id=found["messageId"],
        transaction_id=found["transactionId"],
        status=found["paymentStatus"],
        verified=bool(secret) and verifies(raw, headers, secret),
        body=raw.decode(),
    )


def verifies(raw: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Whether digest and signature fit the raw bytes; compared in constant time."""
    told = headers.get("Digest", "")
    name, _, value = told.partition("=")
    if name.upper() != "SHA-256":
        return False
    digest_fits = hmac.compare_digest(_decoded(value), hashlib.sha256(raw).digest())
    signature = _SIGNATURE.search(headers.get("Signature", "")[:600])
    if signature is None:
        return False
    content_type = headers.get("Content-Type", "").partition(";")[0].strip()
    text = f"content-type: {content_type}\ndigest: {told}".encode()
    made = hmac.new(secret.encode(), text, hashlib.sha384).digest()
    return hmac.compare_digest(_decoded(signature[1]), made) and digest_fits


def _decoded(text: str) -> bytes:
    """base64 in either alphabet, padded or not; empty bytes when it is none."""
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _strings(raw: bytes) -> dict[str, str]:
    try:
        found = json.loads(raw.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise BadNotice("the body is not JSON") from error
    if not isinstance(found, dict):
        raise BadNotice("the body is not a JSON object")
    return {name: _string(found.get(name, ""), name, most) for name, most in _IDS.items()}


def _string(value: object, name: str, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or not value.isascii() or "\0" in value:
        raise BadNotice(f"{name} is not a short text")
    return value
