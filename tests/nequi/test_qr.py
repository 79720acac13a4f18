"""A code to scan: made only on request, never unknown, never withdrawn; one live request."""
from __future__ import annotations

import pytest

from nequi_plugin import Payment, Pesos, Refused, State, push
from nequi_plugin.books.invariants import check
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, actions, apply
from nequi_plugin.service.changing import OVER
from nequi_plugin.states import Way
from tests.nequi.host import Bill, Host

PHONE = "3005550001"


def _code(host: Host, key: str) -> Payment:
    desk = host.runtime.desk
    with host.app.app_context():
        started = actions.pay(desk, "bill", key, "", way=Way.QR, form_key=None, digest=None)
    return started.payment


def _hear(host: Host, message_id: str, answer: Answer, *, create: bool = False) -> Payment:
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, message_id, News(answer, "test", create=create)))
    return host.payment(message_id)


def _sending(host: Host, key: str, monkeypatch: pytest.MonkeyPatch) -> Payment:
    """A code whose worker has taken it and not called yet."""
    paid = _code(host, key)
    with monkeypatch.context() as patch:
        patch.setattr(push, "_create", _nothing_heard)
        with pytest.raises(RuntimeError, match="died"):
            push.send(host.runtime.desk, paid.message_id)
    return host.payment(paid.message_id)


def _nothing_heard(*_given: object) -> Answer:
    raise RuntimeError("the worker died")


def test_a_code_is_paid_from_nequi_and_from_another_bank(working: Host) -> None:
    for payer in ({"phone": PHONE}, {}):
        (bill,) = working.bills(25_000)
        first = _code(working, str(bill))
        shown = working.until(first.message_id, State.WAITING)
        assert (shown.way, shown.phone) == ("qr", "")
        assert shown.qr_text
        assert shown.expires_at
        assert shown.sent_at
        assert (shown.expires_at - shown.sent_at).total_seconds() == 45 * 60
        waiting = working.phone.waiting()
        working.phone._call("POST", f"requests/{waiting['id']}/accept", payer)
        paid = working.until(first.message_id, State.APPROVED)
        assert (paid.captured, paid.applied) == (25_000, True)
        with working.app.app_context():
            assert working.db.session.get_one(Bill, bill).paid == 25_000


def test_while_a_code_lives_it_is_what_every_door_joins(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _code(host, str(bill))
    push.send(host.runtime.desk, first.message_id)
    assert host.pay(str(bill), PHONE).message_id == first.message_id
    assert _code(host, str(bill)).message_id == first.message_id
    assert len(host.phone.pushes()) == 1


def test_nothing_withdraws_a_code_that_was_shown(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _code(host, str(bill))
    push.send(host.runtime.desk, first.message_id)
    actions.cancel(host.runtime.desk, first.message_id, "payer")
    with pytest.raises(Refused, match=OVER):
        actions.scan_instead(host.runtime.desk, first.message_id)
    shown = host.payment(first.message_id)
    assert (shown.state, shown.cancel_asked_at) == (State.WAITING, None)


@pytest.mark.parametrize(("answer", "create"), [
    (Answer(Verdict.UNCLEAR), True),
    (Answer(Verdict.UNCLEAR), False),
    (Answer(Verdict.ACCEPTED, transaction_id="350-1"), True),
    (Answer(Verdict.ACCEPTED, payload="000201"), True),
    (Answer(Verdict.NOT_SENT, reason="not_sent"), True),
])
def test_an_unclear_code_was_not_sent(
    host: Host, monkeypatch: pytest.MonkeyPatch, answer: Answer, create: bool
) -> None:
    (bill,) = host.bills(25_000)
    first = _sending(host, str(bill), monkeypatch)
    ended = _hear(host, first.message_id, answer, create=create)
    assert (ended.state, ended.reason) == (State.FAILED, "not_sent")
    assert not ended.holds_debts
    assert host.pay(str(bill), PHONE).message_id != first.message_id


def test_a_dead_workers_code_was_not_sent(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bill,) = host.bills(25_000)
    first = _sending(host, str(bill), monkeypatch)
    push.bury(host.runtime.desk, first.message_id)
    ended = host.payment(first.message_id)
    assert (ended.state, ended.reason) == (State.FAILED, "not_sent")
    late = Answer(Verdict.PAID, value=Pesos(25_000), transaction_id="350-9")
    assert _hear(host, first.message_id, late).state is State.APPROVED


def test_a_push_becomes_a_code_once_it_is_dead(working: Host) -> None:
    (bill,) = working.bills(25_000)
    first = working.pay(str(bill), PHONE)
    working.until(first.message_id, State.WAITING)
    actions.scan_instead(working.runtime.desk, first.message_id)
    working.until(first.message_id, State.CANCELLED)
    code = working.newest()
    assert (code.way, code.claims, code.pesos) == ("qr", first.claims, first.pesos)
    working.until(code.message_id, State.WAITING)
    states = [(p["message_id"], p["state"]) for p in working.phone.pushes()]
    assert states == [(first.message_id, "cancelled"), (code.message_id, "pending")]
    with working.app.app_context():
        desk = working.runtime.desk
        assert desk.in_read(lambda s: check(s, working.nequi.registry)) == []


def test_another_value_through_a_code_is_reviewed(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _code(host, str(bill))
    push.send(host.runtime.desk, first.message_id)
    other = Answer(Verdict.PAID, value=Pesos(24_000))
    assert _hear(host, first.message_id, other).state is State.REVIEW
