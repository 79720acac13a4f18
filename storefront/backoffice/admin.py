"""Inicio: what needs doing now, and a few figures of today."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from nequi_plugin import format_pesos
from storefront.accounts.access import staff_required
from storefront.backoffice.figures import (
    Received,
    ageing,
    approval_rate,
    month_received,
    receivable,
    received_today,
    time_to_approve,
)
from storefront.backoffice.sales import sales
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
        ageing=_ageing(),
        sales=sales(now),
        month=month_received(now),
    )


def _ageing() -> list[tuple[str, str, list[tuple[float, str]]]]:
    """(label, amount, bar) per bucket; each bar is a share of all that is owed."""
    sums = ageing(nequi.now())
    whole = max(1, sum(sums))
    labels = (_("Por vencer"), _("1 a 30 días"), _("31 a 60 días"), _("61 a 90 días"),
              _("Más de 90 días"))  # fmt: skip
    tones = ("accent", "warn", "bad", "bad", "bad")
    return [
        (label, format_cents(amount), [(max(0.0, amount * 100 / whole), tone)] if amount else [])
        for label, amount, tone in zip(labels, sums, tones, strict=True)
    ]


@todo
def _to_resolve() -> Todo | None:
    queued = nequi.payments(queued=True, limit=100)
    refunds = nequi.refunds_to_resolve()
    if not queued and not refunds:
        return None
    waiting = len(queued) + len(refunds)
    oldest = (queued[-1].description, queued[-1].pesos) if queued else (
        _("Una devolución"), refunds[0].pesos)  # fmt: skip
    return Todo(
        icon="search",
        title=ngettext("%(num)d caso por resolver", "%(num)d casos por resolver", waiting),
        detail=f"{oldest[0]}, {format_pesos(oldest[1])}",
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
    detail = (_("%(a)s de %(b)s en 7 días", a=approved, b=ended) if ended
              else _("Ninguno en 7 días"))  # fmt: skip
    return Kpi(_("Pagos aprobados"), share, detail)


@kpi
def _quick() -> Kpi:
    took = time_to_approve(nequi)
    seconds = 0 if took is None else round(took.total_seconds())
    words = f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
    if took is None:
        return Kpi(_("Tiempo en aprobar"), "–", _("Ninguno en 7 días"))
    return Kpi(_("Tiempo en aprobar"), words, _("La mitad tarda menos"))
