"""Inicio: what needs doing now, and a few figures of today."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from nequi_plugin import format_pesos
from storefront.accounts.access import staff_required
from storefront.backoffice.figures import Received, approval_rate, receivable, received_today
from storefront.backoffice.todo import Kpi, Todo, kpi, kpi_sources, todo, todo_sources
from storefront.dates import long_day, office_time
from storefront.extensions import nequi
from storefront.money import format_cents

admin = Blueprint("backoffice", __name__, url_prefix="/admin")


@admin.get("")
@staff_required
def index() -> str:
    """The start page."""
    now = nequi.now()
    return render_template(
        "backoffice/index.html",
        title=long_day(now),
        time=office_time(now),
        todos=[line for source in todo_sources if (line := source()) is not None],
        kpis=[source() for source in kpi_sources],
        closed=nequi.is_open(),
    )


@todo
def _to_resolve() -> Todo | None:
    queued = nequi.payments(queued=True, limit=100)
    if not queued:
        return None
    return Todo(
        icon="search",
        title=ngettext("%(num)d pago por resolver", "%(num)d pagos por resolver", len(queued)),
        detail=f"{queued[-1].description}, {format_pesos(queued[-1].pesos)}",
        label=_("Revisar"),
        url=url_for("queue_admin.index"),
    )


@kpi
def _received() -> Kpi:
    found: Received = received_today(nequi)
    return Kpi(
        _("Recibido hoy"),
        format_pesos(found.pesos),
        ngettext("%(num)d pago con Nequi", "%(num)d pagos con Nequi", found.count),
    )


@kpi
def _receivable() -> Kpi:
    owed, late = receivable(nequi.now())
    detail = _("%(sum)s vencidos", sum=format_cents(late)) if late else _("Nada vencido")
    return Kpi(_("Por cobrar"), format_cents(owed), detail)


@kpi
def _approved() -> Kpi:
    approved, ended = approval_rate(nequi)
    share = f"{approved * 100 / ended:.1f}".replace(".", ",") + "\u00a0%" if ended else "–"
    detail = _("%(a)s de %(b)s en 7 días", a=approved, b=ended)
    return Kpi(_("Pagos aprobados"), share, detail)
