"""Every test number over real HTTP: what create says, what status says in the end."""

from __future__ import annotations

import time

import pytest
import requests

from tests.simulator.merchant import CODE, PATHS, Merchant, parts
from tests.support.waiting import wait_until


def phone(serial: int) -> str:
    return f"30010000{serial:02d}"


def raw_create(merchant: Merchant, serial: int) -> requests.Response:
    fields = {"phoneNumber": phone(serial), "code": CODE, "value": "25000"}
    return merchant.post("create", merchant.message(PATHS["create"][1], fields))


def created(merchant: Merchant, serial: int) -> str:
    code, transaction_id = merchant.create(phone(serial))
    assert code == "0"
    return transaction_id


def third_status(merchant: Merchant, transaction_id: str) -> tuple[str, str, str]:
    for _ in range(2):
        code, body = merchant.status(transaction_id)
        assert (code, body["status"]) == ("0", "33")
    code, body = merchant.status(transaction_id)
    return code, body.get("status", ""), body.get("value", "")


@pytest.mark.parametrize(
    ("serial", "ending"),
    [
        (1, ("0", "35", "25000")),
        (2, ("10-455", "", "")),
        (3, ("0", "33", "25000")),
        (18, ("0", "35", "26000")),
        (19, ("0", "71", "25000")),
        (20, ("0", "34", "25000")),
        (21, ("0", "69", "25000")),
        (26, ("0", "35", "25000")),
        (30, ("0", "35", "25000")),
        (31, ("0", "35", "25000")),
    ],
)
def test_numbers_that_decide_after_two_polls(
    merchant: Merchant, serial: int, ending: tuple[str, str, str]
) -> None:
    assert third_status(merchant, created(merchant, serial)) == ending


def test_one_approves_after_some_seconds_without_polls(merchant: Merchant) -> None:
    transaction_id = created(merchant, 1)
    merchant.advance(5)
    assert merchant.status(transaction_id)[1]["status"] == "35"


def test_three_expires(merchant: Merchant) -> None:
    transaction_id = created(merchant, 3)
    merchant.advance(899)
    assert merchant.status(transaction_id)[1]["status"] == "33"
    merchant.advance(1)
    assert merchant.status(transaction_id) == ("10-454", {})


@pytest.mark.parametrize(
    ("serial", "code"),
    [(4, "20-08A"), (5, "3-451"), (6, "11-37L"), (7, "2-CCSB000012"), (8, "20-09A"),
     (9, "20-07A"), (11, "11-18L")],
)  # fmt: skip
def test_numbers_that_are_refused(merchant: Merchant, serial: int, code: str) -> None:
    assert merchant.create(phone(serial)) == (code, "")
    merchant.advance(60)
    book = merchant.book()
    assert [r["state"] for r in book["requests"]] == ["refused"]
    assert book["captures"] == []


def test_ten_says_error_and_takes_the_money(merchant: Merchant) -> None:
    assert merchant.create(phone(10)) == ("20-07A", "")
    merchant.advance(5)
    [capture] = merchant.book()["captures"]
    [line] = merchant.report(merchant.day())[1]["transactions"]
    assert capture["message_id"] == line["messageId"] == merchant.last


@pytest.mark.parametrize(("serial", "states"), [(12, ["paid"]), (13, ["refused"])])
def test_numbers_that_never_answer(merchant: Merchant, serial: int, states: list[str]) -> None:
    before = time.monotonic()
    with pytest.raises(requests.ConnectionError):
        raw_create(merchant, serial)
    assert time.monotonic() - before >= 0.3
    merchant.advance(5)
    assert [r["state"] for r in merchant.requests()] == states


def test_twelve_is_booked_while_its_socket_is_silent(merchant: Merchant) -> None:
    fields = {"phoneNumber": phone(12), "code": CODE, "value": "25000"}
    with pytest.raises(requests.ReadTimeout):
        merchant.post("create", merchant.message(PATHS["create"][1], fields), timeout=(5, 0.1))
    wait_until(lambda: [r["state"] for r in merchant.requests()] == ["pending"])


@pytest.mark.parametrize(("serial", "http"), [(15, 429), (16, 401)])
def test_numbers_that_fail_once(merchant: Merchant, serial: int, http: int) -> None:
    assert raw_create(merchant, serial).status_code == http
    if http == 401:
        assert raw_create(merchant, serial).status_code == 401
        merchant.sign_in()
    assert parts(raw_create(merchant, serial))[0] == "0"
    assert [r["state"] for r in merchant.requests()] == ["refused", "pending"]


def test_fourteen_is_a_gateway_timeout(merchant: Merchant) -> None:
    answer = raw_create(merchant, 14)
    assert (answer.status_code, answer.json()) == (504, {"message": "Endpoint request timed out"})
    assert [r["state"] for r in merchant.requests()] == ["refused"]


def test_seventeen_is_unreadable_both_ways(merchant: Merchant) -> None:
    assert raw_create(merchant, 17).text.startswith("<html>")
    truncated = raw_create(merchant, 17)
    with pytest.raises(requests.JSONDecodeError):
        truncated.json()
    assert [r["state"] for r in merchant.requests()] == ["refused", "refused"]


def test_twenty_two_is_an_unknown_status(merchant: Merchant) -> None:
    assert merchant.status(created(merchant, 22))[1]["status"] == "99"


def test_twenty_three_pays_while_one_cancels(merchant: Merchant) -> None:
    transaction_id = created(merchant, 23)
    assert merchant.cancel(transaction_id, phone(23))[0] == "20-09A"
    assert merchant.status(transaction_id)[1]["status"] == "35"


def test_twenty_four_approves_ten_seconds_before_expiry(merchant: Merchant) -> None:
    transaction_id = created(merchant, 24)
    merchant.advance(889)
    assert [merchant.status(transaction_id)[1]["status"] for _ in range(4)] == ["33"] * 4
    merchant.advance(1)
    assert merchant.status(transaction_id)[1]["status"] == "35"


def test_thirty_refuses_and_thirty_one_hides_its_reverse(merchant: Merchant) -> None:
    for serial in (30, 31):
        transaction_id = created(merchant, serial)
        merchant.advance(5)
        assert merchant.status(transaction_id)[1]["status"] == "35"
        if serial == 30:
            assert merchant.reverse(phone(serial))[0] == "2-CCSB000079"
        else:
            with pytest.raises(requests.ConnectionError):
                merchant.reverse(phone(serial))
    assert [r["state"] for r in merchant.requests()] == ["paid", "reversed"]


def test_thirty_two_has_odd_shapes(merchant: Merchant) -> None:
    transaction_id = created(merchant, 32)
    assert transaction_id != transaction_id.strip()
    merchant.advance(5)
    body = merchant.status(transaction_id.strip())[1]
    assert (body["status"], body["originMoney"]) == ("35", {})


def test_thirty_three_is_not_found_at_first(merchant: Merchant) -> None:
    transaction_id = created(merchant, 33)
    codes = [merchant.status(transaction_id)[0] for _ in range(3)]
    assert codes == ["3-455", "3-455", "0"]


def test_any_other_number_waits_for_its_person(merchant: Merchant) -> None:
    _, transaction_id = merchant.create("3000000057")
    assert merchant.status(transaction_id)[1]["status"] == "33"
    [waiting] = merchant.requests()
    assert {k: waiting[k] for k in ("id", "phone", "value", "state")} == {
        "id": 1, "phone": "3000000057", "value": "25000", "state": "pending",
    }  # fmt: skip
    merchant.control("POST", "requests/1/accept")
    assert merchant.status(transaction_id)[1]["status"] == "35"
