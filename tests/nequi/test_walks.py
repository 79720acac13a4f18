"""Attempts from pay to ending with a running worker, against the simulator over HTTP."""

from __future__ import annotations

import pytest

from nequi_plugin import Payment, State
from tests.nequi.host import Host
from tests.support.waiting import wait_until


def _ends(working: Host, phone: str, *states: State) -> tuple[Payment, int]:
    (bill,) = working.bills(25_000)
    paid = working.pay(str(bill), phone)
    return working.until(paid.message_id, *states), bill


@pytest.mark.parametrize("phone", ["3001000001", "3001000010", "3001000012", "3001000025"])
def test_money_that_arrives_is_booked_once(working: Host, phone: str) -> None:
    (bill,) = working.bills(25_000)
    paid = working.pay(str(bill), phone)
    if phone in ("3001000010", "3001000012"):
        working.until(paid.message_id, State.UNKNOWN)
        working.advance(minutes=2)  # the next minute's report
    done = working.until(paid.message_id, State.APPROVED)

    assert (done.captured, done.applied) == (25_000, True)
    assert working.bill(bill).paid == 25_000
    assert [h for h in working.heard if h[0] == "approved"] == [
        ("approved", str(bill), paid.message_id)
    ]
    assert working.heard[-1] == ("closed", str(bill), "approved")


@pytest.mark.parametrize(
    ("phone", "state", "reason"),
    [
        ("3001000002", State.REJECTED, ""),
        ("3001000004", State.FAILED, "no_nequi"),
        ("3001000005", State.FAILED, "no_nequi"),
        ("3001000007", State.FAILED, "refused"),
        ("3001000008", State.FAILED, "refused"),
        ("3001000015", State.FAILED, "not_sent"),
    ],
)
def test_other_endings_give_the_debt_back(
    working: Host, phone: str, state: State, reason: str
) -> None:
    done, bill = _ends(working, phone, state)

    assert done.reason == reason
    assert working.bill(bill).paid == 0
    again = working.pay(str(bill), "3001000001")
    assert again.message_id != done.message_id
    working.until(again.message_id, State.APPROVED)


def test_nobody_answers_until_nequi_says_it_expired(working: Host) -> None:
    (bill,) = working.bills(25_000)
    paid = working.pay(str(bill), "3001000003")
    working.until(paid.message_id, State.WAITING)
    working.advance(minutes=14)
    assert working.payment(paid.message_id).state is State.WAITING
    working.advance(minutes=2)

    assert working.until(paid.message_id, State.EXPIRED).live is False


def test_a_504_is_unknown_and_released_by_the_rules(working: Host) -> None:
    done, bill = _ends(working, "3001000014", State.UNKNOWN)
    assert done.holds_debts
    working.advance(minutes=76)

    released = wait_until(lambda: (p := working.payment(done.message_id)).released_at and p)
    assert (released.state, released.holds_debts) == (State.UNKNOWN, False)
    assert released.queued_at is not None
    assert ("closed", str(bill), "released") in working.heard


def test_another_value_is_for_a_person_and_applied_to_nothing(working: Host) -> None:
    done, bill = _ends(working, "3001000018", State.REVIEW)

    assert done.queued_at is not None
    assert working.bill(bill).paid == 0
    assert done.captured is not None
    assert done.captured != 25_000


def test_a_token_revoked_on_the_way_is_renewed_once_and_sent_once(working: Host) -> None:
    done, _ = _ends(working, "3001000016", State.WAITING)
    working.phone.accept()
    working.until(done.message_id, State.APPROVED)

    pushes = [(p["message_id"], p["state"]) for p in working.phone.pushes()]
    assert pushes == [(done.message_id, "refused"), (done.message_id, "paid")]
