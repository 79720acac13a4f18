"""Ayuda: how the merchant does each thing, in plain words, with a way to where it is done."""

from __future__ import annotations

from flask import Blueprint, render_template

from storefront.accounts.access import staff_required
from storefront.extensions import nequi

admin = Blueprint("help_admin", __name__, url_prefix="/admin/ayuda")


@admin.get("")
@staff_required
def index() -> str:
    """Every question on one page, each with its own address after the #."""
    return render_template("backoffice/help.html", webhook=nequi.url_for("nequi_webhook.webhook"))
