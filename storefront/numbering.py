"""Numbers that run without a gap: one row per series, taken inside the document's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, String, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from storefront.db import AnySession, Model


class Series(Model):
    """A numbering series; ``next`` is taken by UPDATE … RETURNING inside the document's
    transaction, so a rollback gives the number back and no gap appears."""

    __abstract__ = True
    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    next: Mapped[int]


def take(s: AnySession, series: type[Series], code: str) -> int:
    """The next number; the row stays locked until commit and a rollback gives it back.

    Raises LookupError for a series that does not exist.
    """
    taken = s.scalar(
        update(series)
        .where(series.code == code)
        .values(next=series.next + 1)
        .returning(series.next)
    )
    if taken is None:
        raise LookupError(f"{series.__tablename__} {code}")
    return int(taken) - 1


def begin(s: AnySession, first: Series) -> None:
    """Inside a unit of work: the series of this row exists; an older one stays as it is.

    Two that begin it at once make it once: whoever comes second takes the other's.
    """
    if s.get(type(first), first.code) is None:
        with suppress(IntegrityError), s.begin_nested():
            s.add(first)


def gaps(
    s: Session,
    series: type[Series],
    sequence: InstrumentedAttribute[Any],
    code: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> Iterator[str]:
    """A sentence per series whose numbers are not consecutive, or that does not go on after
    the last one. ``sequence`` and ``code`` are its documents' columns."""
    query = (
        select(series.code, series.next, func.count(), func.min(sequence), func.max(sequence))
        .select_from(sequence.class_)
        .outerjoin(series, series.code == code)
        .where(sequence.is_not(None))
        .group_by(series.code, series.next)
    )
    for name, following, count, first, last in s.execute(query):
        if last - first + 1 != count or following != last + 1:
            yield f"series {name}: {count} from {first} to {last}, next {following}"
