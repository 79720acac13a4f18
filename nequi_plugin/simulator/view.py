"""What the phone page shows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nequi_plugin.simulator.account import Account, current, known
from nequi_plugin.simulator.clock import BOGOTA, from_iso
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.phones import ORDINARY, SCRIPTS, SHORT_LIST, Script, number
from nequi_plugin.simulator.push import Push, State, Way

BADGES = {  # look.md, Components: word, icon, tone
    "approved": ("Aprobado", "tick", "ok"),
    "rejected": ("Rechazado", "cross", "bad"),
    "failed": ("No se envió", "triangle", "bad"),
    "expired": ("Expirado", "hourglass", "neutral"),
    "cancelled": ("Cancelado", "barred", "neutral"),
    "reversed": ("Devuelto", "back", "neutral"),
    "waiting": ("Esperando", "clock", "warn"),
    "review": ("En revisión", "eye", "warn"),
    "unknown": ("En verificación", "magnifier", "info"),
}
STATE_BADGES = {
    State.PENDING: "waiting",
    State.PAID: "approved",
    State.REJECTED: "rejected",
    State.EXPIRED: "expired",
    State.CANCELLED: "cancelled",
    State.REVERSED: "reversed",
    State.REFUSED: "failed",
}
MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
NIT_WEIGHTS = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
HISTORY = 8
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Badge:
    """A state's word, icon and tone."""

    word: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Request:
    """A push or a code as a card or a history row; `payer` says who was asked or who paid."""

    id: int
    amount: str
    phone: str
    is_code: bool
    payer: str
    merchant: str
    identification: str
    arrived: str
    expires: str
    reference: str
    badge: Badge


@dataclass(frozen=True, slots=True)
class TestNumber:
    """A row of the table of test numbers."""

    phone: str
    label: str
    badge: Badge


def badge(name: str) -> Badge:
    """The badge of one of look.md's states."""
    return Badge(*BADGES[name])


def pesos(value: str) -> str:
    """The digits "25000" as "$ 25.000" with a space that does not break; other text as it came."""
    if not (value.isascii() and value.isdigit()):
        return value or "(sin valor)"
    return f"$\u00a0{int(value):,}".replace(",", ".")


def phone_text(phone: str) -> str:
    """Ten digits in groups of 3, 3 and 4; other text as it came."""
    if len(phone) != 10:
        return phone or "(sin celular)"
    return f"{phone[:3]} {phone[3:6]} {phone[6:]}"


def identification(account: Account) -> str:
    """The words "NIT 901.555.012-9"; other types without check digit."""
    digits = account.number
    if account.type != "NIT" or not digits.isdigit() or len(digits) > len(NIT_WEIGHTS):
        return f"{account.type} {digits}"
    total = sum(int(d) * w for d, w in zip(reversed(digits), NIT_WEIGHTS, strict=False)) % 11
    check = total if total < 2 else 11 - total
    return f"NIT {int(digits):,}".replace(",", ".") + f"-{check}"


def clock_words(sim: Simulator) -> tuple[str, str]:
    """Time of day, and the day with how far the clock is ahead."""
    local = sim.now().astimezone(BOGOTA)
    minutes = round(sim.clock.offset / 60)
    if minutes == 0:
        ahead = "hora real"
    else:
        span = f"{abs(minutes)} min" if abs(minutes) < 120 else f"{abs(minutes) / 60:.0f} h"
        ahead = f"{'adelantada' if minutes > 0 else 'atrasada'} {span}"
    return local.strftime("%H:%M:%S"), f"{local.day} {MONTHS[local.month - 1]}, {ahead}"


def waiting(sim: Simulator, phone: str) -> list[Request]:
    """The newest requests that wait for an answer, of one phone if it is given."""
    found = sim.book.newest(waiting=True, phone=phone, limit=SHOWN)
    return [_request(sim, push) for push in found]


def history(sim: Simulator, phone: str) -> list[Request]:
    """The last decided or refused requests, newest first."""
    found = sim.book.newest(waiting=False, phone=phone, limit=HISTORY)
    return [_request(sim, push) for push in found]


def test_numbers(whole: bool) -> list[TestNumber]:
    """The short list, or every number."""
    serials = tuple(SCRIPTS) if whole else SHORT_LIST
    return [_test_number(phone_text(number(n)), SCRIPTS[n]) for n in serials] + [
        _test_number("Cualquier otro", ORDINARY)
    ]


def _test_number(phone: str, script: Script) -> TestNumber:
    return TestNumber(phone, script.label, badge(script.badge))


def _request(sim: Simulator, push: Push) -> Request:
    account = known(sim.book, push.code) or current(sim.book)
    return Request(
        id=push.id,
        amount=pesos(push.value),
        phone=phone_text(push.phone),
        is_code=push.way is Way.QR,
        payer=_payer(push),
        merchant=account.name if push.state is State.PENDING else push.merchant,
        identification=identification(account),
        arrived=_hour(push.created),
        expires=_hour(from_iso(push.expires_at)),
        reference=push.reference1,
        badge=badge(STATE_BADGES[push.state]),
    )


def _payer(push: Push) -> str:
    if push.way is Way.PUSH:
        return phone_text(push.phone)
    if push.phone:
        return f"Código QR · {phone_text(push.phone)}"
    return "Código QR · otro banco" if push.state is State.PAID else "Código QR"


def _hour(moment: datetime) -> str:
    return moment.astimezone(BOGOTA).strftime("%H:%M")
