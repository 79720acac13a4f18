"""Paid bills and the ways in which their money goes back, for tests of refunds."""

from __future__ import annotations

from nequi_plugin import Payment, Pesos, Refund, State, push, refund_work
from nequi_plugin.books.compared import compare
from nequi_plugin.books.invariants import check
from tests.nequi.host import Host

ORDINARY = "3005550001"


def paid(host: Host, pesos: int = 25_000, phone: str = ORDINARY) -> Payment:
    """A bill of ``pesos``, paid by ``phone`` and approved."""
    (bill,) = host.bills(pesos)
    started = host.pay(str(bill), phone)
    push.send(host.runtime.desk, started.message_id)
    if phone == ORDINARY:
        host.phone.accept()
    host.advance(seconds=9)
    push.ask(host.runtime.desk, started.message_id)
    payment = host.payment(started.message_id)
    assert payment.state in (State.APPROVED, State.REVIEW)
    return payment


def ask(host: Host, payment: Payment, pesos: int | None = None, **options: str) -> Refund:
    """Paula asks for the money to go back; a part goes to a llave."""
    values = {"person": "paula", "reason": "llegó roto", "form_key": "una"} | options
    if pesos is not None and "account" not in values:
        values["account"] = "@mariana"
    with host.app.app_context():
        amount = None if pesos is None else Pesos(pesos)
        return host.nequi.refund(payment.message_id, amount, **values)


def send(host: Host, refund: Refund) -> Refund:
    """The worker's turn."""
    refund_work.send(host.runtime.desk, refund.reference)
    return now(host, refund)


def look(host: Host, payment: Payment) -> Payment:
    """Nequi is asked about the payment, at once."""
    with host.app.app_context():
        host.nequi.look_now(payment.message_id)
    push.ask(host.runtime.desk, payment.message_id)
    return host.payment(payment.message_id)


def decide(host: Host, refund: Refund, outcome: str, **words: str) -> Refund:
    """Paula's word on a refund."""
    with host.app.app_context():
        return host.nequi.resolve_refund(refund.reference, outcome, person="paula", **words)


def now(host: Host, refund: Refund) -> Refund:
    """How the refund stands."""
    with host.app.app_context():
        found = host.nequi.find_refund(refund.reference)
    assert found is not None
    return found


def to_resolve(host: Host) -> list[str]:
    """References of the refunds that stand in the queue."""
    with host.app.app_context():
        return [refund.reference for refund in host.nequi.refunds_to_resolve()]


def told(host: Host, payment: Payment, event: str) -> list[str]:
    """What the payment's history says at each such event."""
    with host.app.app_context():
        history = host.nequi.events(payment.message_id)
    return [line.detail for line in history if line.event == event]


def breaches(host: Host) -> list[str]:
    """``flask nequi check``, the simulator's book included."""
    book = host.phone.book()
    desk = host.runtime.desk
    return desk.in_read(lambda s: [*check(s, desk.registry), *compare(s, book)])
