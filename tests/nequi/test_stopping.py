"""A worker that is told to stop hears the answer of the call that is under way."""

from __future__ import annotations

import pytest

from nequi_plugin import State
from tests.nequi.host import Host
from tests.support.waiting import wait_until


@pytest.mark.databases("sqlite")
def test_nothing_is_written_once_the_worker_has_stopped(host: Host) -> None:
    host.phone.fault(latency={"create": 1})
    (bill,) = host.bills(25_000)
    host.runtime.start_worker()
    paid = host.pay(str(bill))
    wait_until(host.phone.pushes)

    host.runtime.stop_worker()

    assert host.payment(paid.message_id).state is State.WAITING
