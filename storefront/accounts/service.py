"""Sign in, sign out, change a password: one unit of work each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cache

from flask import current_app
from sqlalchemy import delete, func, select, update
from werkzeug.security import check_password_hash, generate_password_hash

from storefront.accounts.models import FailedSignIn, Role, User
from storefront.accounts.rules import DEVELOPMENT, PRODUCTION, WINDOW, Throttle, normal_email
from storefront.audit import record
from storefront.extensions import db, nequi


class SignIn(StrEnum):
    """How a sign-in ended; unknown account and wrong password look the same."""

    WELCOME = "welcome"
    WRONG = "wrong"
    SLOW_DOWN = "slow_down"


def sign_in(email: str, password: str, address: str) -> tuple[SignIn, int | None]:
    """Check a password; gives the account's id only with WELCOME.

    The hash is computed for unknown accounts, too, so that the time tells nothing.
    """
    email = normal_email(email)
    subjects = {f"account:{email}", f"address:{address}"}
    if throttled(subjects):
        return SignIn.SLOW_DOWN, None
    user = db.session.scalar(select(User).where(User.email == email, User.active))
    stored = user.password_hash if user else _nobody()
    key = user.id if user else None
    right = check_password_hash(stored, password)
    db.session.rollback()
    if not right or key is None:
        note_failure(subjects)
        return SignIn.WRONG, None
    with nequi.unit_of_work() as s:
        s.execute(delete(FailedSignIn).where(FailedSignIn.subject == f"account:{email}"))
        record(s, email, "account.signed_in", f"user:{key}")
    return SignIn.WELCOME, key


def end_sessions(user_id: int) -> None:
    """Every cookie of this account is worthless from now on."""
    with nequi.unit_of_work() as s:
        s.execute(update(User).where(User.id == user_id).values(epoch=User.epoch + 1))


def change_password(user_id: int, password: str, actor: str) -> None:
    """Store the new password and end all sessions of the account."""
    hashed = hash_password(password)
    with nequi.unit_of_work() as s:
        s.execute(
            update(User)
            .where(User.id == user_id)
            .values(password_hash=hashed, epoch=User.epoch + 1)
        )
        record(s, actor, "account.password_changed", f"user:{user_id}")


def add_user(email: str, name: str, role: Role, password: str) -> None:
    """Create an account unless its e-mail already has one."""
    hashed = hash_password(password)
    with nequi.unit_of_work() as s:
        if s.scalar(select(User.id).where(User.email == normal_email(email))) is None:
            s.add(User(email=normal_email(email), name=name, role=role, password_hash=hashed))


def set_password(email: str, password: str, actor: str) -> bool:
    """An operator's new password for an account; False when there is no such account."""
    user_id = db.session.scalar(select(User.id).where(User.email == normal_email(email)))
    if user_id is None:
        return False
    change_password(user_id, password, actor)
    return True


def hash_password(password: str) -> str:
    """werkzeug's scrypt with its own salt."""
    return generate_password_hash(password, method="scrypt")


@cache
def _nobody() -> str:
    return hash_password("nobody")


def _limits() -> Throttle:
    return PRODUCTION if current_app.config["ENVIRONMENT"] == "production" else DEVELOPMENT


def throttled(subjects: set[str]) -> bool:
    """Whether one of these (``FailedSignIn.subject``) failed too often just now."""
    since: datetime = nequi.now() - WINDOW
    rows = db.session.execute(
        select(FailedSignIn.subject, func.count())
        .where(FailedSignIn.subject.in_(subjects), FailedSignIn.at > since)
        .group_by(FailedSignIn.subject)
    ).all()
    limits = _limits()
    return any(
        count >= (limits.per_account if subject.startswith("account:") else limits.per_address)
        for subject, count in rows
    )


def note_failure(subjects: set[str]) -> None:
    """Count one wrong password or code against each of these."""
    with nequi.unit_of_work() as s:
        now = nequi.now()
        s.execute(delete(FailedSignIn).where(FailedSignIn.at < now - WINDOW))
        s.add_all(FailedSignIn(subject=subject, at=now) for subject in sorted(subjects))
