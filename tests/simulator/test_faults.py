"""Weather on request: latency, lost answers, a dead gateway, a poor report."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.simulator.merchant import CODE, PATHS, Merchant, parts
from tests.support.waiting import wait_until

PHONE = "3000000057"


def test_a_push_is_booked_before_its_latency(merchant: Merchant) -> None:
    merchant.control("POST", "faults", {"latency": {"create": 60}})
    slow = threading.Thread(target=create_patiently, args=(merchant,))
    slow.start()
    wait_until(merchant.requests)
    assert slow.is_alive()
    merchant.control("DELETE", "faults")
    slow.join(30)
    assert not slow.is_alive(), "clearing the faults lets go of what they held"


def create_patiently(merchant: Merchant) -> None:
    """A create whose client waits longer than the weather is bad."""
    fields = {"code": CODE, "phoneNumber": PHONE, "value": "25000"}
    message = merchant.message(PATHS["create"][1], fields)
    assert parts(merchant.post("create", message, timeout=50))[0] == "0"


def test_a_lost_reply_is_booked_once(merchant: Merchant) -> None:
    merchant.control("POST", "faults", {"drop_reply": {"create": 1}})
    with pytest.raises(requests.ConnectionError):
        merchant.create(PHONE)
    lost = merchant.last
    assert merchant.create(PHONE)[0] == "0"
    book = merchant.book()
    assert book["accepted"] == book["creates"] == {lost: 1, merchant.last: 1}


def test_a_dead_gateway_answers_nothing_but_the_control_api(merchant: Merchant) -> None:
    merchant.control("POST", "faults", {"down": True})
    with pytest.raises(requests.ConnectionError):
        merchant.create(PHONE)
    with pytest.raises(requests.ConnectionError):
        merchant.token()
    assert merchant.book()["calls"] == {"token": 1}
    assert merchant.control("DELETE", "faults")["down"] is False
    assert merchant.create(PHONE)[0] == "0"


def test_http_errors_count_down_and_create_nothing(merchant: Merchant) -> None:
    merchant.control("POST", "faults", {"http": {"create": {"status": 500, "times": 2}}})
    for _ in range(2):
        with pytest.raises(AssertionError, match="Internal server error"):
            merchant.create(PHONE)
    assert merchant.create(PHONE)[0] == "0"
    assert len(merchant.requests()) == 1


def test_garbage(merchant: Merchant) -> None:
    merchant.control("POST", "faults", {"garbage": {"status": 1}})
    _, transaction_id = merchant.create(PHONE)
    with pytest.raises(requests.JSONDecodeError):
        merchant.status(transaction_id)
    assert merchant.status(transaction_id)[0] == "0"


def test_the_report_lags_and_lacks_fields(merchant: Merchant) -> None:
    merchant.create(PHONE)
    merchant.control("POST", "requests/1/accept")
    day = merchant.day()
    merchant.control("POST", "faults", {"report_lag": True, "report_without": ["buyerName"]})
    assert merchant.report(day)[1]["count"] == "0"
    merchant.advance(86_400)
    merchant.sign_in()
    [line] = merchant.report(day)[1]["transactions"]
    assert "buyerName" not in line
    assert line["transactionValue"] == "25000"


@pytest.mark.parametrize(
    "fault",
    [{"latency": {"create": -1}}, {"latency": {"nowhere": 1}}, {"down": 1}, {"what": 1},
     {"http": {"create": 500}}, {"drop_reply": {"create": 0.5}}, {"webhook": "louder"}],
)  # fmt: skip
def test_a_fault_that_is_none_is_refused(merchant: Merchant, fault: dict[str, object]) -> None:
    answer = requests.post(merchant.url + "/_sim/faults", json=fault, timeout=30)
    assert answer.status_code == 400
    assert next(iter(fault)) in answer.json()["error"]


def test_twenty_at_once_are_in_the_book_while_all_wait(merchant: Merchant) -> None:
    merchant.control("POST", "faults", {"latency": {"create": 60}})
    with ThreadPoolExecutor(20) as hands:
        held = [hands.submit(create_patiently, merchant) for _ in range(20)]
        wait_until(lambda: len(merchant.requests()) == 20)
        assert not any(one.done() for one in held)
        merchant.control("DELETE", "faults")
        for one in held:
            one.result(30)
