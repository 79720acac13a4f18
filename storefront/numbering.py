"""Numbers that run without a gap: one row per series, taken inside the document's transaction."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from storefront.db import AnySession, Model
from storefront.invoices.models import DocumentSeries

Series = type[DocumentSeries]


def take(s: AnySession, series: Series, code: str) -> int:
    """The next number; the row stays locked until commit and a rollback gives it back.

    Raises LookupError for a series that does not exist.
    """
    following: InstrumentedAttribute[int] = series.next
    taken = s.scalar(
        update(series).where(series.code == code).values(next=following + 1).returning(following)
    )
    if taken is None:
        raise LookupError(f"{series.__tablename__} {code}")
    return int(taken) - 1


def begin(s: AnySession, first: Model) -> None:
    """Add the series of this row; two that begin it at once make it once."""
    with suppress(IntegrityError), s.begin_nested():
        s.add(first)
