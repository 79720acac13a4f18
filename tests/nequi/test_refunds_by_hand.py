"""Parts and payments without a phone: a person transfers, and proves it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nequi_plugin import RefundState, Refused, State
from nequi_plugin.desk import Limits
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, apply
from tests.nequi.host import Host
from tests.nequi.refunding import ask, breaches, decide, look, now, paid, send, to_resolve, told

PROVEN = {"proof_reference": "M88", "proof": "25 nov, a Mariana"}


def test_a_part_is_a_transfer_that_must_be_proven(host: Host) -> None:
    payment = paid(host)
    with pytest.raises(Refused) as refused:
        ask(host, payment, 5_000, account="")
    assert refused.value.field == "account"
    refund = ask(host, payment, 5_000)
    assert (refund.state, refund.by_hand, refund.account) == (RefundState.MANUAL, True, "@mariana")
    assert to_resolve(host) == [refund.reference]
    for lacks in ("proof_reference", "proof"):
        with pytest.raises(Refused):
            decide(host, refund, "done", **(PROVEN | {lacks: " "}))

    done = decide(host, refund, "done", **PROVEN)

    assert (done.state, done.proof_reference) == (RefundState.DONE, "M88")
    (line,) = told(host, payment, "refund_proven")
    assert line.endswith("M88 · 25 nov, a Mariana")
    after = host.payment(payment.message_id)
    assert (after.state, after.net) == (State.APPROVED, 20_000)
    assert host.heard[-1] == ("changed", payment.key, "20000")
    assert to_resolve(host) == []
    assert breaches(host) == []


def test_nobody_transfers_what_nequi_did_not_confirm_today(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment, 5_000)
    host.advance(days=9)
    with pytest.raises(Refused, match="sigue en pie"):
        decide(host, refund, "done", **PROVEN)
    look(host, payment)
    assert decide(host, refund, "done", **PROVEN).state is RefundState.DONE


def test_parts_that_make_the_whole_reverse_the_payment(host: Host) -> None:
    payment = paid(host)
    first, rest = ask(host, payment, 5_000), ask(host, payment, 20_000, form_key="dos")
    with pytest.raises(Refused):
        ask(host, payment, form_key="tres")
    for refund in (first, rest):
        decide(host, refund, "done", **PROVEN)
    assert host.payment(payment.message_id).state is State.REVERSED
    assert look(host, payment).queued_at is None, "paid is what it should say"
    assert breaches(host) == []


def test_a_transfer_that_did_not_work_frees_its_money(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment, 25_001 - 1_000)
    denied = decide(host, refund, "refused", reason="cuenta errada", proof="la devolvió el banco")
    assert (denied.state, denied.proof) == (RefundState.REFUSED, "la devolvió el banco")
    (line,) = told(host, payment, "refund_denied")
    assert line.endswith("cuenta errada · la devolvió el banco")
    assert ask(host, payment, form_key="dos").pesos == 25_000


def test_money_that_nequi_took_back_ends_what_was_asked(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment, 5_000)
    taken = News(Answer(Verdict.FAILED, reason="gateway", code="71"), "status")
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, payment.message_id, taken))

    assert now(host, refund).state is RefundState.REFUSED
    assert host.payment(payment.message_id).queue_reason == "failed_after_approval"
    with pytest.raises(Refused, match="ya se devolvió"):
        ask(host, payment, form_key="dos")
    with host.app.app_context():
        host.nequi.resolve(payment.message_id, "note", person="paula", reason="sigue ahí")
    desk.in_work(lambda s: apply(desk, s, payment.message_id, taken))
    assert host.payment(payment.message_id).queued_at is None, "a person has judged it"
    assert ask(host, payment, form_key="tres").state is RefundState.ASKED


def test_a_reverse_that_shows_up_after_a_transfer_is_for_a_person(host: Host) -> None:
    payment = paid(host, phone="3001000030")
    refund = decide(host, send(host, ask(host, payment)), "manual", account="@mariana")
    look(host, payment)
    decide(host, refund, "done", **PROVEN)
    taken = News(Answer(Verdict.FAILED, reason="gateway", code="71"), "status")
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, payment.message_id, taken))
    assert host.payment(payment.message_id).queue_reason == "returned_twice"


def test_a_refused_reverse_that_shows_up_late_is_done(host: Host) -> None:
    payment = paid(host, phone="3001000030")
    refund = send(host, ask(host, payment))
    taken = News(Answer(Verdict.FAILED, reason="gateway", code="71"), "status")
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, payment.message_id, taken))
    assert now(host, refund).state is RefundState.DONE
    assert host.payment(payment.message_id).state is State.REVERSED


def test_a_person_may_find_that_nothing_went_back(host: Host) -> None:
    payment = paid(host)
    refund = send(host, ask(host, payment))
    says_paid = News(Answer(Verdict.PAID, value=payment.pesos), "status")
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, payment.message_id, says_paid))
    assert host.payment(payment.message_id).queue_reason == "paid_after_reversal"

    with host.app.app_context():
        host.nequi.resolve(
            payment.message_id, "approved", person="paula", reason="sigue en mi cuenta",
            value=payment.pesos, reference="M1",
        )  # fmt: skip

    back = host.payment(payment.message_id)
    assert (back.state, back.applied, back.refunded, back.queued_at) == (
        State.APPROVED, True, 0, None,
    )  # fmt: skip
    assert now(host, refund).state is RefundState.REFUSED
    assert host.bill(int(payment.key)).paid == 25_000


def test_the_reversal_itself_is_no_reason_to_approve_again(host: Host) -> None:
    payment = paid(host)
    send(host, ask(host, payment))
    with pytest.raises(Refused), host.app.app_context():
        host.nequi.resolve(
            payment.message_id, "approved", person="paula", reason="porque sí",
            value=payment.pesos, reference="M1",
        )  # fmt: skip


@pytest.mark.databases("sqlite")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(-1, 30_000)),
            st.sampled_from(("", "send", "done", "refused", "cancelled", "manual")),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_refunds_never_pass_the_capture(
    host: Host, steps: list[tuple[int | None, str]]
) -> None:
    """Whatever is asked and decided, in any order: done and possible stay within it."""
    host.runtime.desk.limits = Limits(10_000, 10_000)
    payment = paid(host)
    for number, (pesos, then) in enumerate(steps):
        with suppress(Refused):
            refund = ask(host, payment, pesos, form_key=f"{payment.message_id}-{number}")
            if then == "send":
                send(host, refund)
            elif then:
                words = {"reason": "así", "account": "@mariana", **PROVEN}
                decide(host, refund, then, **words)
    with host.app.app_context():
        rows = host.nequi.refunds(payment.message_id)
    assert sum(row.pesos for row in rows if row.possible) <= 25_000
    assert breaches(host) == []
