"""Who may sign in: people added, changed and shut out by an owner, one unit of work each."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from storefront.accounts.models import Role, User
from storefront.accounts.rules import normal_email
from storefront.accounts.service import hash_password
from storefront.audit import record
from storefront.db import db
from storefront.extensions import nequi


class Taken(Exception):
    """Another account has this e-mail."""


class LastOwner(Exception):
    """Nobody would be left who may change the shop."""


@dataclass(frozen=True)
class Person:
    """An account as typed; ``password`` is empty where the old one stays."""

    name: str
    role: Role
    active: bool = True
    password: str = ""


def people() -> list[User]:
    """Everybody with an account, owners first, those shut out last."""
    order = (User.active.desc(), User.role.desc(), User.name, User.id)
    return list(db.session.scalars(select(User).order_by(*order)))


def add(email: str, person: Person, actor: str) -> int:
    """Make an account; gives its id. Raises Taken."""
    mail, hashed = normal_email(email), hash_password(person.password)
    with nequi.unit_of_work() as s:
        if s.scalar(select(User.id).where(User.email == mail)) is not None:
            raise Taken(mail)
        user = User(email=mail, name=person.name, role=person.role, password_hash=hashed)
        s.add(user)
        s.flush()
        record(s, actor, "account.added", f"user:{user.id}", f"{person.name}, {mail}")
        return user.id


def change(user_id: int, person: Person, actor: str) -> None:
    """Store what changed; another role or password, or no access, ends the account's sessions.

    Raises LookupError and LastOwner.
    """
    hashed = hash_password(person.password) if person.password else ""
    with nequi.unit_of_work() as s:
        query = select(User).where(User.role == Role.OWNER, User.active).order_by(User.id)
        owners = {owner.id for owner in s.scalars(query.with_for_update())}
        user = s.get(User, user_id)
        if user is None:
            raise LookupError(f"user {user_id}")
        if not (person.active and person.role == Role.OWNER) and owners == {user_id}:
            raise LastOwner(user.email)
        if hashed or (user.role, user.active) != (person.role, person.active):
            user.epoch += 1
        user.name, user.role, user.active = person.name, person.role, person.active
        user.password_hash = hashed or user.password_hash
        record(s, actor, "account.changed", f"user:{user_id}", _told(user, bool(hashed)))


def _told(user: User, new_password: bool) -> str:
    role = "dueña o dueño" if user.is_owner else "asistente"
    access = role if user.active else f"{role}, sin acceso"
    return f"{user.email}: {access}" + (", clave nueva" if new_password else "")
