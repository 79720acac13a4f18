"""Whom every route answers; ``test_access`` knocks at all of them."""
from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PIL import Image

from storefront.pictures.keeping import keep
from tests.security.estate import OURS, THEIRS, Estate


class For(Enum):
    """Whom a route answers."""

    ALL = "everybody"
    STAFF = "whoever signed in"
    OWNER = "the owner"
    LINK = "whoever holds its link, signed in or not"
    NOBODY = "nobody here: it wants a shop without accounts"


@dataclass(frozen=True)
class Door:
    """Whom a route answers, and what stands in its address: ``ours`` and ``theirs``."""

    whom: For
    ours: Callable[[Estate], dict[str, object]] = lambda estate: {}
    theirs: Callable[[Estate], dict[str, object]] = lambda estate: {}


def customer(estate: Estate) -> dict[str, object]:
    return {"customer_id": estate.till.customer(OURS)}


def contact(estate: Estate) -> dict[str, object]:
    return customer(estate) | {"contact_id": 999}


def payment(stage: str) -> Callable[[Estate], dict[str, object]]:
    return lambda estate: {"message_id": estate.payments[stage]}


def picture(estate: Estate) -> dict[str, object]:
    """An uploaded one."""
    dot = io.BytesIO()
    Image.new("RGB", (1, 1)).save(dot, "PNG")
    with estate.app.app_context():
        return {"name": keep(dot.getvalue()).rpartition("/")[2]}


def fixed(**values: object) -> Callable[[Estate], dict[str, object]]:
    return lambda estate: values


def sold(estate: Estate) -> dict[str, object]:
    return {"number": 2042 + int(estate.orders["paid"])}


def untaxed(estate: Estate) -> dict[str, object]:
    return {"number": 2042 + int(estate.orders["untaxed"])}


def credit(estate: Estate) -> dict[str, object]:
    return {"number": 2042 + int(estate.orders["credit"])}


def unpaid(estate: Estate) -> dict[str, object]:
    return {"number": 2042 + int(estate.orders["unpaid"])}


def sent(estate: Estate) -> dict[str, object]:
    return {"number": 2042 + int(estate.orders["sent"])}


def imported(estate: Estate) -> dict[str, object]:
    return {"word": "clientes", "file_id": estate.imported}


