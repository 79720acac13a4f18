"""Pieces kept for orders. The one place that changes ``variant.taken``.

A conditional UPDATE takes pieces only where enough are left, so two shoppers can never get
the same last one; a check constraint stands behind it. Variants are always taken in the
order of their ids: two orders can wait for each other, never both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from storefront.catalog.models import Product, Variant
from storefront.orders.models import Kept, Order, StockReservation

_TAKE = (
    update(Variant)
    .where(Variant.id == bindparam("variant"))
    .where(Variant.taken + bindparam("pieces") <= Variant.stock)
    .where(Variant.active, Variant.product.has(Product.active))
    .values(taken=Variant.taken + bindparam("pieces"))
    .execution_options(synchronize_session=False)
)


class SoldOut(Exception):
    """Not enough pieces are left; ``variant_ids`` names every variant that falls short."""

    def __init__(self, variant_ids: tuple[int, ...]) -> None:
        super().__init__(f"not enough pieces of variants {variant_ids}")
        self.variant_ids = variant_ids


def reserve(s: Session, order: Order, until: datetime) -> None:
    """Keep the order's pieces until then; raises SoldOut (roll back what was taken).

    Rows that are reserved already only get the later end; sold ones stay.
    """
    rows = {row.variant_id: row for row in order.reservations}
    missing = [row for row in _needs(order, rows, until) if row.state != Kept.RESERVED]
    for row in rows.values():
        if row.state != Kept.SOLD:
            row.state, row.until = Kept.RESERVED, until
    short = tuple(row.variant_id for row in missing if not _take(s, row))
    if short:
        raise SoldOut(short)


def sell(order: Order) -> None:
    """The order is paid: what it holds is its own for good."""
    for row in order.reservations:
        if row.state == Kept.RESERVED:
            row.state = Kept.SOLD


def unsell(order: Order, until: datetime) -> None:
    """It is not paid after all: its own pieces are kept for it until then."""
    for row in order.reservations:
        if row.state == Kept.SOLD:
            row.state, row.until = Kept.RESERVED, until


def release(s: Session, order: Order, *states: Kept) -> bool:
    """Give back what the order holds in one of ``states``; True when there was something."""
    given = [row for row in order.reservations if row.state in states]
    for row in given:
        row.state = Kept.RELEASED
        s.execute(
            update(Variant)
            .where(Variant.id == row.variant_id)
            .values(taken=Variant.taken - row.quantity)
            .execution_options(synchronize_session=False)
        )
    return bool(given)


def holds_all(order: Order) -> bool:
    """Whether every piece of the order is reserved or sold."""
    return all(row.state != Kept.RELEASED for row in order.reservations)


def _needs(
    order: Order, rows: dict[int, StockReservation], until: datetime
) -> Iterable[StockReservation]:
    """The order's reservation rows in id order of their variants, made where missing."""
    for line in order.lines:
        if line.variant_id not in rows:
            row = StockReservation(
                variant_id=line.variant_id,
                quantity=line.quantity,
                state=Kept.RELEASED,
                until=until,
            )
            order.reservations.append(row)
            rows[line.variant_id] = row
    return [rows[variant_id] for variant_id in sorted(rows) if rows[variant_id].state != Kept.SOLD]


def _take(s: Session, row: StockReservation) -> bool:
    """Take the pieces if they are left; one UPDATE decides."""
    taken = s.execute(_TAKE, {"variant": row.variant_id, "pieces": row.quantity})
    return bool(taken.rowcount)  # type: ignore[attr-defined] # an UPDATE has one
