"""From "pay" to a row that a worker will send (``money.md`` items 1 to 3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from nequi_plugin import debts, limits
from nequi_plugin.crash import crash_point
from nequi_plugin.database.savepoint import in_savepoint
from nequi_plugin.desk import Desk
from nequi_plugin.digest import digest_of
from nequi_plugin.errors import Changed, Refused
from nequi_plugin.models import ClaimRow, EventRow, PaymentRow
from nequi_plugin.money import clean_phone
from nequi_plugin.payable import Due
from nequi_plugin.snapshots import Payment, snapshot
from nequi_plugin.states import State, Way

BAD_PHONE = "Escribe un celular de 10 dígitos que empiece por 3, como 300 123 4567."
PHONE_HELD = "Ese número ya tiene una solicitud esperando. Apruébala o recházala en Nequi."
IN_REVIEW = "Ya llegó un pago por esto y lo estamos revisando. No tienes que pagar de nuevo."
NOTHING_DUE = "Esto ya no tiene saldo por pagar."

_OF_FORM = select(PaymentRow).where(PaymentRow.form_key == bindparam("form_key"))


@dataclass(frozen=True)
class Started:
    """The attempt that answers this request; ``joined`` when it was already there."""

    payment: Payment
    joined: bool


def start(
    desk: Desk,
    s: Session,
    kind: str,
    key: str,
    phone: str,
    *,
    way: Way = Way.PUSH,
    form_key: str | None = None,
    digest: str | None = None,
) -> Started:
    """Commit-ready: claim the debts and insert one ``created`` attempt, or join the live one.

    A QR has no phone: whoever scans it pays. Raises Refused (a sentence, perhaps for the
    phone field), Changed when what is owed is not what ``digest`` was made from,
    UnknownPayable.
    """
    again = _same_form(s, form_key)
    if again is not None:
        return Started(snapshot(s, again), joined=True)
    number = "" if way is Way.QR else clean_phone(phone)
    if number is None:
        raise Refused(BAD_PHONE, field="phone")
    names, due = _locked(desk, s, kind, key, number)
    live = _live_attempt(s, names)
    if live is not None:
        return Started(snapshot(s, live), joined=True)
    if digest is not None and digest != digest_of(desk.secret, kind, key, due):
        raise Changed(f"what {kind} {key} owes has changed")
    _check_open(desk, s, names, due)
    if number:
        _check_phone(desk, s, desk.phone_digest(number))
    return Started(_insert(desk, s, (kind, key), number, due, form_key), joined=False)


def _same_form(s: Session, form_key: str | None) -> PaymentRow | None:
    if not form_key:
        return None
    return s.scalars(_OF_FORM, {"form_key": form_key}).one_or_none()


def _locked(
    desk: Desk, s: Session, kind: str, key: str, number: str
) -> tuple[tuple[str, ...], Due]:
    """Ask for the names, lock them, ask again with fresh reads."""
    before = desk.registry.due(kind, key).claimed(kind, key)
    debts.lock(s, {*before, *_phone_names(desk, number)})
    s.expire_all()
    due = desk.registry.due(kind, key)
    if due.claimed(kind, key) != before:
        raise Changed(f"the debts of {kind} {key} have changed")
    return before, due


def _phone_names(desk: Desk, number: str) -> tuple[str, ...]:
    return (debts.phone_name(desk.phone_digest(number)),) if number else ()


def _live_attempt(s: Session, names: tuple[str, ...]) -> PaymentRow | None:
    held = debts.holders(s, names)
    if not held:
        return None
    return s.get(PaymentRow, min(held.values()), populate_existing=True)


_OPEN_MONEY = (
    select(PaymentRow.id)
    .join(ClaimRow, ClaimRow.payment_id == PaymentRow.id)
    .where(ClaimRow.name.in_(bindparam("names", expanding=True)))
    .where(or_(PaymentRow.state == State.REVIEW, PaymentRow.applied.is_(False)))
    .limit(1)
)


def open_money(s: Session, names: tuple[str, ...]) -> bool:
    """Whether a capture that is in review or not applied yet names one of these debts."""
    return s.scalar(_OPEN_MONEY, {"names": names}) is not None


def _check_open(desk: Desk, s: Session, names: tuple[str, ...], due: Due) -> None:
    if open_money(s, names):
        raise Refused(IN_REVIEW)
    if due.pesos < 1:
        raise Refused(NOTHING_DUE)
    closed = desk.is_open()
    if closed:
        raise Refused(closed)


def _check_phone(desk: Desk, s: Session, phone_digest: str) -> None:
    if debts.holders(s, [debts.phone_name(phone_digest)]):
        raise Refused(PHONE_HELD, field="phone")
    too_often = limits.refusal(s, desk.limits, phone_digest, desk.now())
    if too_often:
        raise Refused(too_often, field="phone")


def _insert(
    desk: Desk, s: Session, payable: tuple[str, str], number: str, due: Due, form_key: str | None
) -> Payment:
    kind, key = payable
    credentials = desk.credentials()
    if credentials is None:
        raise Refused("Los pagos con Nequi no están configurados en este momento.")
    now = desk.now()
    row = PaymentRow(
        message_id=desk.new_message_id(),
        kind=kind,
        key=key,
        pesos=due.pesos,
        description=due.description[:200],
        way=Way.PUSH if number else Way.QR,
        phone=number,
        phone_digest=desk.phone_digest(number) if number else "",
        code=credentials.code,
        environment=desk.environment,
        merchant_name=credentials.verified_name,
        form_key=form_key or None,
        return_url=due.return_url,
        state=State.CREATED,
        created_at=now,
        wake_at=now,
    )
    s.add(row)
    s.flush()
    names = due.claimed(kind, key)
    s.add_all(ClaimRow(payment_id=row.id, name=name) for name in names)
    if not debts.hold(s, [*names, *_phone_names(desk, number)], row.id):
        raise debts.Restart
    s.add(_began(row))
    s.flush()
    payment = snapshot(s, row)
    started = desk.registry.kind(kind).started
    if started is not None:
        in_savepoint(s, lambda: started(key, payment))
    crash_point("attempt-uncommitted")
    return payment


def _began(row: PaymentRow) -> EventRow:
    """The first line of an attempt's history."""
    return EventRow(
        payment_id=row.id, at=row.created_at, source="page", event="started",
        before=State.CREATED, after=State.CREATED,
    )  # fmt: skip
