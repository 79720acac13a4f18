"""Money on its way back by a reverse, with the real simulator, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nequi_plugin import Payment, Refund, RefundState, Refused, State, push, refund_work
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, apply, refund_settling
from nequi_plugin.worker import LONGEST, SILENCE
from tests.nequi.host import Host
from tests.nequi.refunding import ask, breaches, decide, look, now, paid, send, to_resolve, told

REFUSES, SILENT = "3001000030", "3001000031"


def _lose_the_reply(host: Host, payment: Payment) -> Refund:
    host.phone.fault(drop_reply={"reverse": 1})
    return send(host, ask(host, payment))


def _reversed_there(host: Host) -> int:
    return sum(1 for line in host.phone.book()["captures"] if line["reversed_at"])


def test_a_whole_payment_goes_back(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment)
    assert (refund.state, refund.by_hand, refund.pesos) == (RefundState.ASKED, False, 25_000)
    assert _reversed_there(host) == 0, "asking calls nobody"

    assert send(host, refund).state is RefundState.DONE

    back = host.payment(payment.message_id)
    assert (back.state, back.refunded, back.net, back.applied) == (State.REVERSED, 25_000, 0, None)
    assert host.bill(int(payment.key)).paid == 0
    assert host.heard[-1] == ("reversed", payment.key, payment.message_id)
    assert _reversed_there(host) == 1
    assert look(host, payment).queued_at is None, "a 71 is expected now"
    assert breaches(host) == []


def test_asking_twice_asks_once(host: Host) -> None:
    payment = paid(host)
    first, second = ask(host, payment), ask(host, payment)
    assert first == second
    with pytest.raises(Refused, match="todo este pago"):
        ask(host, payment, form_key="otra")
    send(host, first)
    send(host, first)
    assert len(host.phone.book()["reverses"]) == 1
    assert breaches(host) == []


def test_a_key_belongs_to_the_payment_it_was_used_on(host: Host) -> None:
    first, other = paid(host), paid(host, phone="3001000001")
    refund = ask(host, first)
    with pytest.raises(Refused, match="otro pago"):
        ask(host, other)
    assert ask(host, first) == refund
    with host.app.app_context():
        assert host.nequi.refunds(other.message_id) == []


def test_a_refusal_leaves_everything_as_it_was(host: Host) -> None:
    payment = paid(host, phone=REFUSES)
    refund = send(host, ask(host, payment))
    assert refund.state is RefundState.REFUSED
    still = host.payment(payment.message_id)
    assert (still.state, still.applied, still.refunded) == (State.APPROVED, True, 0)

    by_hand = decide(host, refund, "manual", account="@mariana")
    assert (by_hand.state, by_hand.by_hand) == (RefundState.MANUAL, True)
    assert to_resolve(host) == [refund.reference]
    look(host, payment)
    done = decide(host, refund, "done", proof_reference="M77", proof="$ 25.000 a Mariana")
    assert done.state is RefundState.DONE
    assert host.payment(payment.message_id).state is State.REVERSED
    assert breaches(host) == []


def test_a_lost_reply_is_never_sent_again_and_a_status_settles_it(host: Host) -> None:
    payment = paid(host)
    refund = _lose_the_reply(host, payment)
    assert refund.state is RefundState.UNKNOWN
    assert to_resolve(host) == [refund.reference]
    assert host.payment(payment.message_id).state is State.APPROVED
    assert breaches(host) == []
    send(host, refund)
    assert len(host.phone.book()["reverses"]) == 1

    host.advance(seconds=5)
    refund_work.look(host.runtime.desk, refund.reference)

    assert now(host, refund).state is RefundState.DONE
    assert host.payment(payment.message_id).state is State.REVERSED
    assert to_resolve(host) == []
    assert breaches(host) == []


def test_a_status_that_still_says_paid_settles_nothing(host: Host) -> None:
    payment = paid(host)
    refund = _lose_the_reply(host, payment)
    desk = host.runtime.desk
    still = News(Answer(Verdict.PAID, value=payment.pesos), "status")
    desk.in_work(lambda s: apply(desk, s, payment.message_id, still))
    assert host.payment(payment.message_id).state is State.APPROVED
    assert now(host, refund).state is RefundState.UNKNOWN


def test_an_unknown_one_is_denied_only_with_proof_and_a_day_later(host: Host) -> None:
    payment = paid(host)
    refund = _lose_the_reply(host, payment)
    host.phone.fault(down=True)
    words = {"reason": "no se devolvió", "proof": "Nequi contestó que no"}
    with pytest.raises(Refused, match="dos minutos"):
        decide(host, refund, "refused", **words)
    desk = host.runtime.desk
    then = desk.database_now
    desk.database_now = lambda s: then(s) + timedelta(seconds=91)
    with pytest.raises(Refused, match="reporte de mañana"):
        decide(host, refund, "refused", **words)
    host.advance(days=1)
    with pytest.raises(Refused) as refused:
        decide(host, refund, "refused", reason="no")
    assert refused.value.field == "proof"
    denied = decide(host, refund, "refused", **words)
    assert (denied.state, denied.proof) == (RefundState.REFUSED, "Nequi contestó que no")
    assert told(host, payment, "refund_denied") == [
        f"$\u00a025.000 · {refund.reference} · no se devolvió · Nequi contestó que no"
    ]
    assert ask(host, payment, form_key="de nuevo").state is RefundState.ASKED


def test_what_was_not_sent_is_asked_again(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment)
    host.phone.fault(http={"reverse": {"status": 429, "times": 1}})
    assert send(host, refund).state is RefundState.ASKED
    host.advance(minutes=11)
    assert to_resolve(host) == [refund.reference]
    assert send(host, refund).state is RefundState.DONE
    assert breaches(host) == []


@pytest.mark.databases("sqlite")
def test_what_is_never_sent_is_tried_ever_more_seldom(host: Host) -> None:
    refund = ask(host, paid(host))
    host.phone.fault(http={"reverse": {"status": 429, "times": 99}})
    desk, tries = host.runtime.desk, 0
    for _ in range(60):  # five hours
        ripe = desk.in_read(lambda s: refund_work.ripe(s, desk, 9))
        if ripe:
            tries += 1
            assert send(host, refund).state is RefundState.ASKED
        host.advance(minutes=5)
    assert 6 <= tries <= 12
    assert breaches(host) == []


def test_a_dead_worker_leaves_an_unknown_refund(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment)
    desk = host.runtime.desk
    assert desk.in_work(lambda s: refund_settling.take(desk, s, refund.reference)) is not None
    assert desk.in_read(lambda s: refund_work.orphans(s, desk, SILENCE, LONGEST)) == [
        refund.reference
    ]
    refund_work.bury(desk, refund.reference)
    assert now(host, refund).state is RefundState.UNKNOWN
    assert breaches(host) == []


def test_what_was_asked_can_be_taken_back_until_it_is_sent(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment)
    assert decide(host, refund, "cancelled", reason="ya no").state is RefundState.CANCELLED
    assert send(host, refund).state is RefundState.CANCELLED
    assert host.phone.book()["reverses"] == []
    again = send(host, ask(host, payment, form_key="dos"))
    with pytest.raises(Refused, match="ya cambió"):
        decide(host, again, "cancelled", reason="ya no")


def test_only_a_told_capture_goes_back(host: Host) -> None:
    (bill,) = host.bills(25_000)
    waiting = host.pay(str(bill))
    push.send(host.runtime.desk, waiting.message_id)
    with pytest.raises(Refused, match="aprobado o en revisión"):
        ask(host, waiting)
    with pytest.raises(Refused, match="motivo"):
        ask(host, paid(host, phone="3001000001"), reason=" ")


def test_a_payment_in_review_goes_back_without_having_been_applied(host: Host) -> None:
    payment = paid(host, phone="3001000018")
    assert (payment.state, payment.captured) == (State.REVIEW, 26_000)
    assert send(host, ask(host, payment)).state is RefundState.DONE
    back = host.payment(payment.message_id)
    assert (back.state, back.refunded, back.queued_at) == (State.REVERSED, 26_000, None)
    assert "reversed" not in [name for name, _key, _word in host.heard]
    assert host.heard[-1] == ("closed", payment.key, "reversed")
    assert breaches(host) == []


@pytest.mark.databases("sqlite")  # the silence of three seconds is the gateway's, not the rows'
def test_the_running_worker_sends_and_settles(working: Host) -> None:
    (bill,) = working.bills(25_000)
    payment = working.pay(str(bill), SILENT)
    working.until(payment.message_id, State.APPROVED)
    ask(working, payment)
    assert working.until(payment.message_id, State.REVERSED).refunded == 25_000
    assert breaches(working) == []
