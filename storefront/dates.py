"""Bogota time at the edge of display; everything else is aware UTC."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

BOGOTA = ZoneInfo("America/Bogota")
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
LONG_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio",
    "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def bogota(moment: datetime) -> datetime:
    """The same moment on a Colombian clock."""
    return moment.astimezone(BOGOTA)


def bogota_today(now: datetime) -> date:
    """The Colombian calendar day of ``now``."""
    return bogota(now).date()


def _day(value: date | datetime) -> date:
    return bogota(value).date() if isinstance(value, datetime) else value


def day_month(value: date | datetime) -> str:
    """``25 nov``."""
    day = _day(value)
    return f"{day.day} {MONTHS[day.month - 1]}"


def short_date(value: date | datetime) -> str:
    """``25 nov 2026``."""
    return f"{day_month(value)} {_day(value).year}"


def long_day(value: date | datetime) -> str:
    """``Miércoles 25 de noviembre``."""
    day = _day(value)
    name = WEEKDAYS[day.weekday()].capitalize()
    return f"{name} {day.day} de {LONG_MONTHS[day.month - 1]}"


def long_date(value: date | datetime) -> str:
    """``25 de noviembre de 2026``."""
    day = _day(value)
    return f"{day.day} de {LONG_MONTHS[day.month - 1]} de {day.year}"


def public_time(moment: datetime) -> str:
    """``10:42 a. m.``, as shoppers read it."""
    local = bogota(moment)
    half = "a. m." if local.hour < 12 else "p. m."
    return f"{(local.hour - 1) % 12 + 1}:{local.minute:02d}\u00a0{half}".replace(". m", ".\u00a0m")


def short_datetime(moment: datetime) -> str:
    """``25 nov 2026, 10:42 a. m.``, for the public's pages and mails."""
    return f"{short_date(moment)}, {public_time(moment)}"


def office_datetime(moment: datetime) -> str:
    """``25 nov, 10:42``, for the back office (24 h)."""
    return f"{day_month(moment)}, {office_time(moment)}"


def office_time(moment: datetime) -> str:
    """``10:42``."""
    return f"{bogota(moment):%H:%M}"
