"""The start page's chart: what the shop sold on each of the last seven Colombian days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import case, func, select

from storefront.dates import BOGOTA, WEEKDAYS, bogota_today
from storefront.db import db
from storefront.money import Cents, format_cents
from storefront.orders.models import Order, OrderState

SHOWN = 7
TALLEST = 172
"""Pixels of the best day's bar; a day that sold anything has at least ``SHORTEST``."""
SHORTEST = 4


@dataclass(frozen=True)
class Bar:
    """One day: ``height`` in pixels, ``thousands`` as printed over it, ``value`` read aloud."""

    day: str
    value: str
    thousands: str
    height: int
    today: bool


@dataclass(frozen=True)
class Sales:
    """The bars, oldest first, and the sum of all; ``any`` is False when nothing was sold."""

    bars: list[Bar]
    total: str
    any: bool


def sales(now: datetime) -> Sales:
    """Totals of paid orders by the day of their payment; what went back whole is not a sale."""
    today = bogota_today(now)
    days = [today - timedelta(days=back) for back in range(SHOWN)]
    sums = _sums(days)
    best = max(1, *sums.values())
    bars = [
        Bar(
            _("hoy") if day == today else f"{WEEKDAYS[day.weekday()][:3]} {day.day}",
            format_cents(sums[day]),
            f"{round(sums[day] / 100_000):,}".replace(",", "."),
            max(SHORTEST, round(sums[day] * TALLEST / best)) if sums[day] else 0,
            day == today,
        )
        for day in reversed(days)
    ]
    whole = sum(sums.values())
    return Sales(bars, format_cents(whole), whole > 0)


def _sums(days: list[date]) -> dict[date, Cents]:
    """``days``, newest first → what was paid on each: one query for all."""
    starts = [datetime.combine(day, time.min, BOGOTA) for day in days]
    which = case(*((Order.paid_at >= start, at) for at, start in enumerate(starts)))
    query = (
        select(which, func.sum(Order.total_cents))
        .where(Order.state == OrderState.PAID, Order.paid_at >= starts[-1])
        .group_by(which)
    )
    found = {days[at]: Cents(int(cents)) for at, cents in db.session.execute(query)}
    return {day: found.get(day, Cents(0)) for day in days}
