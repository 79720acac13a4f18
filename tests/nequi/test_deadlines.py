"""The five seconds between a commit and its call, an attempt of another address, a lost cancel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nequi_plugin import (
    Payment,
    Pesos,
    RefundState,
    State,
    jobs,
    push,
    refund_work,
    worker,
)
from nequi_plugin.errors import OpenTransaction
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.reconcile import reporting
from nequi_plugin.service import News, actions, apply
from nequi_plugin.states import Way
from tests.nequi.host import Host
from tests.nequi.refunding import ask, now, paid, send, to_resolve


def _seconds(host: Host, *readings: float) -> None:
    """What the worker's own clock shows, reading by reading; the last one stays."""
    left: Iterator[float] = iter(readings)
    host.runtime.desk.monotonic = lambda: next(left, readings[-1])


def _sent(host: Host, bill: int, phone: str = "3005550001") -> Payment:
    paid = host.pay(str(bill), phone)
    push.send(host.runtime.desk, paid.message_id)
    return host.payment(paid.message_id)


def test_a_slow_token_makes_the_worker_not_call(host: Host) -> None:
    (bill,) = host.bills(25_000)
    _seconds(host, 100.0, 100.1, 105.1)

    paid = _sent(host, bill)
    assert (paid.state, paid.reason) == (State.FAILED, "not_sent")
    assert host.phone.pushes() == []


def test_within_five_seconds_it_calls(host: Host) -> None:
    (bill,) = host.bills(25_000)
    _seconds(host, 100.0, 100.1, 105.0)

    assert _sent(host, bill).state is State.WAITING


def test_a_slow_token_makes_no_code_and_no_reverse(host: Host) -> None:
    (bill,) = host.bills(7_000)
    desk = host.runtime.desk
    refund = ask(host, paid(host))
    with host.app.app_context():
        code = actions.pay(desk, "bill", str(bill), "", way=Way.QR, form_key=None, digest=None)
    made = len(host.phone.book()["requests"])

    _seconds(host, 100.0, 100.1, 105.1)
    push.send(desk, code.payment.message_id)
    _seconds(host, 100.0, 100.1, 105.1)
    assert send(host, refund).state is RefundState.ASKED

    ended = host.payment(code.payment.message_id)
    assert (ended.state, ended.reason) == (State.FAILED, "not_sent")
    assert len(host.phone.book()["requests"]) == made
    assert host.phone.book()["reverses"] == []
    _seconds(host, 100.0, 100.1, 105.0)
    assert send(host, refund).state is RefundState.DONE


def test_no_refund_calls_within_a_transaction(host: Host) -> None:
    refund = ask(host, paid(host))
    desk = host.runtime.desk
    for call in (refund_work.send, refund_work.look):
        with pytest.raises(OpenTransaction):
            desk.in_work(lambda s, call=call: call(desk, refund.reference))
    assert host.phone.book()["reverses"] == []
    assert now(host, refund).state is RefundState.ASKED


def _move_to(host: Host, address: str) -> None:
    host.runtime.desk.environment = address


def _events(host: Host, message_id: str) -> list[tuple[str, bool]]:
    with host.app.app_context():
        return [(e.event, e.alert) for e in host.nequi.events(message_id)]


