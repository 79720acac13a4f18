"""Staff accounts and the failed sign-ins that slow guessing down."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.db import Model, UtcDateTime


class Role(StrEnum):
    OWNER = "owner"
    CLERK = "clerk"


class User(Model):
    """A member of staff. ``epoch`` stands in the session: raising it ends every session."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(10))
    password_hash: Mapped[str] = mapped_column(String(255))
    epoch: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.active

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER

    def get_id(self) -> str:
        """Flask-Login's id with the session epoch in it: ``7.3``."""
        return f"{self.id}.{self.epoch}"


class FailedSignIn(Model):
    """One wrong password or code; ``subject`` is ``account:<e-mail>`` or ``address:<ip>`` of a
    sign-in, ``code:<ip>`` of a statement's typed code, ``coupon:<ip>`` of a cart's."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_subject_at", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(270))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FirstRun(Model):
    """A shop that started without the demo: the one link that makes its owner, then who used it.

    ``token_hash`` is empty once the link is worthless.
    """

    __tablename__ = "first_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
