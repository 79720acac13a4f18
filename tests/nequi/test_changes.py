"""Sending again and changing the number: one live request, and the next only after its death."""

from __future__ import annotations

import pytest

from nequi_plugin import Payment, Pesos, Refused, State, push, worker
from nequi_plugin.books.invariants import check
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, actions, apply, succession
from nequi_plugin.service.changing import OVER
from nequi_plugin.service.start import BAD_PHONE, PHONE_HELD
from tests.nequi.host import Bill, Host

OLD, NEW = "3005550001", "3005550002"
DEAD = Answer(Verdict.CANCELLED_OR_REJECTED)
PAID = Answer(Verdict.PAID, value=Pesos(25_000))


def _sent(host: Host, key: str, phone: str = OLD) -> Payment:
    paid = host.pay(key, phone)
    push.send(host.runtime.desk, paid.message_id)
    return host.payment(paid.message_id)


def _hear(host: Host, message_id: str, answer: Answer) -> Payment:
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, message_id, News(answer, "status")))
    return host.payment(message_id)


def _told(host: Host, message_id: str) -> list[str]:
    with host.app.app_context():
        return [event.event for event in host.nequi.events(message_id)]


def _books(host: Host) -> list[str]:
    with host.app.app_context():
        return host.runtime.desk.in_read(lambda s: check(s, host.nequi.registry))


def _cancel_told(host: Host, message_id: str) -> None:
    """Our cancel goes out; Nequi's own word about the end is the test's."""
    desk = host.runtime.desk
    desk.in_work(lambda s: push._mark_cancel(s, message_id, None, desk.now()))


def test_another_number_is_asked_once_the_first_request_is_dead(working: Host) -> None:
    (bill,) = working.bills(25_000)
    first = working.pay(str(bill), OLD)
    working.until(first.message_id, State.WAITING)
    actions.send_to(working.runtime.desk, first.message_id, NEW)
    working.until(first.message_id, State.CANCELLED)

    second = working.newest()
    assert (second.phone, second.pesos, second.claims) == (NEW, 25_000, first.claims)
    working.until(second.message_id, State.WAITING)
    pushes = [(p["message_id"], p["state"]) for p in working.phone.pushes()]
    assert pushes == [(first.message_id, "cancelled"), (second.message_id, "pending")]
    working.phone.accept()
    working.until(second.message_id, State.APPROVED)
    assert working.bill(bill).paid == 25_000
    assert _books(working) == []


