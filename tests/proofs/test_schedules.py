"""Random schedules over the real service layer, and proof that they would notice.

``TEST_SCHEDULES`` sets how many are walked (default 1,000); a failing seed is named in the
breach and repeats for ever: ``TEST_SCHEDULES_FROM`` sets the first one.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import plants
from tests.proofs.schedules.explorer import Breach, Explorer
from tests.proofs.schedules.shop import Shop, open_shop

SCHEDULES = int(os.environ.get("TEST_SCHEDULES", "1000"))
FIRST = int(os.environ.get("TEST_SCHEDULES_FROM", "0"))
SEEDS_PER_PLANT = 150
FOUND = {  # guard switched off → what the explorer says
    "approved_can_fail": "I4: .* is no longer approved",
    "books_twice": "I2: .* pesos were applied",
    "calls_late": "after its commit",
    "cancel_is_verdict": "I3: 2 requests can be paid",
    "code_unknown": "the code .* is unknown",
    "code_withdrawn": "I3: 2 requests can be paid",
    "dead_workers_ignored": "I9: .* is still sending",
    "forgets_broken_callbacks": "nobody will see to it",
    "ignores_open_money": "paid already",
    "no_comparison": "I7: approved by itself",
    "no_deadlines": "I9: .* is still unknown",
    "no_debt_lock": "it should hold",
    "no_late_money": "was captured and is",
    "no_savepoint": "I2: .* pesos were applied",
    "others_keep_asking": "asks for",
    "refund_sent_again": "I6: refund .* was sent 2 times",
    "refunds_unbounded": "I6: refunds of",
    "sends_again": "I3: .* was accepted 2 times",
    "successor_at_any_time": "s after it was wished for",
    "successor_of_any_end": "follows one that is (expired|rejected|failed)",
    "timeout_is_failure": "I3: 2 requests can be paid",
    "webhook_believed": "I2: Nequi's book holds no capture",
}
LEAN = {  # rare by chance: the steps that lead there come more often
    "approved_can_fail": "old_answer",
    "calls_late": "pay",
    "cancel_is_verdict": "pay cancel",
    "ignores_open_money": "pay sweep scan",
    "others_keep_asking": "pay sweep approve settle",
    "no_savepoint": "pay sweep approve host_breaks",
    "forgets_broken_callbacks": "pay sweep approve host_breaks",
    "no_late_money": "pay late_money",
    "timeout_is_failure": "pay sweep",
    "no_comparison": "pay_differently",
    "code_unknown": "scan sweep",
    "code_withdrawn": "scan cancel",
    "refund_sent_again": "refund sweep leap",
    "refunds_unbounded": "refund",
    "successor_at_any_time": "change leap",
    "successor_of_any_end": "change reject sweep leap",
}
BEGIN = {  # rarer still: the way to the place where the guard stands
    "timeout_is_failure": "pay sweep pay sweep pay sweep",
    "approved_can_fail": "pay sweep reject look sweep late_money look sweep",
    "ignores_open_money": "pay sweep reject look sweep pay_differently look sweep",
    "no_late_money": "pay sweep reject look sweep late_money",
    "no_savepoint": "pay sweep approve host_breaks",
    "forgets_broken_callbacks": "pay sweep approve host_breaks",
    "code_withdrawn": "scan sweep cancel pay sweep",
    "refund_sent_again": "pay sweep approve look sweep refund sweep",
    "refunds_unbounded": "pay sweep approve look sweep refund refund",
    "successor_at_any_time": "pay sweep change",
    "successor_of_any_end": "pay sweep change",
}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """The product's alarms are thousands here, and meant; a collector would only slow it."""
    logging.disable(logging.CRITICAL)
    gc.disable()
    try:
        with open_shop(tmp_path / "schedules.db") as shop:
            yield shop
    finally:
        gc.enable()
        logging.disable(logging.NOTSET)


def test_no_schedule_breaks_the_rules_of_money(shop: Shop) -> None:
    for seed in range(FIRST, FIRST + SCHEDULES):
        Explorer(shop, seed).run()


@pytest.mark.parametrize("name", FOUND)
def test_a_guard_switched_off_is_found(
    name: str, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plants.plant(name, monkeypatch.setattr)
    with pytest.raises(Breach, match=FOUND[name]):
        explore(shop, LEAN.get(name, ""), BEGIN.get(name, ""))


def explore(shop: Shop, lean: str, begin: str) -> None:
    """Many schedules; raises Breach."""
    for seed in range(SEEDS_PER_PLANT):
        Explorer(shop, seed, lean).run(*begin.split())
