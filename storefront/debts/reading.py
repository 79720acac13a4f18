"""What debts say right now: payable per debt, read fresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from storefront.db import AnySession, db
from storefront.debts import rules
from storefront.debts.models import Allocation, Booking, Debt
from storefront.money import Cents

_WAITING = select(func.coalesce(func.sum(Allocation.lowers), 0)).where(
    Allocation.debt_id == Debt.id,
    Allocation.receipt_id.is_(None),
    Allocation.taken_back_at.is_(None),
)
_PAYABLE = select(Debt.id, Debt.balance_cents, _WAITING.correlate(Debt).scalar_subquery())
_OF_ORDER = _PAYABLE.where(Debt.order_id == bindparam("order_id"))


def debts(s: AnySession, ids: Iterable[int]) -> dict[int, Debt]:
    """The rows of ``ids``, read from the database again, by id."""
    query = select(Debt).where(Debt.id.in_(list(ids))).execution_options(populate_existing=True)
    return {row.id: row for row in s.scalars(query)}


def pending(s: AnySession, debt_ids: Iterable[int]) -> dict[int, Cents]:
    """Approved but not yet receipted, per debt; debts without any are missing."""
    query = (
        select(Allocation.debt_id, func.sum(Allocation.lowers))
        .where(
            Allocation.debt_id.in_(list(debt_ids)),
            Allocation.receipt_id.is_(None),
            Allocation.taken_back_at.is_(None),
        )
        .group_by(Allocation.debt_id)
    )
    return {debt_id: Cents(int(cents)) for debt_id, cents in s.execute(query)}


def payable(s: AnySession, debt_ids: Iterable[int]) -> dict[int, Cents]:
    """Balance less what is approved and not receipted, per debt; unknown ids are missing."""
    return payable_where(s, Debt.id.in_(list(debt_ids)))


def payable_where(s: AnySession, which: ColumnElement[bool]) -> dict[int, Cents]:
    """The same of the debts that ``which`` tells.

    One statement: a receipt moves both at once and may not fall between two readings.
    """
    return _payable(s, _PAYABLE.where(which))


def payable_of_order(s: AnySession, order_id: int) -> tuple[int, Cents]:
    """The same of the one debt of an order, with its id; every page of a payment asks for it."""
    ((debt_id, cents),) = _payable(s, _OF_ORDER, order_id=order_id).items()
    return debt_id, cents


def _payable(
    s: AnySession, query: Select[*tuple[Any, ...]], **values: int
) -> dict[int, Cents]:
    return {
        debt_id: rules.payable(balance, Cents(int(waits)))
        for debt_id, balance, waits in s.execute(query, values)
    }


def given(s: AnySession, message_id: str, debt_id: int) -> Cents:
    """What one payment gave one debt and has not been taken back."""
    query = select(func.sum(Allocation.cents)).filter_by(
        message_id=message_id, debt_id=debt_id, taken_back_at=None
    )
    return Cents(int(s.scalar(query) or 0))


def withheld_debts(s: AnySession, debt_ids: Iterable[int]) -> set[int]:
    """Those of ``debt_ids`` that a payment has a retention on already."""
    query = select(Allocation.debt_id).where(
        Allocation.debt_id.in_(list(debt_ids)),
        Allocation.withheld_cents > 0,
        Allocation.taken_back_at.is_(None),
    )
    return set(s.scalars(query))


@dataclass(frozen=True)
class Paid:
    """One payment towards a debt; ``receipt_id`` is its live receipt or None, ``use_id`` the
    cruce that made it out of saldo a favor, ``freed`` that it became saldo a favor (again), by
    the nota crédito ``note_id`` where one did that."""

    message_id: str
    cents: Cents
    withheld: Cents
    approved_at: datetime
    receipt_id: int | None
    taken_back_at: datetime | None
    use_id: int | None
    freed: bool
    note_id: int | None


def history(debt_id: int) -> list[Paid]:
    """Every payment towards one debt, newest first."""
    query = (
        select(
            Allocation.message_id, Allocation.cents, Allocation.withheld_cents,
            Allocation.approved_at, Allocation.receipt_id, Allocation.taken_back_at,
            Allocation.use_id, Allocation.freed, Allocation.note_id,
        )
        .where(Allocation.debt_id == debt_id)
        .order_by(Allocation.approved_at.desc(), Allocation.id)
    )  # fmt: skip
    return [Paid(*row) for row in db.session.execute(query)]


def bookings(s: AnySession, debt_id: int, message_ids: Collection[str]) -> dict[str, Booking]:
    """The payments that gave this debt something, and those named; newest first, by reference."""
    gave = select(Allocation.message_id).where(Allocation.debt_id == debt_id)
    query = select(Booking).where(
        or_(Booking.message_id.in_(gave), Booking.message_id.in_(message_ids))
    )
    return {row.message_id: row for row in s.scalars(query.order_by(Booking.id.desc()))}
