"""Pagos sin recibo at its edges: equal moments, money that goes back meanwhile, two series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from nequi_plugin import Payment
from storefront.debts.service import take_back
from storefront.extensions import nequi
from storefront.money import cents
from storefront.receipts import reading, service, voiding
from storefront.receipts.models import ReceiptSeries
from storefront.receipts.service import ReceiptData, make
from tests.storefront.receiving import CLERK, Till, book, captured, running_till, words
from tests.storefront.shopping import read_form

PAID = "FE-1051"
TRAY = "/admin/pagos-sin-recibo"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with running_till(f"sqlite:///{tmp_path / 'till.db'}", tmp_path) as running:
        yield running


def paid(till: Till) -> Payment:
    payment = captured(till, PAID, 685_000)
    book(till, payment, PAID, cents(685_000))
    return payment


def test_payments_of_one_moment_are_each_on_one_page(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    with till.shop.app.app_context():
        moment = nequi.now()
    first = replace(captured(till, PAID, 1_000), approved_at=moment)
    for number in range(5):
        book(till, replace(first, message_id=f"M00000000{number}"), PAID, cents(1_000))
    monkeypatch.setattr(reading, "unreceipted", partial(reading.unreceipted, limit=2))
    client, where, seen = till.staff(), TRAY, list[str]()
    for _page in range(3):
        page = client.get(where).text
        seen += re.findall(r"/pagos-sin-recibo/(M0\d+)", page)
        where = f"{TRAY}?despues=" + (re.findall(r"despues=(\d+)", page) or ["0"])[0]
    assert len(dict.fromkeys(seen)) == 5
    assert where.endswith("=0"), "there is no fourth page"


def test_money_that_goes_back_while_its_receipt_is_made(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, clerk = paid(till), till.staff()
    where = f"{TRAY}/{payment.message_id}"
    form = read_form(clerk.get(where).text, "add-receipt")

    def overtaken(*given: Any, **named: Any) -> service.Made:
        with nequi.unit_of_work() as s:
            take_back(s, payment)
        return make(*given, **named)

    monkeypatch.setattr(service, "make", overtaken)
    answer = clerk.post(where, data=form)
    assert answer.status_code == 409
    assert words(answer.text) == words(clerk.get(where).text)


def test_a_statement_names_the_newest_voided_number(till: Till) -> None:
    payment = paid(till)
    with till.shop.app.app_context():
        with nequi.unit_of_work() as s:
            s.add(ReceiptSeries(code="AB", name="Otra", next=1))
        for series in ("RC", "AB"):
            data = ReceiptData(series, date(2026, 11, 25), "Bogotá", "Pago de la FE-1051")
            made = make(payment.message_id, data, person="Paula R.", actor=CLERK)
            voiding.void(made.receipt_id, reason="Otro concepto", actor=CLERK)
    moves = words(till.payer().see("?cara=movimientos").text)
    assert "recibo en trámite (AB-0001 anulado)" in moves
