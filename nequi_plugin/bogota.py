"""Colombian time and Spanish dates, at the edge of display only."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from nequi_plugin.money import NBSP

BOGOTA = timezone(timedelta(hours=-5), "America/Bogota")  # Colombia keeps no summer time
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")


def bogota_date(moment: datetime) -> date:
    """The day in Bogota of an aware time."""
    return moment.astimezone(BOGOTA).date()


def show_time(moment: datetime) -> str:
    """``9:30 a. m.`` with no-break spaces."""
    local = moment.astimezone(BOGOTA)
    half = "a" if local.hour < 12 else "p"
    return f"{local.hour % 12 or 12}:{local:%M}{NBSP}{half}.{NBSP}m."


def show_moment(moment: datetime) -> str:
    """``25 nov 2026, 10:42 a. m.``"""
    return f"{show_date(bogota_date(moment))}, {show_time(moment)}"


def show_date(day: date) -> str:
    """``25 nov 2026``"""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
