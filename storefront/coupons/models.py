"""Rows of coupons. One is never deleted: orders name it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from storefront.coupons.rules import Terms
from storefront.db import Model, UtcDateTime, cents_column
from storefront.money import ZERO, Cents


class Coupon(Model):
    """``key`` is the code as it is found; ``used`` counts the orders that hold it, paid or not.

    ``storefront.coupons.service`` alone changes ``used``, in the order's own transaction.
    """

    __tablename__ = "coupon"
    __table_args__ = (
        CheckConstraint("used >= 0", name="used_not_negative"),
        CheckConstraint("most_uses = 0 OR used <= most_uses", name="never_overused"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(30), unique=True)
    percent: Mapped[int] = mapped_column(default=0)
    off_cents: Mapped[Cents] = cents_column(default=ZERO)
    smallest_cents: Mapped[Cents] = cents_column(default=ZERO)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    most_uses: Mapped[int] = mapped_column(default=0)
    used: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def terms(self) -> Terms:
        """What it says, as a plain value."""
        return Terms(
            self.id, self.code, self.version, self.percent, self.off_cents, self.smallest_cents,
            self.starts_on, self.ends_on, self.most_uses, self.used, self.active,
        )  # fmt: skip
