"""The control API: decisions, clock, book, merchant account, reset."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from nequi_plugin.simulator import RunningSimulator
from nequi_plugin.simulator.push import State
from tests.simulator.merchant import Merchant

PHONE = "3000000057"


def control(merchant: Merchant, method: str, path: str, **more: object) -> requests.Response:
    return requests.request(method, f"{merchant.url}/_sim/{path}", timeout=30, **more)  # type: ignore[arg-type]


def test_a_late_accept_needs_to_be_asked_for(merchant: Merchant) -> None:
    _, transaction_id = merchant.create(PHONE)
    merchant.advance(15 * 60)
    assert control(merchant, "POST", "requests/1/accept").status_code == 409
    assert merchant.status(transaction_id)[0] == "10-454"
    merchant.control("POST", "requests/1/accept", {"late": True})
    assert merchant.status(transaction_id)[1]["status"] == "35"
    assert control(merchant, "POST", "requests/1/reject").status_code == 409


def test_decisions_on_what_is_not_there(merchant: Merchant) -> None:
    assert control(merchant, "POST", "requests/9/accept").status_code == 404
    merchant.create("3001000004")
    late = control(merchant, "POST", "requests/1/accept", json={"late": True})
    assert late.status_code == 409


def test_only_the_first_decision_counts(merchant: Merchant, running: RunningSimulator) -> None:
    merchant.create(PHONE)
    sim = running.simulator
    seen_by_two = sim.book.find(1)
    assert seen_by_two is not None
    assert sim.decide(seen_by_two, State.REJECTED)
    assert not sim.decide(seen_by_two, State.PAID)
    assert merchant.book()["captures"] == []


def test_unknown_doors_are_not_nequis(merchant: Merchant) -> None:
    assert control(merchant, "GET", "reset").status_code == 404
    assert control(merchant, "GET", "nowhere").status_code == 404


def test_the_clock_file_is_what_others_read(merchant: Merchant, running: RunningSimulator) -> None:
    file: Path = running.simulator.config.data_dir / "clock-offset"
    assert merchant.control("POST", "clock", {"advance": 900})["offset"] == 900
    assert float(file.read_text()) == 900
    assert merchant.control("POST", "clock", {"offset": 12.5})["offset"] == 12.5
    assert float(file.read_text()) == 12.5


@pytest.mark.parametrize("body", [{}, {"advance": "900"}, {"offset": 1e12}, {"advance": True}])
def test_a_clock_jump_that_is_none(merchant: Merchant, body: dict[str, object]) -> None:
    assert control(merchant, "POST", "clock", json=body).status_code == 400
    assert merchant.control("GET", "clock")["offset"] == 0


def test_the_book_counts_calls_and_receptions(merchant: Merchant) -> None:
    fields = {"phoneNumber": PHONE, "code": "NIT_901555012", "value": "1"}
    merchant.call("create", message_id="sameSame01", **fields)
    merchant.call("create", message_id="sameSame01", **fields)
    merchant.create("3001000004")
    merchant.status("nothing")
    book = merchant.book()
    assert book["calls"] == {"token": 1, "create": 3, "status": 1}
    assert book["creates"] == {"sameSame01": 2, merchant.last: 1}
    assert book["accepted"] == {"sameSame01": 2}
    assert [r["received"] for r in book["requests"]] == [2, 2, 1]


def test_cancels_and_reverses_are_listed(merchant: Merchant) -> None:
    _, first = merchant.create(PHONE)
    merchant.cancel(first, PHONE)
    merchant.create(PHONE)
    merchant.control("POST", "requests/2/accept")
    merchant.reverse(PHONE)
    merchant.reverse(PHONE)
    book = merchant.book()
    assert [e["what"] for e in book["cancels"]] == ["cancelled"]
    assert [e["what"] for e in book["reverses"]] == ["reversed", "reverse refused"]
    assert book["captures"][0]["reversed_at"]


def test_the_account_decides_the_code_and_the_names(merchant: Merchant) -> None:
    merchant.control("POST", "merchant", {"type": "CC", "number": "52.123.456", "name": "Ana  P"})
    found = merchant.control("GET", "merchant")
    assert (found["code"], found["name"]) == ("CC_52123456", "Ana P")
    assert merchant.create(PHONE)[0] == "11-9L"
    assert merchant.report(merchant.day())[0] == "11-9L"
    _, transaction_id = merchant.create(PHONE, code="CC_52123456")
    assert merchant.status(transaction_id)[1]["name"] == "Ana P"
    report = merchant.report(merchant.day(), "CC_52123456")[1]
    assert (report["commerce"], report["nit"]) == ("Ana P", "52123456")
    sandbox = merchant.report(merchant.day(), "NIT_1")[1]
    assert (sandbox["commerce"], sandbox["nit"]) == ("TIENDA DE PRUEBA", "1")


def test_an_account_that_is_none(merchant: Merchant) -> None:
    for wrong in ({"type": "XX"}, {"number": "901555012-9"}, {"name": " "}):
        assert control(merchant, "POST", "merchant", json=wrong).status_code == 400
    assert merchant.control("GET", "merchant")["code"] == "NIT_901555012"


def test_other_sites_may_not_press_buttons(merchant: Merchant) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        for path in ("/_sim/reset", "/adelantar"):
            answer = requests.post(merchant.url + path, headers=headers, timeout=30)
            assert answer.status_code == 403
    own = requests.post(
        merchant.url + "/adelantar", headers={"Origin": merchant.url}, timeout=30,
        allow_redirects=False,
    )  # fmt: skip
    assert own.status_code == 303


def test_reset_leaves_nothing(merchant: Merchant) -> None:
    merchant.create(PHONE)
    merchant.advance(60)
    merchant.control("POST", "faults", {"down": True})
    merchant.control("POST", "reset")
    assert merchant.requests() == []
    assert merchant.control("GET", "clock")["offset"] == 0
    assert merchant.control("GET", "faults")["down"] is False
    assert merchant.post("status", {}).status_code == 401
