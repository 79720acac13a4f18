"""*¿Ya llegó?*: an attempt by what a customer or Nequi tells. Every way in has its index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from nequi_plugin.bogota import BOGOTA, bogota_date
from nequi_plugin.models import PaymentRow
from nequi_plugin.money import NBSP, clean_phone
from nequi_plugin.snapshots import Payment, snapshots

LONGEST = 64
BEFORE, AFTER = timedelta(minutes=20), timedelta(minutes=3)
"""Who says "at 10:42" means the approval: the request is up to this much older."""

LEAP = 9
"""Years within which every day comes once, 29 February included (1900 and 2100 have none)."""

_MONEY = re.compile(r"\$?[0-9]{1,3}(?:[.,][0-9]{3}){1,4}(?:[.,]0{1,2})?|\$?[0-9]{1,12}")
_DIGITS = re.compile(r"[0-9]{2,9}")
_CLOCK = re.compile(
    r"(?:(?:el )?(?P<day>[0-9]{1,2})(?: de)? (?P<month>[a-zñ]{3,10})[ ,]*)?"
    r"(?:a las )?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})\s*(?P<half>[ap])?\.?\s*m?\.?"
)
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Asked:
    """What was typed, read in every way that it can be meant."""

    code: str = ""
    phone_end: str = ""
    pesos: int | None = None
    moment: datetime | None = None

    @property
    def conditions(self) -> Iterator[Condition]:
        """One per way to mean it; each is answered by an index of its own."""
        if self.code:
            yield PaymentRow.message_id == self.code
            yield PaymentRow.transaction_id == self.code
            yield PaymentRow.reference == self.code
        if self.pesos is not None:
            yield PaymentRow.pesos == self.pesos
            yield PaymentRow.captured == self.pesos
        if self.phone_end:
            back = self.phone_end[::-1]
            yield PaymentRow.phone_back.between(back, back + "9" * (10 - len(back)))
        if self.moment is not None:
            yield PaymentRow.created_at.between(self.moment - BEFORE, self.moment + AFTER)


def asked(text: str, now: datetime) -> Asked:
    """Read ``text``: an amount, a time (of today, or with its day), last digits, a code."""
    text = text.replace(NBSP, " ")
    plain = " ".join("".join(sign for sign in text if sign.isprintable()).split())[:LONGEST]
    moment = _moment(plain.lower(), now)
    if moment is not None:
        return Asked(moment=moment)
    if "•" in plain:
        return Asked(phone_end=re.sub(r"\D", "", plain.rpartition("•")[2])[:9])
    phone = clean_phone(plain)
    if phone is not None:
        return Asked(code=phone, phone_end=phone)
    return Asked(code=plain, phone_end=_end(plain), pesos=_pesos(plain))


def find(s: Session, wanted: Asked, *, before: int | None = None, limit: int = 50) -> list[Payment]:
    """The attempts that fit in any way, newest first, paged by ``before`` (the last id)."""
    rows: dict[int, PaymentRow] = {}
    for query in queries(wanted, before=before, limit=limit):
        rows.update((row.id, row) for row in s.scalars(query))
    newest = sorted(rows.values(), key=lambda row: -row.id)[:limit]
    return snapshots(s, newest)


def queries(
    wanted: Asked, *, before: int | None = None, limit: int = 50
) -> list[Select[PaymentRow]]:
    """The reads behind ``find``: one per way to mean what was typed."""
    built = []
    for condition in wanted.conditions:
        query = select(PaymentRow).where(condition).order_by(PaymentRow.id.desc()).limit(limit)
        built.append(query if before is None else query.where(PaymentRow.id < before))
    return built


def _end(text: str) -> str:
    digits = text.replace(" ", "")
    return digits if _DIGITS.fullmatch(digits) else ""


def _pesos(text: str) -> int | None:
    plain = text.replace(" ", "")
    if not _MONEY.fullmatch(plain):
        return None
    whole = re.sub(r"[.,]0{1,2}$", "", plain)
    return int(re.sub(r"\D", "", whole))


def _moment(text: str, now: datetime) -> datetime | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"])
    if found["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    day = _day(found["day"], found["month"], now)
    if day is None or hour > 23 or minute > 59:
        return None
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=BOGOTA)
    if not found["day"] and local - BEFORE > now:
        local -= timedelta(days=1)  # soon after midnight, "23:50" is yesterday's
    return local.astimezone(UTC)  # as rows are stored: SQLite forgets the zone


def _day(day: str | None, month: str | None, now: datetime) -> date | None:
    """Today, or the latest such day that is not ahead of us."""
    today = bogota_date(now)
    if day is None or month is None:
        return today
    if month[:3] not in _MONTHS:
        return None
    number = _MONTHS.index(month[:3]) + 1
    for year in range(today.year, today.year - LEAP, -1):
        with suppress(ValueError):  # no such day in that year
            found = date(year, number, int(day))
            if found <= today:
                return found
    return None
