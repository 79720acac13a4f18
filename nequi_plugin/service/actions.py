"""Whole actions, one unit of work each: what pages, the back office and commands call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from nequi_plugin import debts
from nequi_plugin.bogota import bogota_date
from nequi_plugin.crash import crash_point
from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.desk import Desk
from nequi_plugin.errors import Refused
from nequi_plugin.gateway.protocol import Answer, CodeRefused, Credentials, Verdict
from nequi_plugin.models import PaymentRow
from nequi_plugin.money import Pesos
from nequi_plugin.payable import Identity
from nequi_plugin.refund_ledger import Refund
from nequi_plugin.service import (
    changing,
    effects,
    endings,
    letters,
    moving,
    refund_asking,
    refund_decisions,
)
from nequi_plugin.service.moving import locked, record
from nequi_plugin.service.news import News
from nequi_plugin.service.start import Started, start
from nequi_plugin.states import State, Way


@dataclass(frozen=True)
class Decided:
    """A person's outcome for an attempt in the queue; ``value`` as seen at Nequi."""

    outcome: str
    person: str
    reason: str
    value: Pesos | None = None
    reference: str = ""


def pay(
    desk: Desk,
    kind: str,
    key: str,
    phone: str,
    *,
    way: Way = Way.PUSH,
    form_key: str | None,
    digest: str | None,
) -> Started:
    """``start`` in a unit of work, then the bell. Raises Refused, Changed, UnknownPayable."""
    started = desk.in_work(
        lambda s: start(desk, s, kind, key, phone, way=way, form_key=form_key, digest=digest)
    )
    crash_point("attempt-committed")
    if not started.joined:
        desk.ring()
    return started


def cancel(desk: Desk, message_id: str, by: str) -> None:
    """Withdraw an attempt that is still live; anything else stays as it is."""
    _on_row(desk, message_id, lambda s, row: moving.give_up(desk, s, row, by))
    desk.ring()


def send_again(desk: Desk, message_id: str) -> None:
    """The same push once more, after this one is dead. Raises Refused."""

    def run(s: Session) -> None:
        row = _known(locked(s, message_id))
        changing.send_anew(desk, s, row, row.phone)

    desk.in_work(run)
    desk.ring()


def send_to(desk: Desk, message_id: str, phone: str) -> None:
    """A push to another number, after this one is dead. Raises Refused."""
    number = changing.number_of(phone)
    name = debts.phone_name(desk.phone_digest(number))
    desk.in_work(
        lambda s: changing.send_anew(desk, s, _known(locked(s, message_id, [name])), number)
    )
    desk.ring()


def scan_instead(desk: Desk, message_id: str) -> None:
    """A code to scan, after this push is dead. Raises Refused."""
    _on_row(desk, message_id, lambda s, row: changing.scan_instead(desk, s, row))
    desk.ring()


def declare_none_arrived(desk: Desk, message_id: str) -> None:
    """The payer's word on an unknown attempt; raises Refused while it is too early."""
    _on_row(desk, message_id, lambda s, row: endings.declare_none_arrived(desk, s, row))


def look_now(desk: Desk, message_id: str) -> None:
    """Set the turn of a sent attempt to now."""

    def work(s: Session, row: PaymentRow) -> None:
        if row.sent_at is not None and row.state != State.SENDING and row.wake_at is not None:
            row.wake_at = desk.now()

    _on_row(desk, message_id, work)
    desk.ring()


def resolve(desk: Desk, message_id: str, decided: Decided) -> None:
    """A person's decision, recorded; raises Refused."""

    def work(s: Session, row: PaymentRow) -> None:
        endings.person_decides(
            desk,
            s,
            row,
            decided.outcome,
            person=decided.person,
            reason=decided.reason,
            value=decided.value,
            reference=decided.reference,
        )

    _on_row(desk, message_id, work)


def ask_letter(desk: Desk, message_id: str, address: str) -> None:
    """Mail the payment's page, or its comprobante, to a typed address; raises Refused."""
    desk.in_work(lambda s: letters.ask(desk, s, message_id, address))


def ask_refund(desk: Desk, message_id: str, asked: refund_asking.Asked) -> Refund:
    """A person asks for money to go back, once per form key; raises Refused."""
    return desk.in_work(lambda s: refund_asking.ask(desk, s, message_id, asked))


def decide_refund(
    desk: Desk, reference: str, decided: refund_decisions.RefundDecided
) -> Refund:
    """A person's word on a refund; where Nequi must be asked first, it is. Raises Refused."""
    try:
        return desk.in_work(
            lambda s: refund_decisions.decide_refund(desk, s, reference, decided)
        )
    except refund_decisions.AskFirst:
        desk.in_work(lambda s: refund_decisions.ask_first(desk, s, reference))
        raise


def call_back(desk: Desk, ref: str) -> None:
    """Handler of the job that tries a host callback again (``<name>:<MessageID>:<reason>``)."""
    name, message_id, reason = ref.split(":", 2)

    def work(s: Session, row: PaymentRow) -> None:
        effects.call_again(desk, s, row, name, reason)

    _on_row(desk, message_id, work)


def callback_failed(desk: Desk, s: Session, ref: str, words: str) -> None:
    """After the last try an alert tells so and a person is asked."""
    name, message_id, _ = ref.split(":", 2)
    row = locked(s, message_id)
    if row is not None:
        failed = News(Answer(Verdict.UNCLEAR, description=f"{name}: {words}"), "job")
        record(desk, s, row, "callback_failed", failed, alert=True)
        effects.queue(desk, row, "La tienda no pudo registrar este pago")


def identify(desk: Desk, credentials: Credentials) -> Identity:
    """Ask the report service who answers to this code; raises GatewayUnavailable."""
    assert_outside()
    today = bogota_date(desk.now()).isoformat()
    try:
        report = desk.gateway.report(credentials, start=today, end=today)
    except CodeRefused:
        return Identity(accepted=False)
    return Identity(accepted=True, commerce=report.commerce, nit=report.nit)


def _on_row(desk: Desk, message_id: str, work: Callable[[Session, PaymentRow], object]) -> None:
    def run(s: Session) -> None:
        work(s, _known(locked(s, message_id)))

    desk.in_work(run)


def _known(row: PaymentRow | None) -> PaymentRow:
    if row is None:
        raise Refused("Ese pago no existe.")
    return row


