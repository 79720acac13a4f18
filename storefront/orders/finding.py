"""The merchant's list of orders: by number, name, mail, phone or invoice, each by its index."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from sqlalchemy import ColumnElement, Select, TextClause, and_, select
from sqlalchemy.orm import selectinload

from nequi_plugin import clean_phone
from storefront.db import db
from storefront.debts.models import Debt
from storefront.invoices.models import Invoice
from storefront.namekeys import name_key, starts_with
from storefront.orders.models import BEFORE_FIRST, INVOICED, UNINVOICED, UNSENT, Order, OrderState

LONGEST = 80
LARGEST = 2**31
STATES: dict[str, OrderState | TextClause | None] = {
    "todos": None,
    "sin-pagar": OrderState.PLACED,
    "por-acordar": OrderState.TO_ARRANGE,
    "a-credito": OrderState.CREDIT,
    "pagados": OrderState.PAID,
    "por-enviar": UNSENT,
    "sin-factura": UNINVOICED,
    "anulados": OrderState.CANCELLED,
    "devueltos": OrderState.REFUNDED,
}
_LINKED = (
    select(Debt.id)
    .join(Invoice, Invoice.id == Debt.invoice_id)
    .where(Debt.order_id == Order.id, Invoice.einvoice_number != "")
)
"""A documento de cobro of the order that names its electronic invoice."""


def found(asked: str, state: str, before: int | None, limit: int) -> list[Order]:
    """Newest first, paged by ``before``; what was typed goes before the state's chip."""
    rows: dict[int, Order] = {}
    for query in queries(asked, state, before, limit):
        rows.update((row.id, row) for row in db.session.scalars(query))
    return sorted(rows.values(), key=lambda row: -row.id)[:limit]


def queries(asked: str, state: str, before: int | None, limit: int) -> list[Select[Order]]:
    """The reads behind ``found``: one per way to mean what was typed."""
    base = select(Order).options(selectinload(Order.lines)).order_by(Order.id.desc()).limit(limit)
    if before is not None:
        base = base.where(Order.id < before)
    plain = "".join(sign for sign in asked if sign.isprintable()).strip()[:LONGEST]
    if plain:
        return [base.where(condition) for condition in _conditions(plain)]
    wanted = STATES[state]
    if isinstance(wanted, OrderState):
        return [base.where(Order.state == wanted)]
    if wanted is UNINVOICED:
        return [base.where(wanted, ~_LINKED.exists())]
    return [base if wanted is None else base.where(wanted)]


def _conditions(plain: str) -> Iterator[ColumnElement[bool]]:
    number = plain.removeprefix("#")
    if number.isascii() and number.isdigit() and BEFORE_FIRST < int(number) < LARGEST:
        yield Order.id == int(number) - BEFORE_FIRST
    phone = clean_phone(plain)
    if phone is not None:
        yield Order.phone == phone
    if plain.upper().startswith(tuple(ascii_uppercase)) and any(map(str.isdigit, plain)):
        yield and_(INVOICED, Order.einvoice_number == plain.upper())
    if "@" in plain:
        yield Order.email.in_((plain, plain.lower()))
    key = name_key(plain)
    if key and not plain.isdigit():
        yield starts_with(Order.name_key, key)
