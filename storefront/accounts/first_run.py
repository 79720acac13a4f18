"""A shop without the demo: one link, printed once at the terminal, makes its first owner.

Only the link's hash is stored. It is worthless as soon as it was used or any account exists, so
a demo shop never has one.
"""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from storefront.accounts.models import FirstRun, Role, User
from storefront.accounts.rules import normal_email
from storefront.accounts.service import hash_password
from storefront.audit import record
from storefront.db import db
from storefront.extensions import nequi

ONLY = 1


def make_token() -> str | None:
    """A fresh token, which ends the one before; None when somebody can sign in already."""
    token = secrets.token_urlsafe(32)
    with nequi.unit_of_work() as s:
        if _somebody(s):
            return None
        row = s.get(FirstRun, ONLY) or FirstRun(id=ONLY)
        row.token_hash, row.made_at = _hash(token), nequi.now()
        s.add(row)
    return token


def opens(token: str) -> bool:
    """Whether the link still makes an owner."""
    row = db.session.get(FirstRun, ONLY)
    if row is None or not row.token_hash or _somebody(db.session()):
        return False
    return secrets.compare_digest(row.token_hash, _hash(token))


def make_owner(token: str, email: str, name: str, password: str) -> int | None:
    """Use the link up; gives the account's id, or None when another was quicker."""
    hashed = hash_password(password)
    with nequi.unit_of_work() as s:
        used = s.execute(
            update(FirstRun)
            .where(FirstRun.id == ONLY, FirstRun.token_hash == _hash(token))
            .values(token_hash="", used_at=nequi.now())
        )
        if not used.rowcount or _somebody(s):  # type: ignore[attr-defined] # an UPDATE has one
            return None
        owner = User(
            email=normal_email(email), name=name, role=Role.OWNER, password_hash=hashed
        )
        s.add(owner)
        s.flush()
        record(s, owner.email, "account.first_owner", f"user:{owner.id}")
        return owner.id


def waits() -> bool:
    """Whether the shop still has nobody who could sign in."""
    return not _somebody(db.session())


def was_used() -> bool:
    """Whether this shop began with such a link."""
    row = db.session.get(FirstRun, ONLY)
    return row is not None and row.used_at is not None


def _somebody(s: Session) -> bool:
    return s.scalar(select(User.id).limit(1)) is not None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
