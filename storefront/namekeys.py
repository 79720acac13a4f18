"""Names of people as they are searched: found from their start, whatever case and accents."""

from __future__ import annotations

import unicodedata

from sqlalchemy import ColumnElement
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import InstrumentedAttribute

LENGTH = 80


def name_key(name: str) -> str:
    """Letters and digits of a name, without case and accents, at most 80 of them."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in bare if sign.isascii() and sign.isalnum())[:LENGTH]


def key_of_new_row(context: DefaultExecutionContext) -> str:
    """A column's default: the key of the ``name`` that is written with it."""
    values = context.get_current_parameters()  # type: ignore[no-untyped-call] # has no types
    return name_key(str(values.get("name") or ""))


def starts_with(column: InstrumentedAttribute[str], key: str) -> ColumnElement[bool]:
    """Rows whose key starts with this one that is not empty; uses the column's index."""
    return column.between(key, key + "z" * (LENGTH // 2))
