"""Tables as CSV for spreadsheets: what Colombian Excel opens with a double click, and no cell
that it would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Response

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is calculated by a spreadsheet (OWASP, CSV injection)."""


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Semicolons, CRLF, quotes where they are needed; a formula becomes a text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerows([as_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def as_text(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would calculate."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def csv_answer(rows: Iterable[Iterable[str]], name: str) -> Response:
    """A download in UTF-8 with the mark by which Excel knows it; ``name`` is ASCII."""
    answer = Response(csv_text(rows).encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
