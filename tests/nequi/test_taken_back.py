"""What a person approved and Nequi never confirmed can be taken back by a person."""

from __future__ import annotations

import pytest

from nequi_plugin import Payment, Refused, State
from nequi_plugin.books.invariants import check
from tests.nequi.host import Host
from tests.nequi.refunding import ask, paid
from tests.nequi.test_decisions import _decide, _without_verdict


def _approved_by_hand(host: Host) -> Payment:
    (bill,) = host.bills(25_000)
    return _decide(host, _without_verdict(host, bill), "approved", 25_000)


@pytest.mark.parametrize("ending", ["rejected", "expired", "cancelled", "failed"])
@pytest.mark.databases("sqlite")
def test_it_ends_as_the_person_says_and_the_host_undoes_it(host: Host, ending: str) -> None:
    approved = _approved_by_hand(host)
    assert host.bill(int(approved.key)).paid == 25_000

    ended = _decide(host, approved, ending)

    assert (ended.state, ended.captured, ended.applied, ended.queued_at) == (
        State(ending), None, None, None,
    )  # fmt: skip
    assert host.bill(int(approved.key)).paid == 0
    assert host.heard[-1] == ("reversed", approved.key, approved.message_id)
    desk = host.runtime.desk
    assert desk.in_read(lambda s: check(s, desk.registry)) == []


def test_what_nequi_told_is_not_taken_back_but_refunded(host: Host) -> None:
    payment = paid(host)
    with pytest.raises(Refused):
        _decide(host, payment, "cancelled")
    with pytest.raises(Refused, match="confirma"):
        ask(host, _approved_by_hand(host), form_key="otra")
