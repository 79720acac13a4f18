"""Saldo a favor in any order of events: pay too much, spend, refund, undo."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.credits.rules import Source, available, proposed, spend
from storefront.debts.rules import Share, allocate
from storefront.money import Cents
from storefront.statements.ledger import Document, Entry, EntryKind, Ledger
from storefront.statements.movements import Detail
from storefront.statements.rules import statement

START = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
TOTALS = (100_000_00, 45_000_50, 80_000_00)
DAYS = (0, 9, 30)
STEP = timedelta(hours=7)
Step = tuple[str, int, int]


@dataclass
class Book:
    """A customer's three documents and what happened to them; the rules of the store decide."""

    at: datetime = START
    entries: list[Entry] = field(default_factory=list)
    paid: int = 0
    uses: int = 0

    documents = tuple(
        Document(n, f"FE-{n}", date(2026, 8, 1), date(2026, 9, 1) + timedelta(days), Cents(total))
        for n, (total, days) in enumerate(zip(TOTALS, DAYS, strict=True))
    )

    def owed(self) -> dict[int, Cents]:
        live = [e for e in self.entries if e.taken_back_at is None]
        return {
            d.debt_id: Cents(d.total - sum(e.cents for e in live if e.debt_id == d.debt_id))
            for d in self.documents
        }

    def credits(self) -> list[tuple[int, Entry]]:
        return [
            (n, e) for n, e in enumerate(self.entries)
            if e.kind is EntryKind.CREDIT and e.taken_back_at is None
        ]  # fmt: skip

    def add(self, kind: EntryKind, mid: str, debt: int | None, cents: int, moved: str = "") -> None:
        self.entries.append(Entry(kind, mid, debt, Cents(cents), self.at, moved_in=moved))

    def pay(self, which: int, pesos: int) -> None:
        self.paid += 1
        money, debt = Cents(pesos * 100), which % 3
        split = allocate([Share(debt, money)], self.owed(), money)
        for share in split.shares:
            self.add(EntryKind.PAYMENT, f"P{self.paid}", share.debt_id, share.cents)
        if split.credit:
            self.add(EntryKind.CREDIT, f"P{self.paid}", None, split.credit)

    def spend(self, _which: int, pesos: int) -> None:
        have = [Source(n, e.cents) for n, e in self.credits()]
        shares = proposed(list(self.owed().items()), Cents(min(available(have), pesos * 100)))
        if not shares:
            return
        self.uses += 1
        name = f"CS-{self.uses:04d}"
        for part in spend(have, [Share(debt, cents) for debt, cents in shares.items()]):
            old = self.entries[part.credit_id]
            rest = Cents(old.cents - part.cents)
            gone = replace(old, cents=part.cents, taken_back_at=self.at, moved_out=name)
            self.entries[part.credit_id] = replace(old, cents=rest) if rest else gone
            if rest:
                self.entries.append(gone)
            self.add(EntryKind.PAYMENT, old.message_id, part.debt_id, part.cents, name)

    def refund(self, which: int, _pesos: int) -> None:
        name = f"P{which % max(1, self.paid) + 1}"
        for n, e in enumerate(self.entries):
            if e.message_id == name and e.taken_back_at is None:
                self.entries[n] = replace(e, taken_back_at=self.at)

    def undo(self, which: int, _pesos: int) -> None:
        name = f"CS-{which % max(1, self.uses) + 1:04d}"
        for n, e in list(enumerate(self.entries)):
            if e.moved_in == name and e.debt_id is not None and e.taken_back_at is None:
                self.entries[n] = replace(e, taken_back_at=self.at, moved_out=name)
                self.add(EntryKind.CREDIT, e.message_id, None, e.cents, name)


steps = st.lists(
    st.tuples(
        st.sampled_from(("pay", "spend", "refund", "undo")), st.integers(0, 5),
        st.integers(1, 150_000),
    ),
    max_size=12,
)  # fmt: skip


@given(steps)
def test_both_faces_agree_whatever_happened(done: list[Step]) -> None:
    book = Book()
    moments = [book.at]
    for name, which, pesos in done:
        book.at += STEP
        before = sum(book.owed().values()) - available(
            [Source(n, e.cents) for n, e in book.credits()]
        )
        getattr(book, name)(which, pesos)
        moments.append(book.at)
        assert all(cents >= 0 for cents in book.owed().values())
        after = sum(book.owed().values()) - sum(e.cents for _n, e in book.credits())
        if name in ("spend", "undo"):
            assert after == before, "moving money makes none"
    ledger = Ledger(book.documents, tuple(book.entries))
    for moment in moments:
        seen = statement(ledger, at=moment, since=date(2026, 1, 1))
        assert seen.proven
        assert seen.credit >= 0
        for line in seen.movements.lines:
            if line.detail in (Detail.CREDIT_USED, Detail.CREDIT_RESTORED):
                assert line.moved > 0
                assert line.charge == line.payment == 0


@given(st.lists(st.integers(1, 10**6), max_size=4), st.lists(st.integers(1, 10**6), max_size=4))
def test_the_oldest_is_spent_first_and_nothing_twice(have: list[int], want: list[int]) -> None:
    sources = [Source(n, Cents(cents)) for n, cents in enumerate(have)]
    shares = [Share(n, Cents(cents)) for n, cents in enumerate(want)]
    if sum(want) > sum(have):
        with pytest.raises(ValueError, match="more than there are"):
            spend(sources, shares)
        return
    parts = spend(sources, shares)
    for share in shares:
        assert sum(p.cents for p in parts if p.debt_id == share.debt_id) == share.cents
    taken = [sum(p.cents for p in parts if p.credit_id == s.credit_id) for s in sources]
    assert all(t <= s.cents for t, s in zip(taken, sources, strict=True))
    touched = [n for n, t in enumerate(taken) if t]
    assert touched == list(range(len(touched))), "no source before the older one is empty"
    assert all(taken[n] == have[n] for n in touched[:-1])


def test_it_proposes_whole_pesos_in_the_given_order() -> None:
    owed = [(7, Cents(10_050)), (3, Cents(20_000)), (5, Cents(90_000))]
    assert proposed(owed, Cents(25_075)) == {7: 10_000, 3: 15_000}
    assert proposed(owed, Cents(99)) == {}
