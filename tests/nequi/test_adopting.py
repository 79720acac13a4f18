"""A restored backup finds its captures in Nequi's report, and a person says what they pay."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from nequi_plugin import Pesos, Refused, State, push
from nequi_plugin.books import invariants
from nequi_plugin.models import ClaimRow, EventRow, PaymentRow, TrafficRow
from nequi_plugin.reconcile import reporting
from tests.nequi.host import Host


def _lost(host: Host, bill: int) -> str:
    """Paid at Nequi, and gone here: as after restoring yesterday's copy."""
    paid = host.pay(str(bill), "3005550001")
    push.send(host.runtime.desk, paid.message_id)
    host.phone.accept()
    host.runtime.traffic.flush()

    def forget(s):  # type: ignore[no-untyped-def] # a session, as the host hands it
        push.debts.release(s, paid.id)
        for model in (TrafficRow, ClaimRow, EventRow):
            s.execute(delete(model).where(model.payment_id == paid.id))
        s.execute(delete(PaymentRow).where(PaymentRow.id == paid.id))

    host.work(forget)
    return paid.message_id


def _breaches(host: Host) -> list[str]:
    return host.runtime.desk.in_read(lambda s: invariants.check(s, host.nequi.registry))


def test_lost_money_comes_back_without_a_key_and_gets_one(host: Host) -> None:
    (bill,) = host.bills(30_000)
    message_id = _lost(host, bill)
    now = host.runtime.desk.now()
    for _turn in range(2):
        reporting.read_days(host.runtime.desk, now, now)

    found = host.payment(message_id)
    assert (found.state, found.kind, found.captured) == (State.REVIEW, "", 30_000)
    assert found.queued_at is not None
    assert _breaches(host) == []

    told = {"person": "paula", "reason": "es de esta factura", "reference": "M1"}
    with host.app.app_context():
        with pytest.raises(Refused, match="llegaron 30000"):
            host.nequi.give_key(message_id, "bill", str(bill), value=Pesos(1), **told)
        host.nequi.give_key(message_id, "bill", str(bill), value=Pesos(30_000), **told)
        with pytest.raises(Refused, match="ya cambió"):
            host.nequi.give_key(message_id, "bill", str(bill), value=Pesos(30_000), **told)

    settled = host.payment(message_id)
    assert (settled.state, settled.applied, settled.claims) == (
        State.APPROVED, True, (f"bill:{bill}",))  # fmt: skip
    assert host.bill(bill).paid == 30_000
    assert _breaches(host) == []


def test_money_with_a_key_ends_the_request_that_still_asks(host: Host) -> None:
    (bill,) = host.bills(30_000)
    message_id = _lost(host, bill)
    now = host.runtime.desk.now()
    reporting.read_days(host.runtime.desk, now, now)
    second = host.pay(str(bill), "3005550002")
    with host.app.app_context():
        host.nequi.give_key(message_id, "bill", str(bill), person="p", reason="r",
                            value=Pesos(30_000), reference="M1")  # fmt: skip

    assert host.payment(second.message_id).state is State.CANCELLED
    assert _breaches(host) == []
