"""Which domain offers which pages (``blueprint``, ``admin``) or registers jobs by its import."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

MODULES = (
    "storefront.health",
    "storefront.accounts.views",
    "storefront.company.check",
    "storefront.company.admin",
    "storefront.company.nequi_admin",
    "storefront.backoffice.admin",
    "storefront.backoffice.payments_admin",
    "storefront.backoffice.queue_admin",
    "storefront.backoffice.health_admin",
    "storefront.customers.admin",
    "storefront.invoices.admin",
    "storefront.statements.views",
    "storefront.statements.admin",
    "storefront.receipts.views",
    "storefront.receipts.admin",
    "storefront.catalog.views",
    "storefront.catalog.admin",
    "storefront.cart.views",
    "storefront.orders.views",
    "storefront.orders.admin",
    "storefront.payables",
)


DEVELOPMENT = ("storefront.style",)


def register(app: Flask) -> None:
    """Register every domain's blueprints."""
    extra = () if app.config["ENVIRONMENT"] == "production" else DEVELOPMENT
    for name in MODULES + extra:
        if not _exists(name):
            continue
        module = import_module(name)
        for attribute in ("blueprint", "admin"):
            blueprint = getattr(module, attribute, None)
            if blueprint is not None:
                app.register_blueprint(blueprint)


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False
