"""Every phone trigger of the simulator, all at once, with a running worker and real webhooks.

One host, one worker, one simulator: 33 people pay on their pages in the same moment, the clock
leaps three times, and each number's story is told by a test of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import RefundState, State
from nequi_plugin.books import compared, invariants
from nequi_plugin.models import NoticeRow
from nequi_plugin.service import actions
from tests.proofs.triggers import (
    APPROVED,
    DECLARED,
    ENDINGS,
    EXTRA,
    NUMBERS,
    PATIENT,
    PRICE,
    UNKNOWN,
    Stories,
    everybody_pays,
    give_back,
    playing,
    the_payers_act,
)
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stories]:
    folder = tmp_path_factory.mktemp("triggers")
    with playing(folder) as host:
        told = Stories(host)
        everybody_pays(told)
        the_payers_act(told)
        host.advance(minutes=2)  # "soon" has come, and the next minute's report with it
        told.until(*(n for n in NUMBERS if n not in PATIENT))
        give_back(told, 30)
        host.advance(minutes=20)  # past Nequi's expiry
        actions.declare_none_arrived(host.runtime.desk, told.ids[DECLARED])
        told.until(*PATIENT)
        host.advance(minutes=60)  # past the hour and a quarter of what nobody knows
        wait_until(lambda: all(told.all()[n].queued_at for n in (22, *UNKNOWN)))
        yield told


@pytest.mark.parametrize("serial", NUMBERS)
def test_a_number_ends_as_the_contract_says(stories: Stories, serial: int) -> None:
    payment = stories.now(serial)
    assert (payment.state, payment.reason) == ENDINGS[serial]
    booked = PRICE if serial in (*APPROVED, 15) else 0  # 15 at its second try
    bill = stories.host.bill(int(payment.key))
    assert (bill.paid, bill.surplus) == (booked, 0)
    approvals = [heard for heard in stories.host.heard if heard[:2] == ("approved", payment.key)]
    assert len(approvals) == bool(booked)
    if serial in APPROVED:
        assert (payment.captured, payment.applied) == (PRICE, True)


@pytest.mark.parametrize("serial", NUMBERS)
def test_its_page_tells_the_same_ending(stories: Stories, serial: int) -> None:
    payment = stories.host.payment(stories.again) if serial == 15 else stories.now(serial)
    payer = stories.payer(serial)
    page, told = payer.look(), payer.status()
    assert (page.status, page.state) == (200, str(payment.state))
    assert (told["state"], told["reason"]) == (str(payment.state), payment.reason)
    assert told["message"]
    ended = payment.state not in (State.APPROVED, State.REVIEW, State.WAITING)
    assert ("pay-nequi" in page.forms) is ended


@pytest.mark.parametrize("serial", [*UNKNOWN, 10, 12])
def test_what_is_not_clear_is_unknown_and_holds_its_debt(stories: Stories, serial: int) -> None:
    payment = stories.first[serial]
    assert (payment.state, payment.holds_debts) == (State.UNKNOWN, True)
    assert payment.transaction_id is None


@pytest.mark.parametrize("serial", UNKNOWN)
def test_what_nobody_knows_is_released_and_asked_of_a_person(
    stories: Stories, serial: int
) -> None:
    payment = stories.now(serial)
    assert payment.message_id not in stories.host.phone.book()["accepted"]  # nothing was booked
    assert not payment.holds_debts
    assert payment.queued_at is not None
    assert ("closed", payment.key, "released") in stories.host.heard
    assert payment.released_at is not None
    early = payment.released_at < payment.queued_at
    assert early is (serial == DECLARED)
    with stories.host.app.app_context():
        assert stories.host.nequi.holders([f"bill:{payment.key}"]) == {}


def test_a_payer_cannot_declare_before_nequis_time_is_up(stories: Stories) -> None:
    assert "muy pronto" in stories.too_early


def test_after_429_nothing_was_sent_and_a_second_try_pays(stories: Stories) -> None:
    again = stories.host.payment(stories.again)
    assert (again.state, again.captured, again.key) == (State.APPROVED, PRICE, stories.now(15).key)


def test_a_revoked_token_is_renewed_and_the_same_message_sent_again(stories: Stories) -> None:
    sent = stories.host.phone.book()["creates"]
    assert sent[stories.ids[16]] == 2
    assert max(sent.values()) == 2  # the same 401 may meet others that are on their way
    assert set(stories.host.phone.book()["accepted"].values()) == {1}


def test_another_value_waits_for_a_person_applied_to_nothing(stories: Stories) -> None:
    payment = stories.now(18)
    assert (payment.captured, payment.queued_at is None) == (PRICE + EXTRA, False)
    assert payment.holds_debts


def test_an_unknown_status_alerts_and_goes_to_the_queue_with_its_debt_held(
    stories: Stories,
) -> None:
    payment = stories.now(22)
    assert payment.queued_at is not None
    assert payment.holds_debts
    with stories.host.app.app_context():
        alerts = [e.code for e in stories.host.nequi.events(payment.message_id) if e.alert]
    assert "99" in alerts


def test_a_cancel_that_lost_the_race_leaves_the_money_booked(stories: Stories) -> None:
    payment = stories.now(23)
    assert payment.cancel_sent_at is not None
    cancels = [event["what"] for event in stories.host.phone.book()["cancels"]]
    assert "cancel refused" in cancels


def test_an_approval_after_the_shops_deadline_counts(stories: Stories) -> None:
    payment = stories.now(24)
    assert payment.approved_at is not None
    assert payment.sent_at is not None
    assert (payment.approved_at - payment.sent_at).total_seconds() > 15 * 60


@pytest.mark.parametrize(
    ("serial", "verified"),
    [(25, [True]), (26, [True]), (27, [False]), (28, []), (29, [True])],
    ids=["before the answer", "twice", "bad signature", "none", "a lie"],
)
def test_notices_came_as_the_number_wants_and_decided_nothing(
    stories: Stories, serial: int, verified: list[bool]
) -> None:
    def kept(s: Session) -> list[bool]:
        query = select(NoticeRow.verified).where(NoticeRow.message_id == stories.ids[serial])
        return list(s.scalars(query))

    host = stories.host
    assert host.runtime.desk.in_read(kept) == verified  # a double has one digest, one row
    if serial == 29:
        assert "paid" not in stories.words(serial)


def test_a_reverse_is_refused_and_the_money_stays(stories: Stories) -> None:
    payment = stories.now(30)
    with stories.host.app.app_context():
        (refund,) = stories.host.nequi.refunds(payment.message_id)
        codes = [e.code for e in stories.host.nequi.events(payment.message_id)
                 if e.event == "refund_refused"]  # fmt: skip
    assert (refund.state, codes) == (RefundState.REFUSED, ["2-CCSB000079"])
    assert (payment.state, payment.applied, payment.net) == (State.APPROVED, True, PRICE)
    [capture] = captures(stories, 30)
    assert capture["reversed_at"] == ""


def test_odd_shapes_are_read(stories: Stories) -> None:
    payment = stories.now(32)
    assert payment.transaction_id is not None
    assert payment.transaction_id == payment.transaction_id.strip()


def test_the_books_are_right_on_both_sides(stories: Stories) -> None:
    host = stories.host
    book = host.phone.book()

    def breaches(s: Session) -> list[str]:
        return invariants.check(s, host.runtime.desk.registry) + compared.compare(s, book)

    assert host.runtime.desk.in_read(breaches) == []
    assert len(book["captures"]) == len(APPROVED) + 2  # 15's second try, and 18's other value


def captures(stories: Stories, serial: int) -> list[dict[str, str]]:
    """Nequi's captures for a number."""
    found = stories.host.phone.book()["captures"]
    return [one for one in found if one["message_id"] == stories.ids[serial]]
