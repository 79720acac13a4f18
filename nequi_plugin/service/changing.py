"""Sending again, or to another number: the wish is written on the live attempt."""

from __future__ import annotations

from sqlalchemy.orm import Session

from nequi_plugin import debts, limits
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.models import PaymentRow
from nequi_plugin.money import clean_phone
from nequi_plugin.service.moving import give_up, record, word
from nequi_plugin.service.start import BAD_PHONE, PHONE_HELD
from nequi_plugin.states import LIVE, State, Way

OVER = "Esta solicitud ya terminó: mira cómo quedó."


def number_of(phone: str) -> str:
    """Ten digits; raises Refused by the phone's field."""
    number = clean_phone(phone)
    if number is None:
        raise Refused(BAD_PHONE, field="phone")
    return number


def send_anew(desk: Desk, s: Session, row: PaymentRow, number: str) -> None:
    """Withdraw this live push; once it is dead a push to ``number`` follows. Raises Refused.

    What is certain to be refused later is refused now, while the live request still stands.
    A second wish replaces the first. The row and the phone's name are locked.
    """
    _check_live(desk, row)
    digest = desk.phone_digest(number)
    name = debts.phone_name(digest)
    if debts.holders(s, [name]).get(name, row.id) != row.id:
        raise Refused(PHONE_HELD, field="phone")
    too_often = limits.refusal(s, desk.limits, digest, desk.now())
    if too_often:
        raise Refused(too_often, field="phone")
    row.next_way, row.next_phone, row.next_phone_digest = Way.PUSH, number, digest
    _write(desk, s, row)


def scan_instead(desk: Desk, s: Session, row: PaymentRow) -> None:
    """Withdraw this live push; once it is dead a code follows. Raises Refused."""
    _check_live(desk, row)
    row.next_way, row.next_phone, row.next_phone_digest = Way.QR, "", None
    _write(desk, s, row)


def _check_live(desk: Desk, row: PaymentRow) -> None:
    if row.state not in LIVE or not row.holds_debts or row.way == Way.QR:
        raise Refused(OVER)
    closed = desk.is_open()
    if closed:
        raise Refused(closed)


def _write(desk: Desk, s: Session, row: PaymentRow) -> None:
    row.next_asked_at, row.next_refusal = desk.now(), None
    if row.state != State.CREATED:
        record(desk, s, row, "change_asked", word("payer"))
    s.flush()
    give_up(desk, s, row, "payer", keep_next=True)
