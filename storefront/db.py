"""The database: one declarative base, its naming convention and the store's column types."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, DateTime, Dialect, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase, MappedColumn, Session, mapped_column, scoped_session
from sqlalchemy.types import TypeDecorator

from storefront.money import Cents

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """Base of every row of the store; the plugin's tables join its metadata at ``init_app``."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Model, disable_autonaming=True)

M = TypeVar("M", bound=Model)
AnySession = Session | scoped_session[Any]
"""A unit of work's session, or the request's own."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime in Python, a naive UTC timestamp in the database.

    Raises ValueError for a naive datetime: it would hide whose clock it was.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def cents_column(**options: Any) -> MappedColumn[Cents]:
    """A BIGINT of centavos (``Mapped[Cents] = cents_column()``)."""
    return mapped_column(BigInteger, **options)


def words(kind: type[StrEnum]) -> Enum:
    """A text column that holds the values of ``kind`` and nothing else."""
    return Enum(
        kind, native_enum=False, length=20, values_callable=lambda k: [word.value for word in k]
    )


def fetch(model: type[M], key: int) -> M:
    """The row of ``key``; raises LookupError when there is none."""
    row = db.session.get(model, key)
    if row is None:
        raise LookupError(f"{model.__tablename__} {key}")
    return row
