"""Both faces of a statement agree, whatever happened and whenever one looks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.dates import bogota_today
from storefront.money import Cents
from storefront.statements.ledger import Document, Entry, EntryKind, Ledger
from storefront.statements.movements import Detail
from storefront.statements.page import periods_of
from storefront.statements.reading import usual_start
from storefront.statements.rules import Bucket, age, preticked, statement
from storefront.statements.sending import expires

NOON = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
DAY = date(2026, 11, 25)


def doc(debt_id: int, total: int, issued: int, due: int) -> Document:
    return Document(
        debt_id, f"FE-{debt_id}", DAY - timedelta(issued), DAY + timedelta(due), Cents(total)
    )


def paid(
    debt_id: int | None, cents: int, days_ago: int, receipt: str = "", mid: str = "M"
) -> Entry:
    kind = EntryKind.CREDIT if debt_id is None else EntryKind.PAYMENT
    return Entry(kind, mid, debt_id, Cents(cents), NOON - timedelta(days_ago), receipt)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Documents, and entries that never take more from one than it totals."""
    documents, entries = [], []
    for debt_id in range(draw(st.integers(0, 4))):
        total = draw(st.integers(1, 10**8))
        documents.append(
            doc(debt_id, total, draw(st.integers(-3, 150)), draw(st.integers(-140, 60)))
        )
        left = total
        for _ in range(draw(st.integers(0, 3))):
            cents = draw(st.integers(1, max(1, left)))
            if cents > left:
                break
            entries.append(_entry(draw, debt_id, cents))
            left -= cents
    entries += [_entry(draw, None, draw(st.integers(1, 10**6)))] * draw(st.integers(0, 1))
    return Ledger(tuple(documents), tuple(entries))


def _entry(draw: st.DrawFn, debt_id: int | None, cents: int) -> Entry:
    kinds = [EntryKind.CREDIT] if debt_id is None else [EntryKind.PAYMENT, EntryKind.ADJUSTMENT]
    at = NOON - timedelta(hours=draw(st.integers(-48, 3000)))
    back = draw(st.none() | st.integers(0, 1000).map(lambda hours: at + timedelta(hours=hours)))
    receipt = draw(st.sampled_from(["", "RC-0001"]))
    message = draw(st.sampled_from(["A", "B", "C"]))
    return Entry(draw(st.sampled_from(kinds)), message, debt_id, Cents(cents), at, receipt, back)


@given(ledgers(), st.integers(-60, 3000), st.integers(-10, 200))
def test_the_proof_line_holds_at_every_moment(ledger: Ledger, hours: int, days: int) -> None:
    seen = statement(ledger, at=NOON - timedelta(hours=hours), since=DAY - timedelta(days))
    moves = seen.movements
    assert seen.proven
    assert moves.opening + moves.charges - moves.payments == moves.closing
    assert sum(seen.ageing.values()) == seen.owed


@given(ledgers())
def test_a_receipt_moves_neither_date_nor_amount(ledger: Ledger) -> None:
    receipted = Ledger(
        ledger.documents,
        tuple(
            Entry(e.kind, e.message_id, e.debt_id, e.cents, e.at, "RC-9", e.taken_back_at)
            for e in ledger.entries
        ),
    )
    before = statement(ledger, at=NOON, since=DAY - timedelta(200))
    after = statement(receipted, at=NOON, since=DAY - timedelta(200))
    assert before.items == after.items
    assert [(m.day, m.charge, m.payment) for m in before.movements.lines if m.at is None] == [
        (m.day, m.charge, m.payment) for m in after.movements.lines if m.at is None
    ]
    assert before.movements.closing == after.movements.closing
    assert not any(m.pending for m in after.movements.lines)


def test_the_account_of_the_pictures() -> None:
    ledger = Ledger(
        (
            doc(1, 32_000_000, 100, -70), doc(2, 124_000_000, 72, -42),
            doc(3, 68_500_000, 28, 2), doc(4, 41_250_000, 9, 21),
        ),
        (
            paid(1, 32_000_000, 68, "RC-0019", "A"), paid(2, 40_000_000, 36, "RC-0058", "B"),
            paid(2, 84_000_000, 0, mid="7KQ2M9X4RT"), paid(3, 68_500_000, 0, mid="7KQ2M9X4RT"),
        ),
    )  # fmt: skip
    seen = statement(ledger, at=NOON, since=date(2026, 9, 1))
    assert seen.movements.opening == 32_000_000
    assert [(m.number, m.detail, m.balance) for m in seen.movements.lines] == [
        ("FE-2", Detail.INVOICE, 156_000_000),
        ("RC-0019", Detail.PAYMENT, 124_000_000),
        ("RC-0058", Detail.PART_PAYMENT, 84_000_000),
        ("FE-3", Detail.INVOICE, 152_500_000),
        ("FE-4", Detail.INVOICE, 193_750_000),
        ("7KQ2M9X4RT", Detail.PAYMENT, 41_250_000),
    ]
    assert seen.movements.lines[-1].pending
    assert seen.movements.charges == 233_750_000
    assert seen.movements.payments == 224_500_000
    assert [item.number for item in seen.items] == ["FE-4"]


