"""A report that somebody dropped: Nequi's JSON, whole or just the part that counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from nequi_plugin.errors import Refused
from nequi_plugin.gateway.protocol import Report
from nequi_plugin.gateway.reading import Envelope, read_json, read_report

LONGEST: Final = 2_000_000
MOST_LINES: Final = 5_000
_BODY: Final = "getReportsRS"


@dataclass(frozen=True)
class Dropped:
    """The report, and the Bogota days that it speaks of (None where it does not say)."""

    report: Report
    start: date | None
    end: date | None


def read_file(data: bytes) -> Dropped:
    """Read a dropped file; raises Refused with a sentence that says what to do instead."""
    if len(data) > LONGEST:
        raise Refused("El archivo es muy grande. Trae el reporte de menos días.")
    fields = _fields(read_json(data))
    if fields is None:
        raise Refused("Este archivo no es el reporte de Nequi en JSON. Descárgalo en ese formato.")
    rows = fields.get("transactions")
    if isinstance(rows, list) and len(rows) > MOST_LINES:
        raise Refused("El reporte trae demasiados movimientos. Trae el de menos días.")
    report = read_report(Envelope("0", "", {_BODY: fields}))
    if report is None:
        raise Refused("El reporte no trae la lista de movimientos. Descárgalo otra vez en JSON.")
    days = sorted(filter(None, (_day(line.date) for line in report.lines)))
    start, end = _day(fields.get("from")), _day(fields.get("to"))
    return Dropped(report, start or (days[0] if days else None),
                   end or (days[-1] if days else None))  # fmt: skip


def same_merchant(nit: str | None, code: str) -> bool:
    """Whether the report's NIT is the one in our code (``NIT_901555012``), check digit or not."""
    theirs = "".join(sign for sign in nit or "" if sign.isdigit())
    ours = "".join(sign for sign in code if sign.isdigit())
    return not theirs or theirs == ours or (len(theirs) == len(ours) + 1 and theirs[:-1] == ours)


def _fields(document: object) -> Mapping[str, object] | None:
    """The part with the transactions, however much of the envelope came with it."""
    for _depth in range(6):
        if not isinstance(document, Mapping):
            return None
        if "transactions" in document:
            return document
        inner = [v for k, v in document.items()
                 if k in ("ResponseMessage", "ResponseBody", "any", _BODY)]  # fmt: skip
        document = inner[0] if inner else None
    return None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
