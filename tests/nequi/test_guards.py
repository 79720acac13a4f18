"""What happens when the database loses a transaction, a name turns up late, a line is poison."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from nequi_plugin import Credentials, Payment, Pesos, State, debts, push, worker
from nequi_plugin.books.invariants import check
from nequi_plugin.database.sqlite_tuning import Gate
from nequi_plugin.gateway.protocol import Answer, Report, ReportLine, Verdict
from nequi_plugin.models import PaymentRow
from nequi_plugin.reconcile import reporting
from nequi_plugin.service import News, apply
from tests.nequi.host import Host
from tests.support.waiting import wait_until


class Deadlock(Exception):
    sqlstate = "40P01"


def _hear(host: Host, payment: Payment, answer: Answer, source: str = "status") -> Payment:
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, payment.message_id, News(answer, source)))
    return host.payment(payment.message_id)


def _sent(host: Host, bill: int, phone: str = "3005550001") -> Payment:
    paid = host.pay(str(bill), phone)
    push.send(host.runtime.desk, paid.message_id)
    return host.payment(paid.message_id)


def test_a_deadlock_in_a_callback_runs_the_transaction_again_whole(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _sent(host, bill)
    host.approve_raises.append(OperationalError("UPDATE", {}, Deadlock()))

    done = _hear(host, paid, Answer(Verdict.PAID, value=Pesos(25_000)))

    assert (done.state, done.applied) == (State.APPROVED, True)
    assert host.bill(bill).paid == 25_000
    assert len([h for h in host.heard if h[0] == "approved"]) == 2


def test_a_callback_that_raises_is_tried_again_and_money_stays(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = _sent(host, bill)
    host.approve_raises.append(ValueError("the host is broken"))

    done = _hear(host, paid, Answer(Verdict.PAID, value=Pesos(25_000)))
    assert (done.state, done.applied, done.holds_debts) == (State.APPROVED, False, True)
    assert host.bill(bill).paid == 0

    host.runtime.start_worker()
    wait_until(lambda: host.payment(paid.message_id).applied)
    assert host.bill(bill).paid == 25_000


def test_a_host_change_starts_its_lock_over_when_a_name_turned_up(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bill,) = host.bills(25_000)
    real, late = debts.lock_around, [debts.Restart()]

    def lock_around(s: Session, ids: set[int], names: set[str]) -> None:
        real(s, ids, names)
        if late:
            raise late.pop()

    monkeypatch.setattr(debts, "lock_around", lock_around)
    one = f"bill:{bill}"
    with host.app.app_context(), host.nequi.unit_of_work(), host.nequi.hold([one]) as held:
        held.settled(one)
    assert late == []


def test_a_report_line_that_cannot_be_booked_stops_no_other(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = host.bills(1_000, 2_000)
    first, second = _sent(host, one), _sent(host, two, "3005550002")
    lines = tuple(
        ReportLine(p.message_id, f"tx-{p.message_id}", Pesos(p.pesos), "") for p in (first, second)
    )
    desk = host.runtime.desk
    monkeypatch.setattr(desk.gateway, "report", lambda *_, **__: Report(None, None, lines))
    real = reporting.apply

    def poisoned(desk: object, s: Session, message_id: str, news: News) -> object:
        if message_id == first.message_id:
            raise ValueError("poison")
        return real(desk, s, message_id, news)  # type: ignore[arg-type] # the desk as it came

    monkeypatch.setattr(reporting, "apply", poisoned)
    reporting.read_days(desk, desk.now(), desk.now())

    assert host.payment(second.message_id).state is State.APPROVED


def test_the_report_is_asked_with_the_code_that_an_attempt_was_frozen_with(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    (bill,) = host.bills(1_000)
    paid = host.pay(str(bill), "3001000010")
    push.send(host.runtime.desk, paid.message_id)
    assert host.payment(paid.message_id).state is State.UNKNOWN

    def other_code(s: Session) -> None:
        s.get_one(PaymentRow, paid.id).code = "NIT_2"

    host.work(other_code)
    asked: list[str] = []

    def report(credentials: Credentials, **_days: str) -> Report:
        asked.append(credentials.code)
        return Report(None, None)

    monkeypatch.setattr(host.runtime.desk.gateway, "report", report)
    reporting.ask_report(host.runtime.desk, [paid.message_id])
    assert asked == ["NIT_2"]


def test_a_create_is_seen_behind_any_number_of_questions(host: Host) -> None:
    (bill,) = host.bills(1_000)
    now = host.runtime.desk.now()

    def waiting(s: Session) -> None:
        for number in range(worker.BATCH + 1):
            s.add(
                PaymentRow(
                    message_id=f"W{number:09}", kind="bill", key="1", pesos=1,
                    state=State.WAITING, transaction_id=f"t{number}", created_at=now,
                    sent_at=now, expires_at=now, wake_at=now - timedelta(minutes=1),
                )
            )

    host.work(waiting)
    paid = host.pay(str(bill))

    ripe = host.runtime.desk.in_read(lambda s: worker.ripe_payments(s, host.runtime.desk))
    assert ripe[0][0] == paid.message_id


def test_money_behind_a_refused_create_is_looked_for(host: Host) -> None:
    """A refusal that was none: the report is asked about it, too, later and slowly."""
    (bill,) = host.bills(1_000)
    refused = _sent(host, bill, "3001000007")
    assert refused.state is State.FAILED
    row = host.row(refused.message_id)
    assert row.wake_at is not None
    lost = host.pay(str(bill), "3001000015")
    host.sim.stop()
    push.send(host.runtime.desk, lost.message_id)
    assert host.payment(lost.message_id).reason == "not_sent"
    assert host.row(lost.message_id).wake_at is None


def test_a_restored_backup_asks_the_report_before_it_sends(host: Host) -> None:
    """Sent and paid, then the database goes back to before the sending."""
    (bill,) = host.bills(25_000)
    paid = _sent(host, bill, "3001000001")
    wait_until(lambda: host.sim.simulator and host.phone.pushes()[0]["state"] == "paid")

    def restore(s: Session) -> None:
        row = s.get_one(PaymentRow, paid.id)
        row.state, row.sent_at, row.expires_at = State.CREATED, None, None
        row.transaction_id, row.wake_at, row.worker = None, row.created_at, None

    host.work(restore)
    host.runtime.start_worker()

    wait_until(lambda: host.payment(paid.message_id).state is State.APPROVED)
    assert len(host.phone.pushes()) == 1
    assert host.phone.book()["creates"][paid.message_id] == 1


def test_books_know_that_an_unknown_found_pending_took_no_phone_back(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = host.pay(str(bill))
    desk = host.runtime.desk
    host.work(lambda s: push._take(desk, s, paid.message_id))
    push.bury(desk, paid.message_id)
    found = _hear(host, paid, Answer(Verdict.PENDING, transaction_id="tx-1"))
    assert found.state is State.WAITING

    with host.app.app_context():
        assert desk.in_read(lambda s: check(s, desk.registry)) == []


@pytest.mark.databases("sqlite")
def test_a_gate_whose_file_cannot_be_opened_is_not_shut_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(str(tmp_path / "gate"))
    with monkeypatch.context() as broken:
        broken.setattr(os, "open", lambda *_: (_ for _ in ()).throw(OSError("no descriptors")))
        with pytest.raises(OSError, match="no descriptors"):
            gate.take()
    assert not gate._lock.locked()
    gate.give(gate.take())


def test_an_id_that_no_column_holds_is_unknown_with_an_alert(host: Host) -> None:
    (bill,) = host.bills(25_000)
    paid = host.pay(str(bill))
    desk = host.runtime.desk
    host.work(lambda s: push._take(desk, s, paid.message_id))
    accepted = News(Answer(Verdict.ACCEPTED, transaction_id="x" * 65), "create", create=True)
    desk.in_work(lambda s: apply(desk, s, paid.message_id, accepted))

    assert host.payment(paid.message_id).state is State.UNKNOWN
    with host.app.app_context():
        told = [(e.event, e.alert) for e in host.nequi.events(paid.message_id)]
    assert ("unusable_id", True) in told


def test_words_longer_than_their_column_stop_no_payment(host: Host) -> None:
    """A statement of thirty invoices has a long description; PostgreSQL cuts nothing itself."""
    (bill,) = host.bills(25_000)
    kind = host.nequi.registry.kinds["bill"]
    due = kind.due
    kind.due = lambda key: (found := due(key)) and replace(found, description="FE-1 " * 60)

    paid = _sent(host, bill)
    assert paid.state is State.WAITING
    assert paid.description == ("FE-1 " * 60)[:200]
    named = Answer(Verdict.PAID, value=Pesos(25_000), name="N" * 300)
    assert _hear(host, paid, named).state is State.APPROVED
