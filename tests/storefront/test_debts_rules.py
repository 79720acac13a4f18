"""Allocation never invents or loses a centavo."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from storefront.debts.rules import Share, allocate, askable, payable, residue
from storefront.money import Cents

amounts = st.integers(0, 10**9).map(Cents)
shares = st.lists(st.builds(Share, st.integers(1, 6), amounts), max_size=6)
payables = st.dictionaries(st.integers(1, 6), amounts, max_size=6)


@given(shares, payables, amounts)
def test_a_capture_is_divided_to_the_centavo(
    asked: list[Share], owed: dict[int, Cents], captured: Cents
) -> None:
    split = allocate(asked, owed, captured)
    assert sum(share.cents for share in split.shares) + split.credit == captured
    assert all(share.cents > 0 for share in split.shares)


@given(shares, payables, amounts)
def test_no_debt_receives_more_than_it_owes_or_was_frozen_for(
    asked: list[Share], owed: dict[int, Cents], captured: Cents
) -> None:
    given_to: dict[int, int] = {}
    for share in allocate(asked, owed, captured).shares:
        given_to[share.debt_id] = given_to.get(share.debt_id, 0) + share.cents
    for debt_id, cents in given_to.items():
        frozen = sum(share.cents for share in asked if share.debt_id == debt_id)
        assert cents <= min(frozen, owed.get(debt_id, 0))


def test_the_frozen_order_decides_who_is_short() -> None:
    split = allocate(
        [Share(2, Cents(500)), Share(1, Cents(500))], {1: Cents(500), 2: Cents(500)}, Cents(700)
    )
    assert split.shares == (Share(2, Cents(500)), Share(1, Cents(200)))
    assert split.credit == 0


def test_a_settled_debt_leaves_its_share_as_credit() -> None:
    split = allocate([Share(1, Cents(900))], {1: Cents(0)}, Cents(900))
    assert split.shares == ()
    assert split.credit == 900


@given(amounts, amounts)
def test_payable_is_never_negative(balance: Cents, pending: Cents) -> None:
    assert payable(balance, pending) == max(balance - pending, 0)


@given(amounts)
def test_what_is_asked_is_whole_pesos_and_the_rest_is_adjusted(cents: Cents) -> None:
    assert askable(cents) % 100 == 0
    assert residue(Cents(cents - askable(cents))) == cents % 100
    assert (residue(cents) == cents) if 0 < cents < 100 else (residue(cents) == 0)


def test_one_debt_named_twice_is_not_paid_twice() -> None:
    split = allocate([Share(1, Cents(900)), Share(1, Cents(900))], {1: Cents(900)}, Cents(1800))
    assert split.shares == (Share(1, Cents(900)),)
    assert split.credit == 900


def test_a_whole_peso_is_owed_not_adjusted() -> None:
    assert residue(Cents(99)) == 99
    assert residue(Cents(100)) == 0
