"""From the bytes of a CSV file to its rows, in whatever dialect a program wrote it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from storefront.imports.columns import Column, Row, Rows, Titles, match, score
from storefront.imports.problems import BadFile

LARGEST = 1_000_000
"""Bytes of a file."""
MOST_ROWS = 2_000
SEPARATORS = ";,\t"
TITLES_WITHIN = 10
"""Programs print their own name and a date above the titles; further down nobody looks."""

_HINT = "sep="
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class _Reading:
    """The records by one separator; ``first`` is the sheet's row of the first of them,
    ``broken`` why reading stopped before the end."""

    records: list[list[str]]
    first: int
    broken: BadFile | None = None


def read(content: bytes, columns: Sequence[Column]) -> Rows:
    """The rows under the titles. Raises BadFile with a sentence for the whole file."""
    text = decode(content)
    readings = [_split(text, separator) for separator in _separators(text)]
    found, at, reading = max(
        ((*_best(reading, columns), reading) for reading in readings), key=lambda best: best[0]
    )
    if reading.broken:
        raise reading.broken
    if not found:
        raise BadFile("No encontramos los títulos de las columnas. Ponlos en la primera fila, "
                      "como en la plantilla.")  # fmt: skip
    titles = match(reading.records[at], columns)
    below = enumerate(reading.records[at + 1 :], reading.first + at + 1)
    rows = [_row(line, cells, titles) for line, cells in below if any(map(str.strip, cells))]
    if not rows:
        raise BadFile("El archivo solo trae los títulos: escribe al menos una fila debajo.")
    if len(rows) > MOST_ROWS:
        raise BadFile("El archivo trae %(rows)s filas y leemos %(most)s: divídelo en varios.",
                      {"rows": str(len(rows)), "most": str(MOST_ROWS)})  # fmt: skip
    return Rows(rows, titles.unused)


def decode(content: bytes) -> str:
    """UTF-8 with or without its mark, else Windows-1252. Raises BadFile for what is no text."""
    if len(content) > LARGEST:
        raise BadFile("El archivo pesa más de 1 MB: divídelo en varios.")
    if content.startswith(_PACKED):
        raise BadFile("Ese archivo es de Excel. Ábrelo y guárdalo como CSV UTF-8.")
    if b"\0" in content:
        raise BadFile("Ese archivo no es un CSV. Guárdalo como CSV UTF-8.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise BadFile("El archivo está vacío.")
        return text
    raise BadFile("No pudimos leer las letras del archivo. Guárdalo como CSV UTF-8.")


def _separators(text: str) -> str:
    """The one that Excel's first line names, else all that programs use."""
    named = text[len(_HINT) : len(_HINT) + 1] if text.lower().startswith(_HINT) else ""
    return named if named and named in SEPARATORS else SEPARATORS


def _split(text: str, separator: str) -> _Reading:
    body, first = text, 1
    if text.lower().startswith(_HINT):
        body, first = text.partition("\n")[2], 2
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        at = {"line": str(first + len(records))}
        long = "field larger" in str(error)
        return _Reading(records, first, BadFile(
            "En la fila %(line)s hay una celda demasiado larga." if long else
            "En la fila %(line)s hay comillas abiertas o de más.", at))  # fmt: skip
    return _Reading(records, first)


def _best(reading: _Reading, columns: Sequence[Column]) -> tuple[int, int]:
    """(how many columns, in which record) of the record that looks most like titles."""
    scores = [score(cells, columns) for cells in reading.records[:TITLES_WITHIN]] or [0]
    return max(scores), scores.index(max(scores))


def _row(line: int, cells: list[str], titles: Titles) -> Row:
    named = {key: cell for key, cell in zip(titles.keys, cells, strict=False) if key}
    return Row(line, named, spare=any(map(str.strip, cells[len(titles.keys) :])))
