"""What the host did not hear the first time is told again, every time, and heard out."""

from __future__ import annotations

import pytest

from nequi_plugin import Payment, jobs, worker
from tests.nequi.host import Host
from tests.nequi.refunding import ask, decide, look, paid


def _part_back(host: Host, payment: Payment, pesos: int, key: str) -> None:
    refund = ask(host, payment, pesos, form_key=key)
    look(host, payment)
    decide(host, refund, "done", proof_reference=key, proof="la vi salir")


def _work_off(host: Host) -> None:
    """Every job that is ripe, once."""
    desk = host.runtime.desk
    host.advance(minutes=2)
    for job_id, _lane in desk.in_read(lambda s: jobs.ripe(s, desk.now(), 50)):
        worker.run_job(desk, job_id)


def _fails_once_each(host: Host, monkeypatch: pytest.MonkeyPatch, sentence: str = "") -> list[int]:
    """``on_changed`` raises at its first call after each new value, then takes it."""
    kind, heard, seen = host.runtime.desk.registry.kinds["bill"], [], []

    def changed(key: str, payment: Payment) -> str | None:
        if payment.net not in seen:
            seen.append(int(payment.net))
            raise ValueError("the host was away")
        heard.append(int(payment.net))
        return sentence or None

    monkeypatch.setattr(kind, "changed", changed)
    return heard


def test_a_second_failure_of_the_same_callback_is_tried_again_too(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = paid(host, 25_000)
    heard = _fails_once_each(host, monkeypatch)
    _part_back(host, payment, 5_000, "una")
    _work_off(host)
    _part_back(host, payment, 3_000, "dos")
    _work_off(host)

    assert heard == [20_000, 17_000]


def test_what_the_host_says_at_the_second_try_reaches_the_queue(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = paid(host, 25_000)
    _fails_once_each(host, monkeypatch, "El saldo a favor ya se había usado")
    _part_back(host, payment, 5_000, "una")
    assert host.payment(payment.message_id).queued_at is None
    _work_off(host)

    assert host.payment(payment.message_id).queue_reason == "El saldo a favor ya se había usado"
