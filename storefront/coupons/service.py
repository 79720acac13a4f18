"""Coupons found, used by an order, given back, and changed by the merchant.

A conditional UPDATE counts a use only while one is left, so that two orders at once never share
the last one; a check constraint stands behind it. Orders take their coupon after their pieces,
and give both back in the same order: they can wait for each other, never both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storefront.audit import record
from storefront.coupons.models import Coupon
from storefront.coupons.rules import Applied, apply, key_of
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import Cents


class Gone(Exception):
    """The coupon changed, or its last use went, while the order was being placed."""


class Taken(Exception):
    """Another coupon has this code."""


class TooFew(Exception):
    """It was used more often than it now may be; ``used`` says how often."""

    def __init__(self, used: int) -> None:
        super().__init__(f"used {used} times")
        self.used = used


@dataclass(frozen=True)
class CouponData:
    """A coupon as the form gives it; see ``rules.Terms``."""

    code: str
    percent: int
    off_cents: Cents
    smallest_cents: Cents
    starts_on: date | None
    ends_on: date | None
    most_uses: int
    active: bool


def applied(code: str, goods: Cents) -> Applied | None:
    """``code`` held against products of that price; None, without a query, for no code."""
    if not code:
        return None
    row = db.session.scalar(
        select(Coupon).where(Coupon.key == key_of(code)).execution_options(populate_existing=True)
    )
    return apply(code, row.terms if row else None, goods, bogota_today(nequi.now()))


def use(s: Session, held: Applied) -> None:
    """Count one use, in the transaction that places the order; raises Gone where it cannot be."""
    if held.terms is None:
        raise Gone(held.code)
    counted = s.execute(
        update(Coupon)
        .where(Coupon.id == held.terms.coupon_id, Coupon.version == held.terms.version)
        .where(Coupon.active, or_(Coupon.most_uses == 0, Coupon.used < Coupon.most_uses))
        .values(used=Coupon.used + 1)
        .execution_options(synchronize_session=False)
    )
    if not counted.rowcount:  # type: ignore[attr-defined] # an UPDATE has one
        raise Gone(held.code)


def give_back(s: Session, coupon_id: int) -> None:
    """An order that held it was cancelled unpaid: that use can be had again."""
    s.execute(
        update(Coupon)
        .where(Coupon.id == coupon_id)
        .values(used=Coupon.used - 1)
        .execution_options(synchronize_session=False)
    )


def use_again(s: Session, coupon_id: int) -> None:
    """The opposite of ``give_back``: that order stands again; raises Gone where no use is left."""
    counted = s.execute(
        update(Coupon)
        .where(Coupon.id == coupon_id)
        .where(or_(Coupon.most_uses == 0, Coupon.used < Coupon.most_uses))
        .values(used=Coupon.used + 1)
        .execution_options(synchronize_session=False)
    )
    if not counted.rowcount:  # type: ignore[attr-defined] # an UPDATE has one
        raise Gone(str(coupon_id))


def save(coupon_id: int | None, data: CouponData, actor: str) -> int:
    """Make or change a coupon; gives its id.

    Raises Taken for a code that another coupon has, TooFew where it was used more often than
    ``data`` allows, LookupError for a coupon that is not there.
    """
    try:
        return _save(coupon_id, data, actor)
    except IntegrityError:  # somebody made one with the same code at the same moment
        raise Taken(data.code) from None


def _save(coupon_id: int | None, data: CouponData, actor: str) -> int:
    with nequi.unit_of_work() as s:
        row = _locked(s, coupon_id)
        same = select(Coupon.id).where(Coupon.key == key_of(data.code), Coupon.id != row.id)
        if s.scalar(same) is not None:
            raise Taken(data.code)
        if 0 < data.most_uses < (row.used or 0):
            raise TooFew(row.used)
        row.code, row.key = data.code, key_of(data.code)
        row.percent, row.off_cents, row.smallest_cents = (
            data.percent, data.off_cents, data.smallest_cents)  # fmt: skip
        row.starts_on, row.ends_on = data.starts_on, data.ends_on
        row.most_uses, row.active = data.most_uses, data.active
        row.version = (row.version or 0) + 1
        s.add(row)
        s.flush()
        action = "coupon.made" if coupon_id is None else "coupon.saved"
        record(s, actor, action, f"coupon:{row.id}", row.code)
        return row.id


def _locked(s: Session, coupon_id: int | None) -> Coupon:
    """The row, locked against orders that use it meanwhile; a new one for None."""
    if coupon_id is None:
        return Coupon(made_at=nequi.now())
    row = s.get(Coupon, coupon_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise LookupError(f"coupon {coupon_id}")
    return row
