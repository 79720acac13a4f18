"""A signed digest of what a form showed, so that no form carries an amount to charge."""

from __future__ import annotations

import hashlib
import hmac
import json

from nequi_plugin.payable import Due


def digest_of(secret: bytes, kind: str, key: str, due: Due) -> str:
    """128 bits over the debts, the amount and the host's own words about them."""
    facts = json.dumps([kind, key, due.pesos, due.claimed(kind, key), due.shown])
    return hmac.new(secret, b"shown:" + facts.encode(), hashlib.sha256).hexdigest()[:32]