def test_a_credit_makes_the_closing_smaller_than_what_is_open() -> None:
    seen = statement(Ledger((doc(1, 500, 3, 3),), (paid(None, 200, 1),)), at=NOON, since=DAY)
    assert (seen.owed, seen.credit, seen.movements.closing) == (500, 200, 300)


def test_a_returned_payment_is_owed_again_and_both_lines_stay() -> None:
    back = Entry(
        EntryKind.PAYMENT, "M", 1, Cents(500), NOON - timedelta(2), "", NOON - timedelta(1)
    )
    seen = statement(Ledger((doc(1, 500, 3, 3),), (back,)), at=NOON, since=DAY - timedelta(9))
    assert [m.detail for m in seen.movements.lines] == [
        Detail.INVOICE, Detail.PAYMENT, Detail.RETURNED,
    ]  # fmt: skip
    assert seen.owed == 500


def test_ages_change_the_day_after_the_due_date() -> None:
    days = [-5, 0, 1, 30, 31, 60, 61, 90, 91, 400]
    assert [age(d) for d in days] == [
        Bucket.NOT_DUE, Bucket.NOT_DUE, Bucket.TO_30, Bucket.TO_30, Bucket.TO_60, Bucket.TO_60,
        Bucket.TO_90, Bucket.TO_90, Bucket.OVER_90, Bucket.OVER_90,
    ]  # fmt: skip


def test_two_in_the_morning_utc_is_still_yesterday_in_bogota() -> None:
    due_today = Ledger((doc(1, 500, 3, 0),), ())
    night = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    assert statement(due_today, at=night, since=DAY).overdue == 0
    assert statement(due_today, at=night + timedelta(hours=3), since=DAY).overdue == 500


def test_ticked_at_first_are_the_overdue_and_what_falls_due_in_seven_days() -> None:
    ledger = Ledger(tuple(doc(n, 50_000, 30, due) for n, due in enumerate([-9, 0, 7, 8])), ())
    assert preticked(statement(ledger, at=NOON, since=DAY).items, 7) == {0, 1, 2}


def test_less_than_a_peso_is_never_ticked() -> None:
    seen = statement(Ledger((doc(1, 99, 3, -3),), ()), at=NOON, since=DAY)
    assert preticked(seen.items, 7) == frozenset()


def test_a_movement_of_the_first_day_is_a_line_not_the_opening() -> None:
    ledger = Ledger((doc(1, 500, 10, 3), doc(2, 700, 9, 3)), ())
    seen = statement(ledger, at=NOON, since=DAY - timedelta(9)).movements
    assert seen.opening == 500
    assert [line.number for line in seen.lines] == ["FE-2"]


def test_what_happened_later_is_unknown_before() -> None:
    ledger = Ledger((doc(1, 500, 10, 3), doc(2, 700, 1, 3)), (paid(1, 500, 2),))
    before = statement(ledger, at=NOON - timedelta(3), since=DAY - timedelta(20))
    assert [(item.number, item.payable) for item in before.items] == [("FE-1", 500)]
    assert [line.number for line in before.movements.lines] == ["FE-1"]


def test_a_payment_is_never_printed_before_its_document() -> None:
    ledger = Ledger((doc(1, 500, 2, 3),), (paid(1, 500, 9),))
    lines = statement(ledger, at=NOON, since=DAY - timedelta(20)).movements.lines
    assert [line.detail for line in lines] == [Detail.INVOICE, Detail.PAYMENT]
    assert min(line.balance for line in lines) == 0


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 12, 31), date(2026, 10, 1)), (date(2027, 1, 1), date(2026, 11, 1)),
        (date(2027, 2, 28), date(2026, 12, 1)), (date(2028, 2, 29), date(2027, 12, 1)),
        (date(2027, 3, 1), date(2027, 1, 1)), (date(2029, 3, 31), date(2029, 1, 1)),
        (date(2027, 5, 31), date(2027, 3, 1)),
    ],
)  # fmt: skip
def test_three_months_begin_with_a_month_and_are_offered_once(today: date, since: date) -> None:
    assert usual_start(today) == since
    starts = [start for start, _words in periods_of(today)]
    assert starts[0] == since
    assert date(today.year, 1, 1) in starts
    assert len(set(starts)) == len(starts), "two choices that mean the same"


@pytest.mark.parametrize(
    ("due", "days"),
    [(DAY - timedelta(40), 30), (DAY + timedelta(20), 50), (DAY + timedelta(300), 120),
     (date.max, 120)],
)  # fmt: skip
def test_a_link_ends_a_month_after_what_it_shows_falls_due(due: date, days: int) -> None:
    document = replace(doc(1, 500, 50, 0), due_on=due)
    until = expires(statement(Ledger((document,), ()), at=NOON, since=DAY))
    assert bogota_today(until) == DAY + timedelta(days)