def test_an_attempt_of_another_address_is_not_sent(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = host.pay(str(bill))
    _move_to(host, "https://another.nequi")
    push.send(host.runtime.desk, paid.message_id)

    failed = host.payment(paid.message_id)
    assert (failed.state, failed.reason) == (State.FAILED, "not_sent")
    assert host.phone.pushes() == []
    assert any(alert for _, alert in _events(host, paid.message_id))


def test_an_attempt_of_another_address_is_asked_about_there_only(host: Host) -> None:
    bill, lost = host.bills(25_000, 1_000)
    desk, here = host.runtime.desk, host.runtime.desk.environment
    paid, unknown = _sent(host, bill), _sent(host, lost, "3001000014")
    host.phone.accept()
    asked = host.phone.book()["calls"]
    _move_to(host, "https://another.nequi")
    for _ in range(2):
        host.advance(minutes=2)
        push.ask(desk, paid.message_id)
        reporting.ask_report(desk, [unknown.message_id])

    assert asked == host.phone.book()["calls"]
    for mid, state in ((paid.message_id, State.WAITING), (unknown.message_id, State.UNKNOWN)):
        assert host.payment(mid).state is state
        assert host.payment(mid).queued_at is not None
        assert _events(host, mid).count(("other_environment", True)) == 1
    _move_to(host, here)
    host.advance(minutes=2)
    push.ask(desk, paid.message_id)
    assert host.payment(paid.message_id).state is State.APPROVED


def test_a_payment_of_another_address_goes_back_there_only(host: Host) -> None:
    desk, here = host.runtime.desk, host.runtime.desk.environment
    payment, lost = paid(host), paid(host)
    host.phone.fault(drop_reply={"reverse": 1})
    unclear = send(host, ask(host, lost, form_key="otra"))
    assert unclear.state is RefundState.UNKNOWN
    refund = ask(host, payment)
    calls = host.phone.book()["calls"]

    _move_to(host, "https://another.nequi")
    assert send(host, refund).state is RefundState.ASKED
    host.advance(minutes=11)
    refund_work.look(desk, unclear.reference)
    assert send(host, refund).state is RefundState.ASKED
    assert host.phone.book()["calls"] == calls
    assert refund.reference in to_resolve(host)
    assert _events(host, payment.message_id).count(("other_environment", True)) == 1

    _move_to(host, here)
    assert send(host, refund).state is RefundState.DONE


class Died(BaseException):
    """The worker's process ended here."""


def _cancel_asked(host: Host, bill: int) -> Payment:
    paid = _sent(host, bill)
    with host.app.app_context():
        host.nequi.cancel(paid.message_id, "payer")
    return paid


def _cancels(host: Host, monkeypatch: pytest.MonkeyPatch, *answers: object) -> None:
    """What the next cancels meet before they reach Nequi; later ones arrive."""
    left, real = list(answers), host.runtime.desk.gateway.cancel

    def cancel(*words: object, **more: object) -> Answer:
        if not left:
            return real(*words, **more)  # type: ignore[arg-type] # handed through as they came
        met = left.pop(0)
        if isinstance(met, Answer):
            return met
        raise Died

    monkeypatch.setattr(host.runtime.desk.gateway, "cancel", cancel)


LATER = 140
"""Seconds: longer than from the wish to the first cancel, so a second one is certainly due."""


def _turn(host: Host, message_id: str, seconds: int = 65) -> Payment:
    host.advance(seconds=seconds)
    push.ask(host.runtime.desk, message_id)
    return host.payment(message_id)


def test_a_cancel_lost_with_its_worker_is_sent_again(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bill,) = host.bills(25_000)
    paid = _cancel_asked(host, bill)
    _cancels(host, monkeypatch, Died())
    with pytest.raises(Died):
        _turn(host, paid.message_id)
    assert host.phone.pushes()[0]["state"] == "pending"

    assert _turn(host, paid.message_id, LATER).state is State.CANCELLED


def test_a_repeated_cancel_that_did_not_leave_forgets_no_earlier_one(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10-455 is ours only if our cancel was sent: the unclear one may have been."""
    (bill,) = host.bills(25_000)
    paid = _cancel_asked(host, bill)
    not_sent = Answer(Verdict.NOT_SENT)
    _cancels(host, monkeypatch, Answer(Verdict.UNCLEAR), not_sent, not_sent)
    first = _turn(host, paid.message_id).cancel_sent_at
    assert first is not None
    assert _turn(host, paid.message_id, LATER).cancel_sent_at == first

    host.phone.reject()
    assert _turn(host, paid.message_id).state is State.CANCELLED


def test_a_cancel_that_never_left_makes_no_rejection_ours(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bill,) = host.bills(25_000)
    paid = _cancel_asked(host, bill)
    _cancels(host, monkeypatch, *[Answer(Verdict.NOT_SENT)] * 3)
    assert _turn(host, paid.message_id).cancel_sent_at is None
    host.phone.reject()

    assert _turn(host, paid.message_id).state is State.REJECTED


def test_the_last_failed_callback_leaves_an_alert(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _sent(host, bill)
    desk = host.runtime.desk
    host.approve_raises.extend(ValueError("the host is broken") for _ in range(9))
    paid_answer = News(Answer(Verdict.PAID, value=Pesos(25_000)), "status")
    desk.in_work(lambda s: apply(desk, s, paid.message_id, paid_answer))
    for _ in range(6):
        host.advance(hours=2)
        for job_id, _lane in desk.in_read(lambda s: jobs.ripe(s, desk.now(), 50)):
            worker.run_job(desk, job_id)

    assert host.payment(paid.message_id).queued_at is not None
    assert ("callback_failed", True) in _events(host, paid.message_id)


def test_a_late_answer_does_not_put_off_the_queue(host: Host) -> None:
    """After an outage of a day the next turn would be tomorrow's."""
    (bill,) = host.bills(25_000)
    paid = _sent(host, bill)
    desk = host.runtime.desk
    host.advance(hours=25)
    late = News(Answer(Verdict.UNCLEAR), "status")
    desk.in_work(lambda s: apply(desk, s, paid.message_id, late))

    assert paid.message_id in [mid for mid, _, _ in
                               desk.in_read(lambda s: worker.ripe_payments(s, desk))]  # fmt: skip
    push.ask(desk, paid.message_id)
    assert host.payment(paid.message_id).queued_at is not None
