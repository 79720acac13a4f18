"""OAuth tokens: opaque, 3600 s by business time, revocable (contract 1.3, 1.4)."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import threading
from datetime import datetime, timedelta

LIFETIME = timedelta(seconds=3600)
MISSING = "Unauthorized"
STALE = "The incoming token has expired"


class Tokens:
    """The tokens given out by this process; after a restart clients ask again."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def issue(self, now: datetime) -> str:
        """A new token, good for an hour."""
        token = secrets.token_urlsafe(48)
        with self._lock:
            self._until = {t: end for t, end in self._until.items() if end > now}
            self._until[token] = now + LIFETIME
        return token

    def complaint(self, authorization: str, now: datetime) -> str:
        """Why a bearer header is not accepted; empty when it is."""
        scheme, _, token = authorization.partition(" ")
        until = self._until.get(token.strip())
        if scheme.lower() != "bearer" or until is None:
            return MISSING
        return "" if now < until else STALE

    def revoke_all(self) -> None:
        """Make every token worthless."""
        with self._lock:
            self._until = {}


def is_client(authorization: str, client_id: str, client_secret: str) -> bool:
    """Whether a Basic header carries exactly these credentials."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        sent = base64.b64decode(encoded.strip(), validate=True)
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(sent, f"{client_id}:{client_secret}".encode())
