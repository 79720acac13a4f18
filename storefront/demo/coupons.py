"""The demo's one coupon."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from storefront.coupons.models import Coupon
from storefront.coupons.rules import key_of
from storefront.extensions import nequi

CODE, PERCENT = "LADERA10", 10


def seed(s: Session) -> None:
    """Once; what a person made of it later stays."""
    if s.scalar(select(Coupon.id).where(Coupon.key == key_of(CODE))) is None:
        s.add(Coupon(code=CODE, key=key_of(CODE), percent=PERCENT, made_at=nequi.now()))
