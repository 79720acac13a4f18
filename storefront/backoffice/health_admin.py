"""Estado del sistema: is everything at work, in words a merchant understands."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask_babel import gettext as _
from sqlalchemy import text

from storefront.accounts.access import staff_required
from storefront.company.models import ONLY, NequiSettings
from storefront.company.nequi_admin import last_contact
from storefront.dates import office_datetime, office_time
from storefront.extensions import db, nequi

admin = Blueprint("health_admin", __name__, url_prefix="/admin/estado-del-sistema")


@dataclass(frozen=True)
class Fact:
    """One line: what, whether it is well, and what to do otherwise."""

    name: str
    good: bool
    text: str


@admin.get("")
@staff_required
def index() -> str:
    """The facts, worst first."""
    facts = sorted([_database(), _worker(), _nequi(), _contact(), _mail()], key=lambda f: f.good)
    now = nequi.now()
    return render_template("backoffice/health.html", facts=facts, time=office_time(now))


def _database() -> Fact:
    db.session.execute(text("SELECT 1"))
    name = "PostgreSQL" if db.engine.dialect.name == "postgresql" else "SQLite"
    return Fact(_("Base de datos"), True, name)


def _worker() -> Fact:
    alive = nequi.worker_alive()
    mend = _("No responde. Reinicia la tienda o el proceso de trabajo.")
    return Fact(_("Trabajo en segundo plano"), alive, _("Trabajando") if alive else mend)


def _nequi() -> Fact:
    closed = nequi.is_open()
    state = _("Modo de prueba") if nequi.test_mode else _("En producción")
    return Fact(_("Pagos con Nequi"), closed is None, closed or state)


def _contact() -> Fact:
    row = db.session.get(NequiSettings, ONLY)
    at = last_contact(row)
    words = office_datetime(at) if at else _("Todavía no")
    return Fact(_("Último contacto con Nequi"), at is not None, words)


def _mail() -> Fact:
    server = current_app.config.get("MAIL_SERVER") or ""
    mend = _("Falta MAIL_SERVER: los correos esperan.")
    return Fact(_("Servidor de correo"), bool(server), server or mend)
