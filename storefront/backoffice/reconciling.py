"""Conciliación: a report of Nequi against our books, kept as it was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from nequi_plugin import CodeRefused, GatewayUnavailable, Job, Piles, Refused
from storefront.backoffice.models import Reconciliation
from storefront.db import db
from storefront.extensions import nequi

PILES = ("matched", "missing_here", "missing_there")
SHOWN = 300
"""Lines of a pile on the page; its count and sum are always of all."""

NOTES = {
    "confirmed": _l("Lo confirmó este reporte"),
    "review": _l("En Dinero por resolver"),
    "returned": _l("Aquí está devuelto"),
    "by_hand": _l("Aprobado a mano"),
    "other": _l("No lo envió esta tienda"),
}


@dataclass(frozen=True)
class Pile:
    """Lines to show, with the count and the sum (whole pesos) of the whole pile."""

    lines: list[dict[str, Any]]
    count: int
    pesos: int


def of_file(name: str, data: bytes, actor: str) -> int:
    """Sort a dropped file; gives the run's id. Raises Refused with a sentence."""
    piles = nequi.sort_report(data)
    with nequi.unit_of_work() as s:
        row = _row(name[:120] or "reporte.json", actor, piles.start, piles.end)
        _keep(row, piles)
        s.add(row)
        s.flush()
        return row.id


def of_day(day: date, actor: str) -> int:
    """Queue the fetching of one day's report; gives the run's id."""
    with nequi.unit_of_work() as s:
        row = _row("Nequi", actor, day, day)
        s.add(row)
        s.flush()
        nequi.enqueue("reconcile-day", ref=str(row.id), unique=f"reconcile-day:{row.id}")
        return row.id


@nequi.job("reconcile-day", lane="status")
def fetch_day(job: Job) -> None:
    """Ask Nequi for the day and sort what it says; trouble is told on the page."""
    run = db.session.get(Reconciliation, int(job.ref))
    if run is None or run.start is None or run.end is None:
        return
    start, end = run.start, run.end
    db.session.rollback()
    error, piles = "", None
    try:
        piles = nequi.fetch_report(start, end)
    except GatewayUnavailable:
        error = _("Nequi no respondió. Inténtalo de nuevo en unos minutos.")
    except CodeRefused:
        error = _("Nequi no acepta tu código de comercio. Revísalo en Configuración.")
    except Refused as refused:
        error = str(refused)
    with nequi.unit_of_work() as s:
        row = s.get_one(Reconciliation, int(job.ref))
        if piles is not None:
            _keep(row, piles)
        else:
            row.state, row.error = "failed", error


def pile(run: Reconciliation, name: str) -> Pile:
    """One pile of a finished run."""
    lines: list[dict[str, Any]] = run.piles.get(name, [])
    return Pile(lines[:SHOWN], len(lines), sum(line["pesos"] for line in lines))


def runs(limit: int = 20) -> Iterable[Reconciliation]:
    """The latest runs, newest first."""
    return db.session.scalars(
        select(Reconciliation).order_by(Reconciliation.id.desc()).limit(limit)
    ).all()


def _row(source: str, actor: str, start: date | None, end: date | None) -> Reconciliation:
    return Reconciliation(
        made_at=nequi.now(), made_by=actor, source=source, start=start, end=end,
        state="queued", error="", piles={},
    )  # fmt: skip


def _keep(row: Reconciliation, piles: Piles) -> None:
    row.state = "done"
    row.piles = {name: [asdict(line) for line in getattr(piles, name)] for name in PILES}