ALL, STAFF, OWNERS = Door(For.ALL), Door(For.STAFF), Door(For.OWNER)
OF_CUSTOMER = Door(For.STAFF, customer)
PAGE = Door(
    For.LINK,
    lambda estate: {"token": estate.page("order", estate.orders["waiting"])},
    lambda estate: {"token": estate.statement(THEIRS)},
)
STATEMENT = Door(
    For.LINK,
    lambda estate: {"link": estate.statement(OURS)},
    lambda estate: {"link": estate.order_link("paid")},
)
DOORS = {
    "accounts.password": STAFF,
    "accounts.sign_in": ALL,
    "accounts.sign_out": ALL,
    "backoffice.index": STAFF,
    "cart.change": ALL,
    "cart.show": ALL,
    "catalog.add": Door(For.ALL, fixed(slug="taza")),
    "catalog.home": ALL,
    "catalog.information": ALL,
    "catalog.product": Door(For.ALL, fixed(slug="taza")),
    "catalog.search": ALL,
    "catalog_admin.edit": Door(For.STAFF, fixed(product_id=1)),
    "catalog_admin.new": STAFF,
    "catalog_admin.products": STAFF,
    "cart.coupon": ALL,
    "cart.destination": ALL,
    "shipping_admin.page": STAFF,
    "shipping_admin.save": OWNERS,
    "coupons_admin.edit": Door(For.STAFF, fixed(coupon_id=1)),
    "coupons_admin.index": STAFF,
    "coupons_admin.new": STAFF,
    "company.company": STAFF,
    "company.index": STAFF,
    "company.save": OWNERS,
    "company_nequi.declare_same": OWNERS,
    "company_nequi.integrations": STAFF,
    "company_nequi.methods": STAFF,
    "company_nequi.page": STAFF,
    "company_nequi.save": OWNERS,
    "company_nequi.status": STAFF,
    "credits_admin.pdf": Door(For.STAFF, fixed(use_id=1)),
    "credits_admin.show": Door(For.STAFF, fixed(use_id=1)),
    "credits_admin.undo": Door(For.STAFF, fixed(use_id=1)),
    "credits_admin.use": OF_CUSTOMER,
    "customers_admin.add_contact": OF_CUSTOMER,
    "customers_admin.edit": OF_CUSTOMER,
    "customers_admin.index": STAFF,
    "customers_admin.new": STAFF,
    "customers_admin.remove_contact": Door(For.STAFF, contact),
    "customers_admin.show": OF_CUSTOMER,
    "documents_admin.link": Door(
        For.STAFF, lambda estate: {"invoice_id": estate.document()}
    ),
    "documents_admin.new": STAFF,
    "annul_admin.annul": Door(For.STAFF, credit),
    "note_admin.show": Door(For.STAFF, fixed(note_id=1)),
    "unnoting_admin.undo": Door(For.OWNER, fixed(note_id=1)),
    "note_admin.pdf": Door(For.STAFF, fixed(note_id=1)),
    "documenting_admin.document": Door(For.STAFF, untaxed),
    "notes_admin.new": Door(For.STAFF, lambda estate: {"invoice_id": estate.document()}),
    "documents_admin.unlinked": STAFF,
    "first_run.start": Door(For.NOBODY, fixed(token="none")),
    "health.healthz": ALL,
    "health_admin.index": STAFF,
    "help_admin.index": STAFF,
    "journal_admin.index": OWNERS,
    "imports_admin.confirm": Door(For.STAFF, imported),
    "imports_admin.show": Door(For.STAFF, imported),
    "imports_admin.template": Door(For.STAFF, fixed(word="clientes")),
    "imports_admin.to_mend": Door(For.STAFF, imported),
    "imports_admin.upload": Door(For.STAFF, fixed(word="clientes")),
    "invoices_admin.index": STAFF,
    "invoices_admin.new": STAFF,
    "invoices_admin.pdf": Door(For.STAFF, fixed(invoice_id=1)),
    "invoices_admin.pdf_to_send": Door(For.STAFF, fixed(invoice_id=1)),
    "invoices_admin.show": Door(For.STAFF, fixed(invoice_id=1)),
    "nequi.again": PAGE,
    "nequi.cancel": PAGE,
    "nequi.code": PAGE,
    "nequi.code_image": PAGE,
    "nequi.declare": PAGE,
    "nequi.look": PAGE,
    "nequi.mail": PAGE,
    "nequi.scan": PAGE,
    "nequi.number": PAGE,
    "nequi.page": PAGE,
    "nequi.pay": PAGE,
    "nequi.static": Door(For.ALL, fixed(filename="nequi.css")),
    "nequi.status": PAGE,
    "nequi_webhook.webhook": ALL,
    "orders.checkout": ALL,
    "orders.place": ALL,
    "orders.proof": Door(
        For.LINK,
        lambda estate: estate.proof("orders", "paid"),
        lambda estate: estate.proof("orders", "paid") | {"link": estate.order_link("waiting")},
    ),
    "orders.show": Door(
        For.LINK,
        lambda estate: {"link": estate.order_link("waiting")},
        lambda estate: {"link": estate.statement(THEIRS)},
    ),
    "orders.cancel": Door(
        For.LINK,
        lambda estate: {"link": estate.order_link("unpaid")},
        lambda estate: {"link": estate.statement(THEIRS)},
    ),
    "orders_admin.cancel": Door(For.STAFF, fixed(number=2043)),
    "orders_admin.note": Door(For.STAFF, fixed(number=2043)),
    "orders_admin.order": Door(For.STAFF, fixed(number=2043)),
    "orders_admin.orders": STAFF,
    "desk_admin.new": STAFF,
    "paying_admin.mark": Door(For.STAFF, unpaid),
    "unpaying_admin.undo": Door(For.OWNER, sent),
    "sending_admin.arrive": Door(For.STAFF, sent),
    "sending_admin.packing_list": Door(For.STAFF, sold),
    "sending_admin.send": Door(For.STAFF, sold),
    "sending_admin.take_back": Door(For.STAFF, sent),
    "invoicing_admin.invoice": Door(For.STAFF, sold),
    "payments_admin.index": STAFF,
    "payments_admin.payment": Door(For.STAFF, payment("ours")),
    "refunds_admin.ask": Door(For.OWNER, payment("ours")),
    "refunds_admin.index": Door(For.OWNER, payment("ours")),
    "refunds_admin.settle": Door(
        For.OWNER, lambda estate: payment("ours")(estate) | {"reference": "none"}
    ),
    "queue_admin.ask": Door(For.STAFF, payment("review")),
    "people_admin.edit": Door(For.OWNER, fixed(user_id=1)),
    "people_admin.index": OWNERS,
    "people_admin.new": OWNERS,
    "pictures.show": Door(For.ALL, picture),
    "queue_admin.index": STAFF,
    "queue_admin.give_key": Door(For.STAFF, payment("review")),
    "reconciling_admin.drop": STAFF,
    "reconciling_admin.fetch": STAFF,
    "reconciling_admin.index": STAFF,
    "reconciling_admin.show": Door(For.STAFF, lambda estate: {"run_id": estate.run}),
    "queue_admin.resolve": Door(For.STAFF, payment("review")),
    "receipts.ask": ALL,
    "receipts.show": Door(
        For.LINK,
        lambda estate: {"code": estate.code("ours")},
        lambda estate: {"code": estate.payments["ours"] + estate.code("theirs")[-9:]},
    ),
    "receipts_admin.index": STAFF,
    "receipts_admin.new": Door(For.STAFF, payment("ours")),
    "receipts_admin.pdf": Door(For.STAFF, fixed(receipt_id=1)),
    "receipts_admin.show": Door(For.STAFF, fixed(receipt_id=1)),
    "receipts_admin.tray": STAFF,
    "receipts_admin.void": Door(For.STAFF, fixed(receipt_id=1)),
    "statements.pay": STATEMENT,
    "statements.pdf": STATEMENT,
    "statements.proof": Door(
        For.LINK,
        lambda estate: estate.proof("statements", "ours"),
        lambda estate: estate.proof("statements", "ours") | {"link": estate.statement(THEIRS)},
    ),
    "statement_codes.ask": ALL,
    "statement_codes.go": ALL,
    "statements.renew": STATEMENT,
    "statements.show": STATEMENT,
    "statements_admin.link": OF_CUSTOMER,
    "statements_admin.pdf": OF_CUSTOMER,
    "statements_admin.send": OF_CUSTOMER,
    "statements_admin.show": OF_CUSTOMER,
    "static": Door(For.ALL, fixed(filename="css/tokens.css")),
    "stock_admin.show": Door(For.STAFF, fixed(product_id=1)),
    "style.index": ALL,
    "style.office": ALL,
    "style.pay": Door(For.ALL, fixed(face="espera")),
    "style.shop": ALL,
}
