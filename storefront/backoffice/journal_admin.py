"""Configuración › Registro de cambios: every deed of the staff, for the owner."""

from __future__ import annotations

from flask import Blueprint, render_template

from storefront.accounts.access import owner_required
from storefront.backoffice.journal import deeds
from storefront.rowids import asked_id

admin = Blueprint("journal_admin", __name__, url_prefix="/admin/configuracion/registro")


@admin.get("")
@owner_required
def index() -> str:
    """Newest first, paged by key."""
    before = asked_id("antes")
    found, older = deeds(before)
    return render_template("backoffice/journal.html", deeds=found, older=older, before=before)
