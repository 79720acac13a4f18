"""The plugin's two kinds of link; a GET of either writes nothing.

A *page's* link is stateless: ``<kind>.<key>.<day of expiry>.<mac>``. A *mailed* link is a row
and ``<id>.<mac>``, so that it can be revoked; its token is made at sending, never stored. Both
MACs are 128 bits of HMAC-SHA256, base64url. The first secret signs, all of them verify.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from nequi_plugin.errors import BadLink
from nequi_plugin.models import LinkRow
from nequi_plugin.payable import Link
from nequi_plugin.times import aware

MAC_BYTES = 16
LONGEST = 400
EPOCH = date(2020, 1, 1)


def page_token(secrets: Sequence[bytes], kind: str, key: str, day_of_expiry: date) -> str:
    """The address part of a payment page, good until the end of ``day_of_expiry`` (Bogota)."""
    day = (day_of_expiry - EPOCH).days
    parts = (_pack(kind), _pack(key), str(day))
    return ".".join((*parts, _mac(secrets[0], "page", *parts)))


def open_page_token(secrets: Sequence[bytes], token: str, today: date) -> tuple[str, str]:
    """(kind, key) of a page's link; raises BadLink for an altered or an expired one."""
    parts = token.split(".") if len(token) <= LONGEST and token.isascii() else []
    if len(parts) != 4 or not _signed(secrets, parts[3], "page", *parts[:3]):
        raise BadLink("this page link is not ours")
    if today > EPOCH + timedelta(days=int(parts[2])):
        raise BadLink("this page link has expired", expired=True)
    return _unpack(parts[0]), _unpack(parts[1])


def make(
    s: Session, purpose: str, subject: str, recipient: str, expires: datetime, now: datetime
) -> int:
    """A link row in this transaction, beside its mail's job row; its id."""
    row = LinkRow(
        purpose=purpose,
        subject=subject,
        recipient=recipient,
        created_at=now,
        expires_at=expires,
    )
    s.add(row)
    s.flush()
    return row.id


def mailed_token(secrets: Sequence[bytes], link_id: int, purpose: str) -> str:
    """``<id>.<mac>``: what a mail's button carries."""
    return f"{link_id}.{_mac(secrets[0], 'mailed', str(link_id), purpose)}"


def unexpired(link: Link, now: datetime) -> Link:
    """The link itself; raises BadLink when its time is over."""
    if now >= link.expires_at:
        raise BadLink("this link has expired", expired=True)
    return link


def find_mailed(s: Session, secrets: Sequence[bytes], token: str, purpose: str) -> Link:
    """The link, expired or not, its MAC checked before anything is looked up; raises BadLink."""
    number, _, mac = token.partition(".")
    sane = token.isascii() and len(token) <= LONGEST and number.isdigit() and len(number) <= 18
    if not sane or not _signed(secrets, mac, "mailed", number, purpose):
        raise BadLink("this link is not ours")
    row = s.get(LinkRow, int(number))
    if row is None or row.purpose != purpose or row.revoked_at is not None:
        raise BadLink("this link is unknown or revoked")
    return Link(row.id, row.purpose, row.subject, row.recipient, aware(row.expires_at))


def revoke(s: Session, link_id: int, now: datetime) -> None:
    """From now on the link opens nothing; revoking twice keeps the first moment."""
    s.execute(
        update(LinkRow)
        .where(LinkRow.id == link_id, LinkRow.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


def _mac(secret: bytes, *parts: str) -> str:
    """Parts are joined by a sign that none of them holds, so that no two texts meet."""
    text = "\n".join(("nequi-link", *parts)).encode()
    return _base64(hmac.new(secret, text, hashlib.sha256).digest()[:MAC_BYTES])


def _signed(secrets: Sequence[bytes], mac: str, *parts: str) -> bool:
    """Every secret is tried, whichever fits: the time tells nothing about which."""
    given = mac.encode()
    fits = [hmac.compare_digest(given, _mac(secret, *parts).encode()) for secret in secrets]
    return any(fits)


def _pack(text: str) -> str:
    """Plain where a path allows it, else base64url behind a tilde (dots separate parts)."""
    if text and all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in text):
        return text
    return "~" + _base64(text.encode())


def _unpack(part: str) -> str:
    """Only called on what we signed ourselves."""
    if not part.startswith("~"):
        return part
    try:
        return base64.urlsafe_b64decode(part[1:] + "=" * (-len(part[1:]) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadLink("this page link is not ours") from error


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
