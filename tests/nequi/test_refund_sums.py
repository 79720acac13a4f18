"""What a person may ask for: never more than is left, whatever the door or the moment."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from nequi_plugin import RefundState, Refused
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, apply
from nequi_plugin.service.moving import locked
from tests.nequi.host import Host
from tests.nequi.refunding import ask, breaches, decide, now, paid, send
from tests.support.waiting import wait_until

REFUSES = "3001000030"


def test_nobody_asks_more_than_is_left(host: Host) -> None:
    payment = paid(host)
    for pesos in (25_001, 0, -1):
        with pytest.raises(Refused, match=r"25\.000") as refused:
            ask(host, payment, pesos)
        assert refused.value.field == "pesos"
    ask(host, payment, 20_000)
    with pytest.raises(Refused, match=r"5\.000"):
        ask(host, payment, 5_001, form_key="dos")


def test_a_refused_one_goes_on_by_hand_only_within_what_is_left(host: Host) -> None:
    payment = paid(host, phone=REFUSES)
    refund = send(host, ask(host, payment))
    assert refund.state is RefundState.REFUSED
    ask(host, payment, 1_000, form_key="dos")

    with pytest.raises(Refused, match="todo este pago"):
        decide(host, refund, "manual", account="@mariana")
    assert now(host, refund).state is RefundState.REFUSED
    assert breaches(host) == []


def test_what_nequi_took_back_is_not_transferred_again(host: Host) -> None:
    payment = paid(host)
    refund = ask(host, payment, 5_000)
    taken = News(Answer(Verdict.FAILED, reason="gateway", code="71"), "status")
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, payment.message_id, taken))

    with pytest.raises(Refused, match="ya se devolvió"):
        decide(host, refund, "manual", account="@mariana")
    assert now(host, refund).state is RefundState.REFUSED


@pytest.mark.databases("postgresql")
def test_two_presses_at_once_ask_once(host: Host) -> None:
    """Both wait for the payment; the second finds what the first has written."""
    payment = paid(host)
    told: list[str] = []
    presses = [threading.Thread(target=lambda: told.append(ask(host, payment).reference))
               for _ in range(2)]  # fmt: skip

    def both_press(s: Session) -> None:
        locked(s, payment.message_id)
        for press in presses:
            press.start()
        wait_until(lambda: _waiting(host) >= 2)

    host.work(both_press)
    for press in presses:
        press.join(20)
    assert len(told) == 2
    assert told[0] == told[1]
    assert breaches(host) == []


def _waiting(host: Host) -> int:
    """How many sessions wait for a lock."""
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with host.app.app_context(), host.db.engine.connect() as beside:
        return int(beside.scalar(query) or 0)
