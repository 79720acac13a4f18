"""Primeros pasos: from an empty shop to one that sells, until its first order."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from storefront.accounts import first_run
from storefront.catalog.models import Product
from storefront.company.gate import merchant
from storefront.db import db
from storefront.extensions import nequi
from storefront.orders.models import Order


@dataclass(frozen=True)
class Step:
    """One line of the list; ``label`` and ``url`` lead to where it is done."""

    title: str
    detail: str
    done: bool
    label: str
    url: str


def first_steps() -> list[Step]:
    """The four steps in order; none in a demo shop, and none once everything is done."""
    if not first_run.was_used():
        return []
    product = db.session.scalar(select(Product.id).where(Product.active).limit(1))
    order = db.session.scalar(select(Order.id).limit(1))
    sells = merchant()
    steps = [
        Step(_("Empresa"), _("Tu identificación, tu contacto y el nombre de la tienda."),
             bool(sells.name and sells.nit), _("Llenar"), url_for("company.company")),
        Step(_("Nequi"), _("Las llaves y el interruptor con que te pagan."),
             nequi.is_open() is None, _("Activar"), url_for("company_nequi.page")),
        Step(_("Primer producto"), _("Con precio, existencias y una foto."),
             product is not None, _("Agregar"), url_for("catalog_admin.new")),
        Step(_("Primer pedido"), _("Cómprate algo y págalo: así ves lo que ven tus clientes."),
             order is not None, _("Ver la tienda"), url_for("catalog.home")),
    ]  # fmt: skip
    return [] if all(step.done for step in steps) else steps
