"""What one payment page shows: the attempt, what is due, and what may be done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from nequi_plugin import debts, schedule
from nequi_plugin.bogota import show_moment, show_time
from nequi_plugin.checkout import words_es as words
from nequi_plugin.checkout.attempt import Attempt, Glance, Stage, latest
from nequi_plugin.checkout.door import Door
from nequi_plugin.checkout.words_code import words_of
from nequi_plugin.i18n import _
from nequi_plugin.models import PaymentRow
from nequi_plugin.money import Pesos, mask_phone
from nequi_plugin.payable import Due
from nequi_plugin.service.start import open_money
from nequi_plugin.snapshots import snapshot
from nequi_plugin.times import aware

SAME_PHONE_FOR = timedelta(hours=1)
MONEY_IS_THERE = frozenset({Stage.APPROVED, Stage.REVIEW})


@dataclass(frozen=True)
class Said:
    """The words of an attempt's stage, filled in."""

    title: str
    sentence: str
    tone: str
    icon: str
    why: tuple[tuple[str, str, str], ...]
    field_error: str


@dataclass(frozen=True)
class Screen:
    """Everything but the form. ``blocked`` is the sentence why nobody may pay now, or empty;
    ``elsewhere`` the page of another payment that asks for the same debts, or None."""

    kind: str
    key: str
    due: Due
    attempt: Attempt | None
    said: Said | None
    blocked: str
    elsewhere: str | None
    payee: str
    merchant: dict[str, Any]
    extras: dict[str, Any]

    @property
    def can_pay(self) -> bool:
        """Whether the page offers the number's field."""
        attempt = self.attempt
        under_way = attempt is not None and (attempt.live or attempt.stage in MONEY_IS_THERE)
        return not under_way and not self.blocked

    @property
    def same_phone(self) -> str:
        """The masked number that an empty field means, for an hour after an attempt."""
        phone = reusable_phone(self.attempt)
        return mask_phone(phone) if phone else ""


def read_screen(door: Door, kind: str, key: str) -> Screen:
    """Read it all in the request's session; raises UnknownPayable."""
    s = door.session()
    desk = door.desk
    due = desk.registry.due(kind, key)
    attempt = latest(desk, s, kind, key)
    extras = _extras(door, s, kind, key, attempt)
    merchant: dict[str, Any] = extras.get("merchant") or {}
    blocked, elsewhere = _blocked(door, s, due.claimed(kind, key), due, attempt)
    return Screen(
        kind=kind,
        key=key,
        due=due,
        attempt=attempt,
        said=None if attempt is None else say(attempt),
        blocked=blocked,
        elsewhere=elsewhere,
        payee=_payee(door, attempt, merchant),
        merchant=merchant,
        extras=extras,
    )


def say(attempt: Attempt) -> Said:
    """Title, sentence and reasons of the attempt's stage."""
    found, values = words_of(attempt), _values(attempt)
    return Said(
        title=_(found.title, **values),
        sentence=_(found.sentence, **values),
        tone=found.tone,
        icon=found.icon,
        why=tuple((why.icon, _(why.strong, **values), _(why.text, **values)) for why in found.why),
        field_error=_(found.field_error, **values) if found.field_error else "",
    )


def sentence(glance: Glance) -> str:
    """The sentence alone."""
    return _(words_of(glance).sentence, **_values(glance))


def _values(glance: Glance) -> dict[str, str]:
    return {
        "phone": mask_phone(glance.row.phone),
        "next_phone": mask_phone(glance.row.next_phone or ""),
        "until": show_time(glance.expires_at) if glance.expires_at else "",
    }


def reusable_phone(attempt: Attempt | None) -> str:
    """The number of an ended attempt that an empty field stands for; empty when none does."""
    if attempt is None or attempt.live or attempt.stage is Stage.NO_NEQUI:
        return ""
    fresh = attempt.now - aware(attempt.row.created_at) < SAME_PHONE_FOR
    return attempt.row.phone if fresh else ""


def moments(door: Door, attempt: Attempt) -> dict[str, str]:
    """The times that a page names, as Bogota's clocks show them."""
    sent, paid = aware(attempt.row.sent_at), aware(attempt.row.approved_at)
    shown = {"paid": show_moment(paid) if paid else ""}
    if sent is not None and attempt.expires_at is not None:
        desk = door.desk
        shown["sent"] = show_time(sent)
        shown["until"] = show_time(attempt.expires_at)
        shown["declare"] = show_time(schedule.declare_at(sent, desk.expiry_minutes))
        shown["release"] = show_time(
            schedule.release_at(sent, desk.expiry_minutes, desk.qr_expiry_minutes)
        )
    return shown


def _extras(
    door: Door, s: Session, kind: str, key: str, attempt: Attempt | None
) -> dict[str, Any]:
    host = door.desk.registry.page_extras
    if host is None:
        return {}
    return dict(host(kind, key, None if attempt is None else snapshot(s, attempt.row)) or {})


def _payee(door: Door, attempt: Attempt | None, merchant: dict[str, Any]) -> str:
    """The name verified at Nequi where there is one, else the merchant's own."""
    if attempt is not None and attempt.row.merchant_name:
        return attempt.row.merchant_name
    credentials = door.desk.credentials() if attempt is None else None
    verified = credentials.verified_name if credentials else None
    return verified or str(merchant.get("name") or "")


def _blocked(
    door: Door, s: Session, names: tuple[str, ...], due: Due, attempt: Attempt | None
) -> tuple[str, str | None]:
    """Why no payment may start now, and the page of the one that is under way already."""
    if open_money(s, names):
        return _(words.IN_REVIEW), None
    if due.pesos < 1:
        return _(words.NOTHING_DUE), None
    held = debts.holders(s, names)
    other = s.get(PaymentRow, min(held.values())) if held else None
    if other is not None and (attempt is None or other.id != attempt.row.id):
        return _(words.UNDER_WAY), door.page_url(other.kind, other.key)
    return door.desk.is_open() or "", None


def amount_shown(screen: Screen) -> Pesos:
    """The one amount of the page: what came in, what is being asked, or what is owed."""
    attempt = screen.attempt
    if attempt is None:
        return screen.due.pesos
    if attempt.stage in MONEY_IS_THERE and attempt.row.captured is not None:
        return Pesos(attempt.row.captured)
    ended = not attempt.live and attempt.stage not in (*MONEY_IS_THERE, Stage.REVERSED)
    return screen.due.pesos if ended and screen.due.pesos > 0 else Pesos(attempt.row.pesos)
