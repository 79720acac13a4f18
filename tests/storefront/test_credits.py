"""*Usar saldo a favor*: what a customer left here pays a later invoice, and may be undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from nequi_plugin import Payment, Pesos, State
from nequi_plugin.models import PaymentRow
from storefront.audit import AuditEntry
from storefront.credits import gone, service
from storefront.credits.models import CreditUse
from storefront.credits.reading import available
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts.models import Credit
from storefront.debts.reading import payable
from storefront.debts.service import reallocate
from storefront.extensions import nequi
from storefront.invoices.rules import InvoiceData
from storefront.invoices.service import import_invoice
from storefront.money import Cents, cents
from storefront.receipts import voiding
from storefront.receipts.service import ReceiptData, make
from storefront.statements import payable as statements
from tests.storefront.credit_sales import Counter
from tests.storefront.papers import Paper
from tests.storefront.receiving import CLERK, Till, book, captured, csrf, running_till, words
from tests.storefront.shopping import read_form

PAID, LATER = "FE-1051", "FE-1059"
OTHER = "300 000 0077"


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


def overpaid(till: Till, extra: int = 100_000) -> Payment:
    """FE-1051 is paid with ``extra`` pesos too many."""
    payment = captured(till, PAID, 685_000 + extra)
    book(till, payment, PAID, cents(685_000))
    return payment


def receive(till: Till, payment: Payment) -> int:
    with till.shop.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Pago")
        return make(payment.message_id, data, person="Paula R.", actor=CLERK).receipt_id


def page_of(till: Till) -> str:
    return f"/admin/clientes/{till.customer()}/saldo-a-favor"


def use(till: Till, form_key: str | None = None, **pesos: str) -> TestResponse:
    """Open the page, type these values (every other field empty) and press the button."""
    clerk, debts = till.staff(), till.debts()
    sent = read_form(clerk.get(page_of(till)).text, "use-credit")
    if form_key is not None:
        sent["form_key"] = form_key
    values = {name: "" if name.startswith("debt-") else value for name, value in sent.items()}
    typed = {f"debt-{debts[label.replace('_', '-')]}": text for label, text in pesos.items()}
    return clerk.post(page_of(till), data=values | typed)


def used(till: Till, pesos: str = "60.000") -> int:
    """A cruce of FE-1059; its id."""
    answer = use(till, FE_1059=pesos)
    assert answer.status_code == 303, words(answer.text)
    return int(re.findall(r"/cruces/(\d+)", answer.headers["Location"])[0])


def undo(till: Till, use_id: int) -> None:
    clerk, where = till.staff(), f"/admin/clientes/cruces/{use_id}/anular"
    proof = csrf(clerk.get(where).text)
    answer = clerk.post(where, data={"csrf_token": proof, "void_reason": "Era de otra factura"})
    assert answer.status_code == 303, words(answer.text)


def owed(till: Till, label: str = LATER) -> int:
    debt_id = till.debts()[label]
    with till.shop.app.app_context():
        return payable(db.session, [debt_id])[debt_id]


def left(till: Till) -> int:
    with till.shop.app.app_context():
        return available(db.session, till.customer())


def moves(till: Till) -> str:
    return words(till.payer().see("?cara=movimientos").text)


def goes_back(till: Till, payment: Payment, pesos: int | None = None) -> str | None:
    """The plugin tells that the whole, or ``pesos``, went back; the sentence for a person."""
    part = replace(payment, refunded=Pesos(pesos or payment.captured or 0))
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(PaymentRow).where(PaymentRow.id == part.id).values(refunded=part.refunded))
        told = statements.changed if pesos else statements.reversed_
        return told("0", part)


def test_a_clerk_uses_it_and_undoes_it(till: Till) -> None:
    payment = overpaid(till)
    shown = words(till.staff().get(f"/admin/clientes/{till.customer()}").text)
    assert "Tiene $ 100.000 a favor." in shown
    before = re.findall(r"\$ [\d.]+", moves(till).split("Saldo inicial")[1].split("lo mismo")[0])
    use_id = used(till)
    assert (left(till), owed(till)) == (cents(40_000), cents(352_500))
    assert till.balance(LATER) == cents(412_500), "it waits for the payment's recibo"
    after = moves(till)
    assert "CS-0001 Se usaron $ 60.000 de saldo a favor en FE-1059" in after
    assert "lo mismo que $ 1.192.500 en Lo que debo menos $ 40.000 a favor" in after
    assert set(before) <= set(re.findall(r"\$ [\d.]+", after)), "no old line has changed"
    assert till.shop.breaches() == []
    invoice = words(till.staff().get("/admin/facturas/4").text)
    assert "Saldo a favor, CS-0001" in invoice
    paper = words(till.staff().get(f"/admin/clientes/cruces/{use_id}").text)
    assert f"{payment.message_id} : $ 60.000" in paper
    assert "FE-1059" in Paper(till.staff().get(f"/admin/clientes/cruces/{use_id}.pdf").data).text
    undo(till, use_id)
    assert (left(till), owed(till)) == (cents(100_000), cents(412_500))
    assert "CS-0001 Cruce anulado: $ 60.000 son otra vez saldo a favor" in moves(till)
    file = till.staff().get(f"/admin/clientes/cruces/{use_id}.pdf").data
    assert "Era de otra factura" in Paper(file).text
    assert till.shop.breaches() == []
    with till.shop.app.app_context():
        trail = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).all()
        assert [deed for deed in trail if deed.startswith("credit")] == [
            "credit.use_voided", "credit.used",
        ]  # fmt: skip
        with pytest.raises(service.AlreadyVoided):
            service.void(use_id, reason="otra vez", actor=CLERK)


def test_the_balance_follows_the_recibo_of_the_payment(till: Till) -> None:
    """Made before, after, voided and made again: payable stays, the balance follows."""
    payment = overpaid(till)
    receive(till, payment)
    first = used(till)
    assert till.balance(LATER) == owed(till) == cents(352_500), "reclassified at once"
    undo(till, first)
    assert till.balance(LATER) == owed(till) == cents(412_500)
    used(till, "100.000")
    with till.shop.app.app_context():
        live = db.session.scalars(
            select(Credit.receipt_id).filter_by(message_id=payment.message_id)
        ).first()
        voiding.void(live or 0, reason="Otro concepto", actor=CLERK)
    assert (till.balance(LATER), owed(till)) == (cents(412_500), cents(312_500))
    assert till.shop.breaches() == []
    receipt = words(till.staff().get(f"/admin/recibos/{receive(till, payment)}").text)
    assert "FE-1059" in receipt
    assert till.balance(LATER) == owed(till) == cents(312_500)
    assert till.shop.breaches() == []


def test_money_that_goes_back_takes_the_invoice_along(till: Till) -> None:
    payment = overpaid(till)
    receive(till, payment)
    use_id = used(till)
    told = goes_back(till, payment, 55_000)
    assert "ya se había usado en FE-1059 (CS-0001)" in (told or "")
    assert (left(till), owed(till)) == (0, cents(367_500)), "credit first, then the last invoice"
    page = words(till.staff().get(f"/admin/clientes/cruces/{use_id}").text)
    assert "se devolvieron $ 15.000 después" in page
    assert till.shop.breaches() == []
    undo(till, use_id)
    assert (left(till), owed(till)) == (cents(45_000), cents(412_500))
    assert till.shop.breaches() == []
    assert goes_back(till, payment) is None, "nothing of it is used any more"
    assert (left(till), owed(till), owed(till, PAID)) == (0, cents(412_500), cents(685_000))
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_a_reversed_payment_closes_its_cruce(till: Till) -> None:
    payment = overpaid(till)
    use_id = used(till)
    assert "se debe otra vez" in (goes_back(till, payment) or "")
    assert (left(till), owed(till), till.balance(LATER)) == (0, cents(412_500), cents(412_500))
    page = words(till.staff().get(f"/admin/clientes/cruces/{use_id}").text)
    assert "Anulado el" in page
    assert "Pago devuelto" in moves(till)
    assert till.shop.breaches() == []


def test_another_value_told_later_forgets_the_cruce(till: Till) -> None:
    payment = overpaid(till)
    used(till)
    told, debt_id = replace(payment, captured=Pesos(685_000)), till.debts()[PAID]
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(PaymentRow).values(captured=685_000))
        with gone.watching(s, told) as watch:
            reallocate(s, told, [(debt_id, cents(685_000))])
    assert "se debe otra vez" in (watch.sentence or "")
    assert (left(till), owed(till)) == (0, cents(412_500))
    assert "Se usaron" not in moves(till)
    assert till.shop.breaches() == []


def test_what_cannot_be_used_is_said_by_its_field(till: Till) -> None:
    overpaid(till, 500_000)
    more = use(till, FE_1059="412.501")
    assert more.status_code == 422
    assert "FE-1059 debe $ 412.500: usa eso o menos." in words(more.text)
    assert 'value="412.501"' in more.text
    assert use(till, FE_1059="mucho").status_code == 422
    assert "al menos un documento" in words(use(till).text)
    both = use(till, FE_1059="412.500", FE_1038="90.000")
    assert "disponible es de $ 500.000" in words(both.text)
    assert till.payer().pay(LATER, phone=OTHER).status_code == 303
    part = use(till, FE_1059="12.500")
    assert part.status_code == 409
    assert "tiene una solicitud de pago en curso" in words(part.text)
    for key in ("", "x" * 65):
        assert use(till, form_key=key, FE_1059="412.500").status_code == 422, "a forged key"
    assert till.count(CreditUse) == 0
    whole = use(till, FE_1059="412.500")
    assert whole.status_code == 303, words(whole.text)
    (asked,) = [row for row in till.payments() if f"debt:{till.debts()[LATER]}" in row.claims]
    assert asked.state is State.CANCELLED, "nobody is asked for what is paid"
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_open_money_comes_first(till: Till) -> None:
    overpaid(till)
    till.payer().pay(LATER, phone=OTHER)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        last = select(PaymentRow.id).order_by(PaymentRow.id.desc()).limit(1).scalar_subquery()
        s.execute(update(PaymentRow).where(PaymentRow.id == last).values(state=State.REVIEW))
    answer = use(till, FE_1059="60.000")
    assert "decídelo primero" in words(answer.text)
    assert till.count(CreditUse) == 0


def test_less_than_a_peso_is_closed_with_it_and_opened_with_its_undoing(till: Till) -> None:
    overpaid(till)
    with till.shop.app.app_context():
        today = bogota_today(nequi.now())
        data = InvoiceData(till.customer(), "FE-2000", "", today, today, Cents(30_000_50))
        import_invoice(data, actor=CLERK)
    answer = use(till, FE_2000="30.000")
    assert owed(till, "FE-2000") == 0
    assert "Ajuste al peso: $ 0,50" in words(till.staff().get(answer.headers["Location"]).text)
    assert till.shop.breaches() == []
    undo(till, 1)
    assert owed(till, "FE-2000") == till.balance("FE-2000") == 30_000_50
    assert till.shop.breaches() == []


def test_two_clerks_spend_it_once(till: Till) -> None:
    overpaid(till)
    wish = service.Wish(till.customer(), {till.debts()[LATER]: Cents(cents(100_000))}, "una")
    gate = Barrier(2)

    def press(key: str) -> str:
        with till.shop.app.app_context():
            gate.wait()
            try:
                service.use(replace(wish, form_key=key), person="Paula R.", actor=CLERK)
            except service.NotUsable as no:
                return no.why
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, ("una", "otra"))) == ["credit", "done"]
    assert (left(till), owed(till)) == (0, cents(312_500))
    with till.shop.app.app_context():
        (key,) = db.session.scalars(select(CreditUse.form_key))
        again = service.use(replace(wish, form_key=key), person="Paula R.", actor=CLERK)
        assert again == 1, "a second press finds the first"
    assert till.count(CreditUse) == 1
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_an_order_sold_on_credit_follows(till: Till) -> None:
    """Paid by the cruce of its invoice, owed again with its undoing or when the money goes."""
    counter = Counter(till)
    counter.sold()
    payment = overpaid(till)
    assert use(till, FE_1077="54.000").status_code == 303
    assert till.shop.states() == ["paid"]
    undo(till, 1)
    assert till.shop.states() == ["credit"]
    assert "Se anuló el cruce" in counter.office()
    assert use(till, FE_1077="54.000").status_code == 303
    assert goes_back(till, payment)
    assert till.shop.states() == ["credit"]
    assert till.shop.breaches() == []
