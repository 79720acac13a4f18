"""A person's word on a payment, and what Nequi tells afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nequi_plugin import Payment, Pesos, Refused, State, push
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, apply
from tests.nequi.host import Host


def _hear(host: Host, payment: Payment, answer: Answer) -> Payment:
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, payment.message_id, News(answer, "status")))
    return host.payment(payment.message_id)


def _sent(host: Host, bill: int, phone: str = "3005550001") -> Payment:
    paid = host.pay(str(bill), phone)
    push.send(host.runtime.desk, paid.message_id)
    return host.payment(paid.message_id)


def _decide(host: Host, payment: Payment, outcome: str, value: int | None = None) -> Payment:
    with host.app.app_context():
        host.nequi.resolve(
            payment.message_id,
            outcome,
            person="paula",
            reason="lo vi en Nequi",
            value=None if value is None else Pesos(value),
            reference="M1" if outcome == "approved" else "",
        )
    return host.payment(payment.message_id)


def _without_verdict(host: Host, bill: int) -> Payment:
    """A waiting attempt that stands in the queue because Nequi never said how it ended."""
    paid = _sent(host, bill)
    desk = host.runtime.desk

    def age(s: object) -> None:
        row = host.db.session.merge(host.row(paid.message_id))
        row.queued_at, row.queue_reason = desk.now(), "Nequi no ha dado un resultado"

    host.work(age)
    return host.payment(paid.message_id)


def test_a_person_may_not_approve_another_value_than_nequi_told(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _hear(host, _sent(host, bill), Answer(Verdict.PAID, value=Pesos(999)))
    assert paid.state is State.REVIEW

    with pytest.raises(Refused, match="999") as refused:
        _decide(host, paid, "approved", 25_000)
    assert refused.value.field == "value"
    done = _decide(host, paid, "approved", 999)
    assert (done.state, done.captured, host.bill(bill).paid) == (State.APPROVED, 999, 999)


def test_what_a_person_has_judged_does_not_come_back_to_the_queue(host: Host) -> None:
    (bill,) = host.bills(25_000)
    answer = Answer(Verdict.PAID, value=Pesos(999), name="OTRA TIENDA", phone="3009999999")
    paid = _hear(host, _sent(host, bill), answer)
    _decide(host, paid, "approved", 999)

    assert _hear(host, paid, answer).queued_at is None
    differs = Answer(Verdict.PAID, value=Pesos(1_000), name="OTRA TIENDA", phone="3009999999")
    assert _hear(host, paid, differs).queued_at is not None


def test_money_that_a_person_leaves_over_is_listed(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _hear(host, _sent(host, bill), Answer(Verdict.PAID, value=Pesos(26_000)))
    done = _decide(host, paid, "approved", 26_000)

    assert (host.bill(bill).paid, host.bill(bill).surplus) == (25_000, 1_000)
    assert done.queue_reason == "Llegó dinero de más"
    assert _decide(host, done, "note").queued_at is None


def test_approved_by_hand_stays_in_the_queue_until_nequi_tells_the_capture(host: Host) -> None:
    (bill,) = host.bills(25_000)
    done = _decide(host, _without_verdict(host, bill), "approved", 25_000)

    assert (done.state, done.applied, done.queued_at is None) == (State.APPROVED, True, False)
    with pytest.raises(Refused):
        _decide(host, done, "note")
    told = _hear(host, done, Answer(Verdict.PAID, value=Pesos(25_000)))
    assert told.queued_at is None
    heard = [h for h in host.heard if h[0] == "approved"]
    assert heard == [("approved", str(bill), done.message_id)]


def test_the_first_value_told_after_a_person_allocates_again(host: Host) -> None:
    (bill,) = host.bills(25_000)
    changed: list[int | None] = []
    host.nequi.on_changed("bill")(lambda key, payment: changed.append(payment.captured))
    done = _decide(host, _without_verdict(host, bill), "approved", 20_000)
    assert host.bill(bill).paid == 20_000
    rest = _sent(host, bill, "3005550002")

    told = _hear(host, done, Answer(Verdict.PAID, value=Pesos(25_000)))

    assert changed == [25_000]
    assert told.queue_reason == "Nequi dice otro valor que el anotado a mano"
    assert host.payment(rest.message_id).cancel_asked_at is not None
    assert _decide(host, told, "note").queued_at is None
    assert _hear(host, told, Answer(Verdict.PAID, value=Pesos(25_000))).queued_at is None


def test_a_week_without_a_verdict_is_for_a_person(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _sent(host, bill)
    host.offset += timedelta(days=7, minutes=1)

    push.ask(host.runtime.desk, paid.message_id)
    assert host.payment(paid.message_id).queued_at is not None
