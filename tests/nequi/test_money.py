"""Money that comes late, twice, differently, or while the host is broken; a person's word."""

from __future__ import annotations

import pytest

from nequi_plugin import Payment, Pesos, Refused, State, jobs, push, worker
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, actions, apply
from nequi_plugin.service.endings import TOO_EARLY
from tests.nequi.host import Host

PAID = Answer(Verdict.PAID, value=Pesos(25_000))


def _waiting(host: Host, key: str, phone: str = "3005550001") -> Payment:
    paid = host.pay(key, phone)
    push.send(host.runtime.desk, paid.message_id)
    return host.payment(paid.message_id)


def _hear(host: Host, message_id: str, answer: Answer, source: str = "status") -> None:
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, message_id, News(answer, source)))


def _run_jobs(host: Host) -> None:
    desk = host.runtime.desk
    for job_id, _ in desk.in_read(lambda s: jobs.ripe(s, desk.now(), 50)):
        worker.run_job(desk, job_id)


@pytest.mark.parametrize(
    "first", [Verdict.REJECTED, Verdict.EXPIRED, Verdict.CANCELLED_OR_REJECTED, Verdict.FAILED]
)
def test_late_money_is_money(host: Host, first: Verdict) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    _hear(host, paid.message_id, Answer(first))
    assert not host.payment(paid.message_id).live
    _hear(host, paid.message_id, PAID)

    assert host.payment(paid.message_id).state is State.APPROVED
    assert host.bill(bill).paid == 25_000
    closings = [heard for heard in host.heard if heard[0] == "closed"]
    assert len(closings) == 1


