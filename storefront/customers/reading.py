"""Lists and figures of customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, tuple_

from storefront.customers.models import Customer
from storefront.db import db
from storefront.debts.models import Allocation, Debt
from storefront.money import ZERO, Cents
from storefront.namekeys import name_key, starts_with

PAGE = 50


@dataclass(frozen=True)
class Figures:
    """What a customer owes: ``payable`` (Por cobrar) and ``balance`` (Cartera contable)."""

    payable: Cents = ZERO
    balance: Cents = ZERO

    @property
    def unreceipted(self) -> Cents:
        """Paid with Nequi, receipt still missing: the difference of both."""
        return Cents(self.balance - self.payable)


@dataclass(frozen=True)
class Page:
    """Some customers by name, their figures by id, and where the next page starts."""

    customers: list[Customer]
    figures: dict[int, Figures]
    following: int | None


def page(search: str = "", after: int = 0) -> Page:
    """Customers by name from the one ``after`` on; ``search`` matches name, number or mail."""
    query = select(Customer).order_by(Customer.name, Customer.id).limit(PAGE + 1)
    if search:
        query = query.where(or_(*_conditions(search)))
    last = db.session.get(Customer, after) if after else None
    if last is not None:
        query = query.where(tuple_(Customer.name, Customer.id) > (last.name, last.id))
    rows = list(db.session.scalars(query))
    shown = rows[:PAGE]
    following = shown[-1].id if len(rows) > PAGE else None
    return Page(shown, figures(row.id for row in shown), following)


def _conditions(search: str) -> Iterator[ColumnElement[bool]]:
    number = "".join(filter(str.isdigit, search)) or search
    yield Customer.id_number.like(f"{number}%")
    yield Customer.email.ilike(f"{search}%")
    key = name_key(search)
    if key:
        yield starts_with(Customer.name_key, key)


def figures(customer_ids: Iterable[int]) -> dict[int, Figures]:
    """Figures per customer, of the debts that have an issued document; two queries."""
    ids = list(customer_ids)
    documented = (Debt.customer_id.in_(ids), Debt.kind == "invoice")
    owed = db.session.execute(
        select(Debt.customer_id, func.sum(Debt.balance_cents))
        .where(*documented)
        .group_by(Debt.customer_id)
    )
    waiting = db.session.execute(
        select(Debt.customer_id, func.sum(Allocation.lowers))
        .join(Allocation, Allocation.debt_id == Debt.id)
        .where(*documented, Allocation.receipt_id.is_(None), Allocation.taken_back_at.is_(None))
        .group_by(Debt.customer_id)
    )
    pending = {customer_id: int(cents) for customer_id, cents in waiting}
    found = {customer_id: int(cents) for customer_id, cents in owed}
    return {
        customer_id: Figures(
            Cents(found.get(customer_id, 0) - pending.get(customer_id, 0)),
            Cents(found.get(customer_id, 0)),
        )
        for customer_id in ids
    }
