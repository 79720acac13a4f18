"""A payment's page, or its comprobante, by mail to an address that somebody types.

Whoever holds the page may ask, and nothing of their own words is sent; two limits keep a
stranger's mailbox quiet: so many per payment, and so many a day per address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from nequi_plugin import jobs
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.models import LetterRow, PaymentRow
from nequi_plugin.service.moving import locked
from nequi_plugin.states import State

COPY = "receipt"
LINK = "payment-link"
PER_PAYMENT = 3
PER_ADDRESS = 5
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}"
)
BAD_ADDRESS = "Escribe un correo completo, como ana@correo.com."
ENOUGH = "De este pago ya enviamos varios correos. Revisa la bandeja de entrada y la de spam."
ENOUGH_TODAY = "A ese correo ya le enviamos varios mensajes hoy. Revisa también la carpeta de spam."


@dataclass(frozen=True)
class Letter:
    """What to send, of which payment, to whom; ``kind`` is ``receipt`` or ``payment-link``."""

    id: int
    kind: str
    message_id: str
    address: str


def clean_address(text: str) -> str:
    """The address as it is sent to; empty when ``text`` is none (RFC 5321's plain form)."""
    found = text.strip()
    return found if len(found) <= 254 and _ADDRESS.fullmatch(found) else ""


def ask(desk: Desk, s: Session, message_id: str, typed: str) -> None:
    """Queue one mail: the comprobante of an approved payment, else the page's link.

    Raises Refused (field email).
    """
    address = clean_address(typed)
    if not address:
        raise Refused(BAD_ADDRESS, field="email")
    row = locked(s, message_id)  # two at once are counted one after the other
    if row is None:
        raise Refused("Ese pago no existe.")
    _within_limits(desk, s, row, address.lower())
    kind = COPY if row.state == State.APPROVED else LINK
    letter = LetterRow(
        payment_id=row.id, kind=kind, address=address.lower(), asked_at=desk.now()
    )
    s.add(letter)
    s.flush()
    jobs.enqueue(desk, s, jobs.LETTER, str(letter.id), unique=f"letter:{letter.id}")


def find(s: Session, letter_id: int) -> Letter | None:
    """What a job was queued for."""
    query = (
        select(LetterRow, PaymentRow.message_id)
        .join(PaymentRow, PaymentRow.id == LetterRow.payment_id)
        .where(LetterRow.id == letter_id)
    )
    found = s.execute(query).first()
    return None if found is None else Letter(found[0].id, found[0].kind, found[1], found[0].address)


def _within_limits(desk: Desk, s: Session, row: PaymentRow, address: str) -> None:
    of_payment = select(func.count()).where(LetterRow.payment_id == row.id)
    if s.execute(of_payment).scalar_one() >= PER_PAYMENT:
        raise Refused(ENOUGH, field="email")
    since = desk.now() - timedelta(days=1)
    today = select(func.count()).where(LetterRow.address == address, LetterRow.asked_at > since)
    if s.execute(today).scalar_one() >= PER_ADDRESS:
        raise Refused(ENOUGH_TODAY, field="email")
