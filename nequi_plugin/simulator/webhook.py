"""Signed notices to the merchant, as the one third-party source describes them (contract 7.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime

from nequi_plugin.simulator.clock import iso
from nequi_plugin.simulator.push import Push

CONTENT_TYPE = "application/json"
REGION = "C001"
SUCCESS, DENIED, CANCELED = "SUCCESS", "DENIED", "CANCELED"


def body_of(push: Push, value: str, status: str, now: datetime) -> bytes:
    """The notice's JSON body, compact; no phone is known of a payer from another bank."""
    notice = {
        "commerceCode": push.code,
        "value": value,
        "phoneNumber": push.phone,
        "messageId": push.message_id,
        "transactionId": push.transaction_id,
        "region": REGION,
        "receivedAt": iso(now),
        "paymentStatus": status,
    }
    return json.dumps(notice, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(body: bytes) -> str:
    """The value of the Digest header."""
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def signature_of(digest: str, secret: str) -> str:
    """HMAC-SHA384 over content type and digest, base64url without padding."""
    text = f"content-type: {CONTENT_TYPE}\ndigest: {digest}"
    mac = hmac.new(secret.encode(), text.encode(), hashlib.sha384).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def headers_for(body: bytes, secret: str, key_id: str) -> dict[str, str]:
    """The headers that go with a signed body."""
    digest = digest_of(body)
    signature = signature_of(digest, secret)
    return {
        "Content-Type": CONTENT_TYPE,
        "Digest": digest,
        "Signature": f'keyId="{key_id}",algorithm="hmac-sha384",'
        f'headers="content-type digest",signature="{signature}"',
    }