def test_the_next_one_waits_for_the_proof(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    actions.send_again(host.runtime.desk, first.message_id)
    assert host.newest().message_id == first.message_id
    _cancel_told(host, first.message_id)
    _hear(host, first.message_id, Answer(Verdict.PENDING))
    assert host.newest().message_id == first.message_id

    assert _hear(host, first.message_id, DEAD).state is State.CANCELLED
    second = host.newest()
    assert second.message_id != first.message_id
    assert (second.state, second.phone) == (State.CREATED, OLD)
    assert _told(host, first.message_id)[-2:] == ["cancelled", "successor_started"]
    assert _books(host) == []


def test_money_that_came_first_needs_no_second_request(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    actions.send_to(host.runtime.desk, first.message_id, NEW)

    assert _hear(host, first.message_id, PAID).state is State.APPROVED
    assert host.newest().message_id == first.message_id
    assert host.row(first.message_id).next_way is None


@pytest.mark.parametrize("verdict", [Verdict.REJECTED, Verdict.EXPIRED, Verdict.FAILED])
def test_any_other_ending_drops_the_wish(host: Host, verdict: Verdict) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    actions.send_to(host.runtime.desk, first.message_id, NEW)
    _hear(host, first.message_id, Answer(verdict))

    assert host.newest().message_id == first.message_id
    assert host.row(first.message_id).next_way is None
    assert "successor_dropped" in _told(host, first.message_id)


def test_a_10_455_that_is_not_ours_is_a_rejection_and_drops_it(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    actions.send_again(host.runtime.desk, first.message_id)

    assert _hear(host, first.message_id, DEAD).state is State.REJECTED
    assert host.newest().message_id == first.message_id


def test_a_second_wish_replaces_the_first_and_a_cancel_drops_it(host: Host) -> None:
    one, two = host.bills(25_000, 25_000)
    replaced, dropped = _sent(host, str(one)), _sent(host, str(two), "3005550009")
    desk = host.runtime.desk
    actions.send_to(desk, replaced.message_id, "3005550003")
    actions.send_to(desk, replaced.message_id, NEW)
    actions.send_to(desk, dropped.message_id, "3005550004")
    actions.cancel(desk, dropped.message_id, "payer")
    for payment in (replaced, dropped):
        _cancel_told(host, payment.message_id)
        _hear(host, payment.message_id, DEAD)

    with host.app.app_context():
        live = [p.phone for p in host.nequi.payments() if p.live]
    assert live == [NEW]


def test_after_two_minutes_nobody_expects_it_any_more(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    actions.send_again(host.runtime.desk, first.message_id)
    _cancel_told(host, first.message_id)
    host.advance(minutes=2, seconds=1)

    assert _hear(host, first.message_id, DEAD).state is State.CANCELLED
    assert host.newest().message_id == first.message_id


def test_what_was_not_sent_yet_is_replaced_at_once(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = host.pay(str(bill), OLD)
    actions.send_to(host.runtime.desk, first.message_id, NEW)

    assert host.payment(first.message_id).state is State.CANCELLED
    assert host.newest().phone == NEW
    assert _books(host) == []


def test_a_refusal_leaves_the_cancel_and_says_why(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    actions.send_again(host.runtime.desk, first.message_id)
    _cancel_told(host, first.message_id)
    host.refuse_start = "Se agotó mientras pagabas."

    assert _hear(host, first.message_id, DEAD).state is State.CANCELLED
    assert host.newest().message_id == first.message_id
    assert host.row(first.message_id).next_refusal == host.refuse_start
    assert not host.payment(first.message_id).holds_debts
    assert _books(host) == []


def test_another_amount_is_shown_first(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    actions.send_again(host.runtime.desk, first.message_id)
    _cancel_told(host, first.message_id)
    host.work(lambda s: setattr(s.get_one(Bill, bill), "paid", 5_000))
    _hear(host, first.message_id, DEAD)

    assert host.newest().message_id == first.message_id
    assert host.row(first.message_id).next_refusal == succession.OTHER_VALUE


def test_a_number_that_cannot_be_asked_leaves_the_live_request_alone(host: Host) -> None:
    one, two = host.bills(25_000, 1_000)
    first = _sent(host, str(one))
    _sent(host, str(two), NEW)
    desk = host.runtime.desk
    for phone, sentence in ((NEW, PHONE_HELD), ("601 555", BAD_PHONE)):
        with pytest.raises(Refused) as refused:
            actions.send_to(desk, first.message_id, phone)
        assert (str(refused.value), refused.value.field) == (sentence, "phone")
    assert host.payment(first.message_id).cancel_asked_at is None


def test_the_fourth_request_in_a_row_is_refused_while_the_third_still_stands(host: Host) -> None:
    (bill,) = host.bills(25_000)
    desk = host.runtime.desk
    live = _sent(host, str(bill))
    for _ in range(2):
        actions.send_again(desk, live.message_id)
        _cancel_told(host, live.message_id)
        _hear(host, live.message_id, DEAD)
        live = host.newest()
        push.send(desk, live.message_id)
    with pytest.raises(Refused, match="varias solicitudes"):
        actions.send_again(desk, live.message_id)

    assert host.payment(live.message_id).state is State.WAITING
    assert host.payment(live.message_id).cancel_asked_at is None


def test_what_ended_is_changed_no_more(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _sent(host, str(bill))
    _hear(host, first.message_id, Answer(Verdict.REJECTED))
    with pytest.raises(Refused, match=OVER):
        actions.send_again(host.runtime.desk, first.message_id)


def test_a_person_and_a_release_drop_the_wish(host: Host) -> None:
    one, two = host.bills(25_000, 25_000)
    desk = host.runtime.desk
    decided = _sent(host, str(one))
    lost = host.pay(str(two), "3005550009")
    host.work(lambda s: push._take(desk, s, lost.message_id))
    push.bury(desk, lost.message_id)
    for payment in (decided, lost):
        actions.send_again(desk, payment.message_id)
    host.advance(minutes=76)
    for payment in (decided, lost):
        desk.in_work(lambda s, mid=payment.message_id: push._put_off(desk, s, mid))
    with host.app.app_context():
        host.nequi.resolve(decided.message_id, "cancelled", person="ana", reason="no llegó")

    assert host.payment(lost.message_id).released_at is not None
    assert [host.row(p.message_id).next_way for p in (decided, lost)] == [None, None]
    with host.app.app_context():
        assert len(host.nequi.payments()) == 2


def test_a_late_reply_with_an_id_is_asked_about_at_once(host: Host) -> None:
    (bill,) = host.bills(25_000)
    desk = host.runtime.desk
    paid = host.pay(str(bill))
    host.work(lambda s: push._take(desk, s, paid.message_id))
    push.bury(desk, paid.message_id)
    host.advance(minutes=30)
    late = News(Answer(Verdict.ACCEPTED, transaction_id="tx-late"), "create", create=True)
    desk.in_work(lambda s: apply(desk, s, paid.message_id, late))

    assert host.payment(paid.message_id).transaction_id == "tx-late"
    ripe = desk.in_read(lambda s: worker.ripe_payments(s, desk))
    assert [mid for mid, _state, _known in ripe] == [paid.message_id]
