"""What an import gives to download: the template, and the rows that need a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _

from storefront.imports.columns import Column, Row
from storefront.imports.verdicts import Outcome, Verdict
from storefront.imports.words import told


def template(columns: Iterable[Column]) -> list[list[str]]:
    """The titles, and a row to copy."""
    return [[column.title for column in columns], [column.example for column in columns]]


def to_mend(
    columns: tuple[Column, ...], rows: Iterable[Row], verdicts: Iterable[Verdict[Any]]
) -> Iterator[list[str]]:
    """The rows that were not taken as the file wrote them, with why; ready to be mended and
    sent again: the two columns in front are nobody's."""
    yield [_("Fila"), _("Qué corregir"), *(column.title for column in columns)]
    for row, verdict in zip(rows, verdicts, strict=True):
        if verdict.outcome in (Outcome.WRONG, Outcome.OTHER):
            why = " · ".join(": ".join(filter(None, pair)) for pair in told(verdict))
            yield [str(row.line), why, *(row.cell(column.key) for column in columns)]
