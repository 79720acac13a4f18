"""*Pagar otro valor*: less than the ticked invoices, shown first, then asked of Nequi."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from nequi_plugin import Pesos, State
from storefront.company.gate import forget
from storefront.company.models import Company
from storefront.db import db
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import Cents, cents
from storefront.statements import payable as statements
from storefront.statements.models import Selection
from storefront.statements.portion import portion
from storefront.statements.rules import OpenItem
from tests.storefront.receiving import PHONE, Payer, Till, running_till, words
from tests.storefront.shopping import read_form

DAY = date(2026, 11, 25)
BOTH = ("FE-1038", "FE-1051")  # $ 840.000 overdue, $ 685.000 due soon


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        allow(running, 50_000)
        yield running


def allow(till: Till, pesos: int) -> None:
    """The merchant's smallest total."""
    with till.shop.app.app_context():
        with nequi.unit_of_work() as s:
            s.execute(update(Company).values(smallest_pesos=pesos))
        forget()


def confirm(payer: Payer, page: str, *labels: str, **other: str) -> int:
    """Press the button of the page that shows the division; the answer's code."""
    return payer.send(page, *labels, **{"phone": PHONE} | other).status_code


def owed(till: Till) -> dict[str, int]:
    """Payable per document, in centavos."""
    with till.shop.app.app_context():
        debts = till.debts()
        left = payable(db.session, debts.values())
        return {label: left[debt_id] for label, debt_id in debts.items()}


def test_a_smaller_total_is_shown_and_goes_to_the_oldest_first(till: Till) -> None:
    payer = till.payer()
    shown = payer.pay(*BOTH, total="$ 900.000")
    text = words(shown.text)
    assert shown.status_code == 200
    assert "Vas a pagar $ 900.000." in text
    assert "FE-1038 recibe $ 840.000." in text
    assert "FE-1051 recibe $ 60.000 y queda debiendo $ 625.000" in text
    assert not till.payments()
    assert till.count(Selection) == 0
    assert f'value="{PHONE}"' in shown.text
    assert confirm(payer, shown.text, *BOTH) == 303
    (payment,) = till.payments()
    assert payment.pesos == 900_000
    before = owed(till)
    told = replace(payment, state=State.APPROVED, captured=Pesos(900_000), applied=True)
    with till.shop.app.app_context(), nequi.unit_of_work():
        assert statements.approved(payment.key, told) is None
    after = owed(till)
    paid = {label: before[label] - after[label] for label in before if before[label] > after[label]}
    assert paid == {"FE-1038": cents(840_000), "FE-1051": cents(60_000)}
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_another_total_or_other_ticks_are_shown_again(till: Till) -> None:
    payer = till.payer()
    shown = payer.pay(*BOTH, total="900.000").text
    assert confirm(payer, shown, *BOTH, total="800.000") == 200
    assert confirm(payer, shown, "FE-1051", total="600.000") == 200
    sealed = read_form(shown, "pay-statement")["confirmed"]
    forged = sealed[:-3] + ("A" if sealed[-3] != "A" else "B") + sealed[-2:]
    assert confirm(payer, shown, *BOTH, confirmed=forged) == 200
    stranger = read_form(till.payer().pay(*BOTH, total="900.000").text, "pay-statement")
    assert confirm(payer, shown, *BOTH, confirmed=stranger["confirmed"]) == 200
    assert not till.payments()


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("total", "sentence"),
    [
        ("40.000", "El abono mínimo es de $ 50.000."),
        ("0", "El abono mínimo es de $ 50.000."),
        ("2.000.000", "Lo marcado suma $ 1.525.000."),
        ("mucho", "Escribe el valor en pesos, como 200.000."),
        ("-60000", "Escribe el valor en pesos, como 200.000."),
        ("9" * 40, "Escribe el valor en pesos, como 200.000."),
    ],
)
def test_a_total_that_cannot_be_is_said_by_its_field(till: Till, total: str, sentence: str) -> None:
    answer = till.payer().pay(*BOTH, total=total)
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert f'value="{total}"' in answer.text
    assert not till.payments()


@pytest.mark.databases("sqlite")
def test_the_whole_sum_needs_no_second_press(till: Till) -> None:
    assert till.payer().pay(*BOTH, total="1.525.000").status_code == 303
    assert till.payments()[0].pesos == 1_525_000


@pytest.mark.databases("sqlite")
def test_it_is_offered_only_where_the_merchant_takes_it(till: Till) -> None:
    payer = till.payer()
    assert "Pagar otro valor" in payer.see().text
    opened = payer.pay("FE-1051", way="other", phone="300 1")
    assert 'name="total"' in opened.text
    assert 'value="300 1"' in opened.text
    assert "field-error" not in opened.text
    allow(till, 0)
    assert "Pagar otro valor" not in payer.see().text
    answer = payer.pay(*BOTH, total="900.000")
    assert "Aquí se pagan las facturas completas." in words(answer.text)
    assert not till.payments()


@given(st.lists(st.integers(100, 10**9), min_size=1, max_size=6), st.integers(1, 10**8))
def test_shares_are_the_total_and_never_more_than_what_is_owed(
    owed_cents: list[int], pesos: int
) -> None:
    items = [OpenItem(n, f"FE-{n}", DAY, DAY, Cents(value), Cents(value), 0)
             for n, value in enumerate(owed_cents)]  # fmt: skip
    whole = sum(one.asked for one in items)
    pesos = 1 + pesos % (whole // 100)
    divided = portion(str(pesos), items, Pesos(1))
    if divided is None:
        assert pesos * 100 == whole
        return
    assert sum(share.cents for share in divided.shares) == divided.total == pesos * 100
    assert all(0 < part.share.cents <= owed_cents[part.share.debt_id] for part in divided.parts)
    assert all(part.share.cents % 100 == 0 for part in divided.parts)
    last = divided.parts[-1].share.debt_id
    assert [part.share.debt_id for part in divided.parts] == list(range(last + 1))
    assert all(part.left < 100 for part in divided.parts[:-1])
