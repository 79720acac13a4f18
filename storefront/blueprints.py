"""Every domain's pages: the public's ``blueprint`` and the merchant's ``admin``."""

from __future__ import annotations

from flask import Flask

from storefront import health, payables, style
from storefront.accounts import first_run_views, people_admin
from storefront.accounts import views as accounts
from storefront.backoffice import admin as start
from storefront.backoffice import (
    health_admin,
    help_admin,
    journal_admin,
    payments_admin,
    queue_admin,
    reconciling_admin,
    refunds_admin,
)
from storefront.cart import views as cart
from storefront.catalog import admin as catalog_admin
from storefront.catalog import stock_admin
from storefront.catalog import views as catalog
from storefront.company import admin as company
from storefront.company import check, nequi_admin
from storefront.coupons import admin as coupons_admin
from storefront.credits import admin as credits_admin
from storefront.customers import admin as customers
from storefront.imports import admin as imports_admin
from storefront.invoices import admin as invoices
from storefront.invoices import document_admin
from storefront.notes import admin as notes_admin
from storefront.notes import annul_admin, paper_admin, undo_admin
from storefront.orders import admin as orders_admin
from storefront.orders import views as orders
from storefront.orders.by_hand import paying_admin, unpaying_admin
from storefront.orders.credit import documenting_admin, invoicing_admin
from storefront.orders.desk import admin as desk_admin
from storefront.orders.dispatch import admin as sending_admin
from storefront.pictures import views as pictures
from storefront.receipts import admin as receipts_admin
from storefront.receipts import views as receipts
from storefront.shipping import admin as shipping_admin
from storefront.statements import admin as statements_admin
from storefront.statements import code_views
from storefront.statements import views as statements

PUBLIC = (
    health.blueprint,
    accounts.blueprint,
    first_run_views.blueprint,
    catalog.blueprint,
    pictures.blueprint,
    cart.blueprint,
    orders.blueprint,
    statements.blueprint,
    code_views.blueprint,
    receipts.blueprint,
)
OFFICE = (
    start.admin,
    payments_admin.admin,
    refunds_admin.admin,
    queue_admin.admin,
    reconciling_admin.admin,
    health_admin.admin,
    help_admin.admin,
    journal_admin.admin,
    people_admin.admin,
    company.admin,
    nequi_admin.admin,
    customers.admin,
    imports_admin.admin,
    credits_admin.admin,
    invoices.admin,
    document_admin.admin,
    notes_admin.admin,
    annul_admin.admin,
    paper_admin.admin,
    undo_admin.admin,
    documenting_admin.admin,
    statements_admin.admin,
    receipts_admin.admin,
    catalog_admin.admin,
    stock_admin.admin,
    coupons_admin.admin,
    shipping_admin.admin,
    orders_admin.admin,
    desk_admin.admin,
    paying_admin.admin,
    unpaying_admin.admin,
    invoicing_admin.admin,
    sending_admin.admin,
)
REGISTERING = (payables, check)
"""Their import registers kinds, jobs and checks with the plugin; they have no pages."""


def register(app: Flask) -> None:
    """Register every page; the style sheet's page only outside production."""
    for blueprint in (*PUBLIC, *OFFICE):
        app.register_blueprint(blueprint)
    if app.config["ENVIRONMENT"] != "production":
        app.register_blueprint(style.blueprint)
