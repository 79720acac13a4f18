"""The short code a statement's mail prints, for those who distrust buttons: typed at ``/pagar``.

It stands for the mail's link and dies with it. It is derived from the link with the shop's
secret, so that no table holds it; what is stored is a keyed digest that finds the link again.
"""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy import select

from storefront.db import db
from storefront.signing import secrets_now
from storefront.statements.models import StatementSend

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0, O, 1, I or L: 31 signs, so that eight of them are 39 bits."""
LONG = 8


def code_of(link_id: int) -> str:
    """``K7QM-4R2X``, the same at every call while the first secret stays."""
    number = int.from_bytes(_mac(secrets_now()[0], f"statement-code|{link_id}"))
    signs = ""
    for _place in range(LONG):
        number, sign = divmod(number, len(SIGNS))
        signs += SIGNS[sign]
    return f"{signs[:4]}-{signs[4:]}"


def digest_of(code: str) -> str:
    """What is stored of a code."""
    return _digest(secrets_now()[0], plain(code))


def plain(typed: str) -> str:
    """Eight signs as people type them: case, spaces and dashes do not matter."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[: LONG + 1]


def link_of(typed: str) -> int | None:
    """The link that a typed code stands for, expired or not; None for no code of ours."""
    code = plain(typed)
    if len(code) != LONG:
        return None
    digests = [_digest(key, code) for key in secrets_now()]
    query = select(StatementSend.link_id).where(StatementSend.code_digest.in_(digests))
    return db.session.scalar(query)


def _digest(key: str, code: str) -> str:
    return _mac(key, f"statement-code-digest|{code}").hex()


def _mac(key: str, text: str) -> bytes:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
