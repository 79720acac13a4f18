"""Nobody's phone is bombed: three requests in a quarter of an hour, whoever asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nequi_plugin import Refused, State, push
from nequi_plugin.simulator import RunningSimulator
from tests import plants
from tests.nequi.host import Host, running_host

VISITORS, TRIES, MOST = 10, 300, 3
VICTIM = "3005550001"


@pytest.fixture
def host(tmp_path: Path, simulator: RunningSimulator) -> Iterator[Host]:
    with running_host(f"sqlite:///{tmp_path / 'bills.db'}", simulator) as running:
        yield running


def test_three_hundred_tries_reach_one_phone_three_times(host: Host) -> None:
    sentences = try_it(host, TRIES)

    assert len(sentences) == 1
    assert "15 minutos" in sentences.pop()
    assert received(host) == MOST


def test_without_the_limit_it_is_more(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    plants.plant("no_phone_limits", monkeypatch.setattr)
    try_it(host, 2 * MOST)
    assert received(host) > MOST


def try_it(host: Host, tries: int) -> set[str]:
    """Ten visitors with bills of their own; what was sent is rejected, and asked for again."""
    bills = host.bills(*[25_000] * VISITORS)
    sentences = set()
    for number in range(tries):
        try:
            paid = host.pay(str(bills[number % VISITORS]), VICTIM)
        except Refused as refused:
            sentences.add(str(refused))
        else:
            _send_and_reject(host, paid.message_id)
    return sentences


def received(host: Host) -> int:
    """How many requests the victim's phone has shown."""
    return len([one for one in host.phone.pushes() if one["phone"] == VICTIM])


def _send_and_reject(host: Host, message_id: str) -> None:
    """The worker's turn, then the annoyed owner's, then the worker hears of it."""
    desk = host.runtime.desk
    push.send(desk, message_id)
    host.phone.reject()
    with host.app.app_context():
        host.nequi.look_now(message_id)
    push.ask(desk, message_id)
    assert host.payment(message_id).state is State.REJECTED
