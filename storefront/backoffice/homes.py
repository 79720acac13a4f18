"""What money without a key pays: an order, an invoice, or a customer's debts and credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from storefront.customers.models import Customer
from storefront.db import AnySession, db
from storefront.debts import rules
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.namekeys import name_key
from storefront.orders.models import BEFORE_FIRST, Order
from storefront.statements.models import Selection, SelectionLine
from storefront.statements.reading import account
from storefront.statements.sending import PURPOSE

LINK_LIFE = timedelta(days=60)
LARGEST = 2**31


@dataclass(frozen=True)
class Home:
    """Where the money goes: an order, or a customer's ``debts`` in this order, then credit."""

    name: str
    order_id: int | None = None
    customer_id: int | None = None
    debts: tuple[int, ...] = ()


def home_of(text: str) -> Home | None:
    """The order, invoice or customer (by document or name) of what was typed, or None."""
    number = text.strip().removeprefix("#")
    return _order(number) or _invoice(number) or _customer(number)


def as_credit(home: Home) -> Home | None:
    """All of it as saldo a favor of that customer; None for an order, which keeps none."""
    return Home(home.name, customer_id=home.customer_id) if home.customer_id else None


def shares(home: Home, money: Cents) -> list[tuple[str, Cents]]:
    """What a confirmation shows: each debt with its part, then the saldo a favor."""
    split = _split(db.session, home, money)
    rows = db.session.scalars(select(Debt).where(Debt.id.in_(home.debts)))
    labels = {row.id: row.label for row in rows}
    parts = [(labels[share.debt_id], share.cents) for share in split.shares]
    return [*parts, (_("Saldo a favor"), split.credit)] if split.credit else parts


def key_of(home: Home, money: Cents) -> tuple[str, str]:
    """(kind, key) for the plugin; the debts that ``money`` reaches become a selection of hers.

    Requests that ask for her other debts go on: the payment does not name those.
    """
    if home.order_id is not None:
        return "order", str(home.order_id)
    with nequi.unit_of_work() as s:
        return "statement", str(_selection(s, home, money))


def _split(s: AnySession, home: Home, money: Cents) -> rules.Split:
    owed = payable(s, home.debts)
    frozen = [rules.Share(debt_id, owed[debt_id]) for debt_id in home.debts]
    return rules.allocate(frozen, owed, money)


def _order(number: str) -> Home | None:
    if not (number.isascii() and number.isdigit() and BEFORE_FIRST < int(number) < LARGEST):
        return None
    order = db.session.get(Order, int(number) - BEFORE_FIRST)
    return Home(order.label, order_id=order.id) if order is not None else None


def _invoice(number: str) -> Home | None:
    query = select(Debt).where(
        func.upper(Debt.label) == number.upper(), Debt.kind == "invoice", Debt.customer_id > 0
    )
    debt = db.session.scalars(query.limit(1)).first()
    return Home(debt.label, customer_id=debt.customer_id, debts=(debt.id,)) if debt else None


def _customer(text: str) -> Home | None:
    """Two that answer to the same words are none: nobody guesses whose money it is."""
    document = text.partition("-")[0].replace(".", "").replace(" ", "")
    query = select(Customer).where(
        or_(
            Customer.id_number == document,
            and_(Customer.name_key == name_key(text), Customer.name_key != ""),
        )
    )
    found = list(db.session.scalars(query.limit(2)))
    seen = account(db.session, found[0].id, at=nequi.now()) if len(found) == 1 else None
    if seen is None:
        return None
    oldest = sorted(seen.statement.items, key=lambda item: (item.due_on, item.debt_id))
    owed = tuple(item.debt_id for item in oldest)
    return Home(seen.name, customer_id=seen.customer_id, debts=owed)


def _selection(s: Session, home: Home, money: Cents) -> int:
    reached = [share.debt_id for share in _split(s, home, money).shares] or home.debts[:1]
    owed, now, owner = payable(s, reached), nequi.now(), home.customer_id or 0
    selection = Selection(
        customer_id=owner,
        link_id=nequi.make_link(s, PURPOSE, str(owner), "", now + LINK_LIFE),
        created_at=now,
        used_at=now,
        lines=[SelectionLine(debt_id=debt_id, cents=owed[debt_id]) for debt_id in reached],
    )
    s.add(selection)
    s.flush()
    return selection.id
