"""Where a payment leads: its order or its customer, and its live recibo de caja."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select

from nequi_plugin import Payment
from storefront.db import db
from storefront.debts.models import Booking
from storefront.orders.models import BEFORE_FIRST
from storefront.receipts.models import Receipt
from storefront.statements.models import Selection


@dataclass(frozen=True)
class Subject:
    """``url`` is empty where nothing can be opened; ``receipt`` is a number or empty."""

    url: str = ""
    receipt: str = ""
    receipt_url: str = ""


def subjects(payments: Iterable[Payment]) -> dict[str, Subject]:
    """MessageID → what it pays; two queries for all of them."""
    asked = list(payments)
    customers = _customers([p.key for p in asked if p.kind == "statement"])
    receipts = _receipts([p.message_id for p in asked])
    return {
        p.message_id: Subject(_url(p, customers), *receipts.get(p.message_id, ("", "")))
        for p in asked
    }


def _url(payment: Payment, customers: dict[str, int]) -> str:
    if payment.kind == "order" and payment.key.isdigit():
        return url_for("orders_admin.order", number=int(payment.key) + BEFORE_FIRST)
    if payment.kind == "statement" and payment.key in customers:
        return url_for("statements_admin.show", customer_id=customers[payment.key])
    return ""


def _customers(keys: list[str]) -> dict[str, int]:
    ids = [int(key) for key in keys if key.isdigit()]
    if not ids:
        return {}
    query = select(Selection.id, Selection.customer_id).where(Selection.id.in_(ids))
    return {str(selection): customer for selection, customer in db.session.execute(query)}


def _receipts(message_ids: list[str]) -> dict[str, tuple[str, str]]:
    if not message_ids:
        return {}
    query = (
        select(Booking.message_id, Receipt.number, Receipt.id)
        .join(Receipt, Receipt.id == Booking.receipt_id)
        .where(Booking.message_id.in_(message_ids))
    )
    return {
        message_id: (number, url_for("receipts_admin.show", receipt_id=receipt_id))
        for message_id, number, receipt_id in db.session.execute(query)
    }