def test_nothing_undoes_an_approval(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    _hear(host, paid.message_id, PAID)
    for verdict in (Verdict.REJECTED, Verdict.EXPIRED, Verdict.PENDING, Verdict.PAID):
        _hear(host, paid.message_id, Answer(verdict, value=Pesos(25_000)))

    assert host.payment(paid.message_id).state is State.APPROVED
    assert host.payment(paid.message_id).queued_at is None
    assert host.bill(bill).paid == 25_000


def test_a_second_approval_of_one_debt_is_kept_and_queued(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = _waiting(host, str(bill), "3005550001")
    _hear(host, first.message_id, Answer(Verdict.EXPIRED))
    second = _waiting(host, str(bill), "3005550002")
    _hear(host, first.message_id, PAID)

    assert host.payment(second.message_id).cancel_asked_at is not None
    _hear(host, second.message_id, PAID)
    late = host.payment(second.message_id)
    assert (late.state, late.queue_reason) == (State.APPROVED, "Llegó dinero de más")
    assert (host.bill(bill).paid, host.bill(bill).surplus) == (25_000, 25_000)


def test_a_host_that_raises_keeps_the_money_and_its_debts(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    host.approve_raises = [ValueError("the shop's own bug")]
    _hear(host, paid.message_id, PAID)

    kept = host.payment(paid.message_id)
    assert (kept.state, kept.applied, kept.holds_debts) == (State.APPROVED, False, True)
    assert host.bill(bill).paid == 0
    assert host.pay(str(bill), "3005550002").message_id == paid.message_id  # still held
    _run_jobs(host)
    booked = host.payment(paid.message_id)
    assert (booked.applied, booked.holds_debts) == (True, False)
    assert host.bill(bill).paid == 25_000


def test_a_host_that_keeps_raising_is_a_persons_matter(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    host.approve_raises = [ValueError("again")] * 4
    _hear(host, paid.message_id, PAID)
    for _ in range(4):
        _run_jobs(host)
        host.advance(minutes=10)

    queued = host.payment(paid.message_id)
    assert queued.queued_at is not None
    assert queued.applied is False
    with host.app.app_context():
        host.nequi.resolve(paid.message_id, "apply", person="ana", reason="ya se corrigió")
    assert host.bill(bill).paid == 25_000
    assert host.payment(paid.message_id).queued_at is None


def test_a_callback_may_not_end_the_transaction(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    told = host.nequi.registry.kinds["bill"]

    def commits(key: str, payment: Payment) -> None:
        host.db.session.commit()

    told.approved = commits
    _hear(host, paid.message_id, PAID)

    assert host.payment(paid.message_id).applied is False


def test_a_dead_workers_sending_is_unknown_and_never_sent_again(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = host.pay(str(bill))
    desk = host.runtime.desk
    desk.in_work(lambda s: worker.beat(desk, s))
    payment = desk.in_work(lambda s: push._take(desk, s, paid.message_id))
    assert payment is not None
    assert desk.in_read(lambda s: worker.the_dead(desk, s))[1] == []
    desk.in_work(lambda s: s.execute(worker.delete(worker.WorkerRow)) and None)

    orphans = desk.in_read(lambda s: worker.the_dead(desk, s))[1]
    assert orphans == [paid.message_id]
    push.bury(desk, paid.message_id)
    assert host.payment(paid.message_id).state is State.UNKNOWN
    push.send(desk, paid.message_id)
    assert host.phone.pushes() == []


def test_a_worker_that_slept_after_its_commit_does_not_call(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = host.pay(str(bill))
    ticks = iter([0.0, 5.1])
    host.runtime.desk.monotonic = lambda: next(ticks)
    push.send(host.runtime.desk, paid.message_id)

    ended = host.payment(paid.message_id)
    assert (ended.state, ended.reason) == (State.FAILED, "not_sent")
    assert host.phone.pushes() == []


def test_a_cancel_is_over_when_nequi_says_so(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    with host.app.app_context():
        host.nequi.cancel(paid.message_id, "payer")
    asked = host.payment(paid.message_id)
    assert (asked.state, asked.cancel_asked_at is not None) == (State.WAITING, True)
    host.advance(seconds=4)
    push.ask(host.runtime.desk, paid.message_id)

    assert host.payment(paid.message_id).state is State.CANCELLED


def test_an_unknown_without_an_id_ends_by_the_payers_word_or_the_clock(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill), "3001000014")
    assert host.payment(paid.message_id).state is State.UNKNOWN
    desk = host.runtime.desk
    with pytest.raises(Refused, match=TOO_EARLY):
        actions.declare_none_arrived(desk, paid.message_id)
    host.advance(minutes=20)
    actions.declare_none_arrived(desk, paid.message_id)

    released = host.payment(paid.message_id)
    assert (released.state, released.live) == (State.UNKNOWN, False)
    assert host.pay(str(bill), "3005550002").message_id != paid.message_id
    _hear(host, paid.message_id, PAID, "report")
    assert host.payment(paid.message_id).state is State.APPROVED


def test_a_person_decides_with_value_reference_and_reason(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    _hear(host, paid.message_id, Answer(Verdict.PAID, value=Pesos(24_000)))
    with host.app.app_context():
        for bad in (
            {"reason": "", "value": Pesos(24_000), "reference": "M1"},
            {"reason": "visto", "value": None, "reference": "M1"},
            {"reason": "visto", "value": Pesos(24_000), "reference": ""},
        ):
            with pytest.raises(Refused):
                host.nequi.resolve(paid.message_id, "approved", person="ana", **bad)
        host.nequi.resolve(
            paid.message_id,
            "approved",
            person="ana",
            reason="visto en Nequi",
            value=Pesos(24_000),
            reference="M1",
        )
        history = host.nequi.events(paid.message_id)

    assert host.bill(bill).paid == 24_000
    assert host.payment(paid.message_id).queued_at is None
    assert history[-1].source == "person:ana"


def test_a_settled_debt_ends_what_was_asked_for_it(host: Host) -> None:
    one, two = host.bills(1_000, 2_000)
    created = host.pay(str(one), "3005550001")
    sent = _waiting(host, str(two), "3005550002")
    names = [f"bill:{one}", f"bill:{two}"]
    with host.app.app_context(), host.nequi.unit_of_work(), host.nequi.hold(names) as held:
        for name in names:
            held.settled(name)

    assert host.payment(created.message_id).state is State.CANCELLED
    assert host.payment(sent.message_id).cancel_asked_at is not None


def test_created_for_ten_minutes_is_not_sent(host: Host) -> None:
    (bill,) = host.bills(1_000)
    paid = host.pay(str(bill))
    host.advance(minutes=11)
    push.send(host.runtime.desk, paid.message_id)

    assert host.payment(paid.message_id).reason == "not_sent"
    assert host.phone.pushes() == []


def test_found_pending_after_its_release_it_is_withdrawn(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill), "3001000014")
    desk = host.runtime.desk
    host.advance(minutes=20)
    actions.declare_none_arrived(desk, paid.message_id)
    found = Answer(Verdict.PENDING, transaction_id="350-12345-1-x")
    _hear(host, paid.message_id, found, "webhook")

    seen = host.payment(paid.message_id)
    assert (seen.state, seen.holds_debts) == (State.UNKNOWN, False)
    assert seen.queue_reason == "pending_after_release"
    host.advance(seconds=5)
    push.ask(desk, paid.message_id)
    assert host.payment(paid.message_id).cancel_sent_at is not None


def test_asking_often_does_not_fill_the_history(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill))
    with host.app.app_context():
        before = len(host.nequi.events(paid.message_id))
    for _ in range(5):
        _hear(host, paid.message_id, Answer(Verdict.PENDING))

    with host.app.app_context():
        assert len(host.nequi.events(paid.message_id)) == before


def test_seven_days_without_a_verdict_are_a_persons_matter(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _waiting(host, str(bill), "3001000022")
    host.advance(days=7, minutes=1)
    push.ask(host.runtime.desk, paid.message_id)

    assert host.payment(paid.message_id).queued_at is not None
