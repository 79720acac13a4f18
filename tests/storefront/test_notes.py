"""*Hacer nota crédito*: what a document still asks for is lowered at once, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from nequi_plugin import State
from nequi_plugin.models import PaymentRow
from storefront.audit import AuditEntry
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.invoices.rules import InvoiceData
from storefront.invoices.service import import_invoice
from storefront.money import Cents, cents
from storefront.notes import service
from storefront.notes.models import CreditNote
from tests.storefront.papers import Paper
from tests.storefront.receiving import CLERK, Till, book, captured, running_till, words
from tests.storefront.shopping import read_form

LABEL, OTHER = "FE-1059", "FE-1051"


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


def page_of(till: Till, label: str = LABEL) -> str:
    return f"/admin/facturas/{till.invoice(label)}/nota-credito"


def note(till: Till, label: str = LABEL, **typed: str) -> TestResponse:
    """Open the page, change these fields and press the button."""
    clerk, where = till.staff(), page_of(till, label)
    form = read_form(clerk.get(where).text, "credit-note")
    return clerk.post(where, data=form | {"reason": "Devolvió dos piezas"} | typed)


def owed(till: Till, label: str = LABEL) -> int:
    debt_id = till.debts()[label]
    with till.shop.app.app_context():
        return payable(db.session, [debt_id])[debt_id]


def moves(till: Till) -> str:
    return words(till.payer().see("?cara=movimientos").text)


def attempt(till: Till, label: str = LABEL) -> State:
    name = f"debt:{till.debts()[label]}"
    (asked,) = [row for row in till.payments() if name in row.claims]
    return asked.state


def test_a_part_is_taken_off_at_once_and_shown_everywhere(till: Till) -> None:
    answer = note(till, value="12.500")
    assert answer.status_code == 303, words(answer.text)
    assert owed(till) == till.balance(LABEL) == cents(400_000)
    clerk = till.staff()
    page = words(clerk.get(answer.headers["Location"]).text)
    assert "NC-0001" in page
    assert "Rebajada con nota crédito" in page, "nobody paid a part of it"
    assert "Devolvió dos piezas" in page
    assert "$ 400.000" in page
    shown = moves(till)
    assert "NC-0001 Nota crédito de FE-1059 $ 12.500" in shown.replace("− ", "")
    assert "lo mismo que suma Lo que debo" in shown
    paper = Paper(clerk.get(f"/admin/facturas/{till.invoice(LABEL)}.pdf").data).text
    assert "Nota crédito NC-0001" in paper
    with till.shop.app.app_context():
        trail = db.session.scalars(select(AuditEntry).filter_by(action="invoice.noted")).one()
        assert trail.detail.replace("\u00a0", " ") == "NC-0001: $ 12.500: Devolvió dos piezas"
        assert trail.actor == CLERK
    assert till.shop.breaches() == []


def test_all_of_it_withdraws_the_request_and_part_of_it_waits(till: Till) -> None:
    assert till.payer().pay(LABEL).status_code == 303
    part = note(till, value="12.500")
    assert part.status_code == 409
    assert "Hay una solicitud de pago en curso" in words(part.text)
    assert 'value="12.500"' in part.text, "what was typed stays"
    assert till.count(CreditNote) == 0
    whole = note(till)
    assert whole.status_code == 303, words(whole.text)
    assert owed(till) == till.balance(LABEL) == 0
    assert attempt(till) is State.CANCELLED, "nobody is asked for what is not owed"
    clerk = till.staff()
    page = clerk.get(whole.headers["Location"]).text
    assert "Anulada con nota crédito" in page
    assert "Hacer nota crédito" not in page
    assert clerk.get(page_of(till)).status_code == 303
    assert LABEL not in words(till.payer().see().text).split("Lo que debo")[-1]
    assert till.shop.breaches() == []


def test_a_paid_part_stays_and_more_than_is_owed_is_refused(till: Till) -> None:
    book(till, captured(till, OTHER, 85_000), OTHER, cents(85_000))
    more = note(till, OTHER, value="600.000,01")
    assert more.status_code == 409
    assert "Ahora se debe $ 600.000: escribe eso o menos." in words(more.text)
    assert till.count(CreditNote) == 0
    assert note(till, OTHER, value="600.000").status_code == 303
    assert (owed(till, OTHER), till.balance(OTHER)) == (0, cents(85_000)), "its recibo lacks"
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_open_money_comes_first(till: Till) -> None:
    till.payer().pay(OTHER)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(PaymentRow).values(state=State.REVIEW))
    answer = note(till, OTHER)
    assert answer.status_code == 409
    assert "decídelo primero" in words(answer.text)
    assert till.count(CreditNote) == 0


def test_a_second_press_finds_the_first(till: Till) -> None:
    invoice_id = till.invoice(LABEL)
    gate = Barrier(2)

    def press(_turn: int) -> str:
        wish = service.Wish(invoice_id, Cents(cents(12_500)), "Rebaja", "una")
        with till.shop.app.app_context():
            gate.wait()
            return service.make(wish, person="Paula R.", actor=CLERK)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, (1, 2))) == ["NC-0001", "NC-0001"]
    assert till.count(CreditNote) == 1
    assert owed(till) == cents(400_000)
    clerk, where = till.staff(), page_of(till)
    form = read_form(clerk.get(where).text, "credit-note") | {"reason": "Todo"}
    codes = [clerk.post(where, data=form).status_code for _press in range(2)]
    assert codes == [303, 303], "even when nothing is left after the first"
    assert till.count(CreditNote) == 2
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_the_electronic_note_keeps_its_own_number(till: Till) -> None:
    assert note(till, value="1.000", number="nc-7").status_code == 303
    assert note(till, value="1.000").status_code == 303
    again = note(till, value="1.000", number="NC7")
    assert again.status_code == 409
    assert "Esa nota crédito ya está aquí." in words(again.text)
    with till.shop.app.app_context():
        rows = db.session.execute(select(CreditNote.number, CreditNote.sequence)).all()
    assert [tuple(row) for row in rows] == [("NC7", None), ("NC-0001", 1)]
    assert note(till, "DC-0001", value="1.000", number="NC9").status_code == 303
    with till.shop.app.app_context():
        last = db.session.scalars(select(CreditNote.number).order_by(CreditNote.id)).all()[-1]
    assert last == "NC-0002", "a documento de cobro has no electronic invoice"
    for bad in ({"value": "mucho"}, {"value": "0"}, {"reason": " "}, {"number": "no es"}):
        answer = note(till, **bad)
        assert answer.status_code == 422, bad
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_less_than_a_peso_is_closed_with_it(till: Till) -> None:
    with till.shop.app.app_context():
        today = bogota_today(nequi.now())
        data = InvoiceData(till.customer(), "FE-2000", "", today, today, Cents(30_000_50))
        import_invoice(data, actor=CLERK)
    assert note(till, "FE-2000", value="30.000").status_code == 303
    assert owed(till, "FE-2000") == till.balance("FE-2000") == 0
    assert "NC-0001 Ajuste al peso" in moves(till)
    assert till.shop.breaches() == []
