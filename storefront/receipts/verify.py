"""Codes that let anyone check a comprobante: the reference and a short proof that we made it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from storefront.signing import secrets_now

PROOF = 8


def code_of(message_id: str) -> str:
    """``7KQ2M9X4RT-8F3K27QW``; the proof is 40 bits, so a reference alone opens nothing."""
    return f"{message_id}-{_proof(secrets_now()[0], message_id)}"


def opened(code: str) -> str | None:
    """The reference of a code of ours, or None."""
    message_id, dash, proof = code.rpartition("-")
    given = proof.upper().encode()
    fits = [hmac.compare_digest(given, _proof(key, message_id).encode()) for key in secrets_now()]
    return message_id if dash and any(fits) else None


def _proof(key: str, message_id: str) -> str:
    digest = hmac.new(key.encode(), b"receipt:" + message_id.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:PROOF]
