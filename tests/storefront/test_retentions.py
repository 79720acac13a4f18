"""*Practicar retenciones*: shown first, then kept beside the money wherever it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import render_template
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from nequi_plugin import Payment, Pesos, State
from storefront.customers.models import Customer
from storefront.customers.rates import parse_rate, show_rate
from storefront.db import db
from storefront.debts.models import Allocation
from storefront.debts.reading import payable
from storefront.debts.rules import bears
from storefront.debts.service import approve as book
from storefront.debts.withholding import Rates, Withheld, withhold
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.money import Cents, cents
from storefront.notes import service as notes
from storefront.notes import undoing
from storefront.notes.models import CreditNote
from storefront.notes.service import Wish
from storefront.receipts import mail, sent
from storefront.receipts.models import Receipt
from storefront.receipts.paper import paper
from storefront.receipts.service import ReceiptData, make
from storefront.receipts.voiding import void
from storefront.statements import payable as statements
from storefront.statements import retaining
from storefront.statements.reading import account
from tests.storefront.receiving import PHONE, Till, running_till, words

BASE, VAT = cents(575_630), cents(109_370)  # FE-1051, $ 685.000
KEPT = 14_391 + 16_406 + 5_561  # 2,5 % of the base, 15 % of the IVA, 9,66 ‰ of the base
PAID = 685_000 - KEPT
amounts = st.integers(0, 10**13).map(Cents)
rates = st.integers(0, 100_000)


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        with running.shop.app.app_context(), nequi.unit_of_work() as s:
            known = update(Invoice).where(Invoice.number == "FE-1051")
            s.execute(known.values(base_cents=BASE, vat_cents=VAT))
            s.execute(update(Invoice).where(Invoice.number == "FE-1059").values(base_cents=None))
        yield running


def owed(till: Till, label: str = "FE-1051") -> int:
    """Payable of a document, in centavos."""
    debt_id = till.debts()[label]
    with till.shop.app.app_context():
        return payable(db.session, [debt_id])[debt_id]


def declared(till: Till) -> Payment:
    """The payer shows the retentions, confirms them, and Nequi captures the rest."""
    payer = till.payer()
    shown = payer.pay("FE-1051", way="retain")
    assert shown.status_code == 200
    assert payer.send(shown.text, "FE-1051", phone=PHONE).status_code == 303
    payment = till.payments()[0]
    return replace(payment, state=State.APPROVED, captured=payment.pesos, applied=True)


def approve(till: Till, told: Payment) -> str | None:
    with till.shop.app.app_context(), nequi.unit_of_work():
        return statements.approved(told.key, told)


def receive(till: Till, told: Payment) -> int:
    with till.shop.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Pago")
        return make(told.message_id, data, person="Paula R.", actor="paula").receipt_id


def told_of(payment: Payment, receipt: Receipt) -> list[str]:
    """The merchant's notice and the recibo's mail, each as text and as page."""
    notice = mail.notice(payment)
    assert notice
    facts = {"nequi/mail/merchant-notice": notice.facts,
             "mail/cash-receipt": sent.facts_of(paper(receipt))}  # fmt: skip
    return [words(render_template(f"{name}/body.{kind}", **said))
            for name, said in facts.items() for kind in ("txt", "html")]  # fmt: skip


def test_a_retention_lives_as_long_as_its_payment(till: Till) -> None:
    """Shown, asked less, owed no more; the recibo, its voiding and the return take it along."""
    told = declared(till)
    assert told.pesos == PAID
    assert approve(till, told) is None
    assert (owed(till), till.balance("FE-1051")) == (0, cents(685_000))
    moves = words(till.payer().see("?cara=movimientos").text)
    assert "Retenciones practicadas" in moves
    assert "$ 36.358" in moves
    form = words(till.staff().get(f"/admin/pagos-sin-recibo/{told.message_id}").text)
    assert "Falta el certificado de retención" in form
    receipt = receive(till, told)
    assert (owed(till), till.balance("FE-1051")) == (0, 0)
    with till.shop.app.app_context():
        row = db.session.get_one(Receipt, receipt)
        (line,) = row.lines
        assert (line.cents, line.withheld_cents, line.left_cents) == (cents(PAID), cents(KEPT), 0)
        assert row.total_cents == cents(PAID)
        letters = told_of(told, row)
    assert [letter.count("Retenciones practicadas: $ 36.358 (Retefuente $ 14.391, ReteIVA "
                         "$ 16.406, ReteICA $ 5.561).") for letter in letters] == [1] * 4
    shown = words(till.staff().get(f"/admin/recibos/{receipt}").text)
    assert "Retefuente $ 14.391, ReteIVA $ 16.406, ReteICA $ 5.561" in shown
    assert till.shop.breaches() == []
    with till.shop.app.app_context():
        void(receipt, reason="Mal fechado", actor="paula")
    assert (owed(till), till.balance("FE-1051")) == (0, cents(685_000))
    assert till.shop.breaches() == []
    receive(till, told)
    with till.shop.app.app_context(), nequi.unit_of_work():
        statements.reversed_(told.key, told)
    assert (owed(till), till.balance("FE-1051")) == (cents(685_000), cents(685_000))
    assert "Retenciones sin efecto" in words(till.payer().see("?cara=movimientos").text)
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_a_debt_that_bears_it_no_more_keeps_the_money_alone(till: Till) -> None:
    first = declared(till)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        other = replace(first, id=first.id + 1, message_id="OTRA", captured=Pesos(30_000))
        assert book(s, other, [(till.debts()["FE-1051"], cents(30_000))]) is None
    assert "No se anotó la retención de 1 documento" in (approve(till, first) or "")
    assert owed(till) == cents(685_000 - 30_000 - PAID)
    assert till.shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_the_page_says_why_and_asks_again(till: Till) -> None:
    """No base: no retention. Other ticks or a forged seal: shown again. Nobody twice."""
    payer = till.payer()
    page = payer.pay("FE-1059", way="retain").text
    assert "FE-1059: no tiene base ni IVA registrados" in words(page)
    shown = payer.pay("FE-1051", way="retain").text
    assert f"Vas a pagar {pesos(PAID)} y retienes {pesos(KEPT)}" in words(shown)
    assert payer.send(shown, "FE-1051", "FE-1059").status_code == 200
    assert payer.send(shown, "FE-1051", confirmed="otra").status_code == 200
    assert payer.send(shown, "FE-1051", phone="12").status_code == 422
    for key in ("", "x" * 65):
        assert payer.send(shown, "FE-1051", form_key=key).status_code == 422, "a forged key"
    assert not till.payments()
    back = payer.send(shown, "FE-1051", way="whole").text
    assert "Practicar retenciones" in back
    told = declared(till)
    approve(till, replace(told, captured=Pesos(100_000)))
    with till.shop.app.app_context():
        seen = account(db.session, till.customer(), at=nequi.now())
        assert seen is not None
        kept = retaining.withholding(db.session, seen.rates, seen.statement.items)
        (again,) = [part for part in kept.parts if part.item.number == "FE-1051"]
    assert not again.withheld
    assert again.reason == "ya se le practicaron retenciones en otro pago."


@pytest.mark.databases("sqlite")
def test_persons_are_offered_none_and_a_breach_is_found(till: Till) -> None:
    assert "Practicar retenciones" not in till.payer("Mariana Quintero").see().text
    edit = f"/admin/clientes/{till.customer()}/editar"
    clerk = till.staff()
    assert 'value="9,66"' in clerk.get(edit).text
    payer = till.payer()
    shown = payer.pay("FE-1051", way="retain").text
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(Customer).values(retains=False))
    late = payer.send(shown, "FE-1051")
    assert (late.status_code, till.payments()) == (422, []), "she confirmed another total"
    assert "ya no se practican retenciones" in words(late.text)
    assert payer.send(late.text, "FE-1051").status_code == 303
    assert "Practicar retenciones" not in till.payer().see().text
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        share = s.scalars(select(Allocation).limit(1)).one()
        share.withheld_vat_cents = Cents(100)
    assert f"debt {share_debt(till)}: balance" in "\n".join(till.shop.breaches())


def share_debt(till: Till) -> int:
    with till.shop.app.app_context():
        query = select(Allocation.debt_id).where(Allocation.withheld_cents > 0)
        return db.session.scalars(query).one()


@pytest.mark.databases("sqlite")
def test_a_nota_credito_takes_its_part_of_the_base(till: Till) -> None:
    """Half of the document is left: half of each retention, whatever was issued first."""
    with till.shop.app.app_context():
        half = Wish(till.invoice("FE-1051"), cents(342_500), "Devolvieron la mitad", "una")
        notes.make(half, person="Paula R.", actor="paula")
        made = db.session.scalars(select(CreditNote.id)).one()
    shown = words(till.payer().pay("FE-1051", way="retain").text)
    kept = 7_195 + 8_203 + 2_780
    assert f"Vas a pagar {pesos(342_500 - kept)} y retienes {pesos(kept)}" in shown
    with till.shop.app.app_context():
        undoing.undo(made, reason="No era", actor="paula")
    again = words(till.payer().pay("FE-1051", way="retain").text)
    assert f"Vas a pagar {pesos(PAID)} y retienes {pesos(KEPT)}" in again


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("left", "kept"), [(KEPT + 1, KEPT), (KEPT, 0)])
def test_retentions_leave_a_peso_to_pay(till: Till, left: int, kept: int) -> None:
    till.payer().pay("FE-1059")
    came = Pesos(685_000 - left)
    told = replace(till.payments()[0], state=State.APPROVED, captured=came, applied=True)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        assert book(s, told, [(till.debts()["FE-1051"], cents(came))]) is None
    shown = words(till.payer().pay("FE-1051", way="retain").text)
    assert (f"retienes {pesos(kept)}" in shown) == bool(kept)
    assert ("lo que falta por pagar es menos que las retenciones" in shown) == (not kept)


def pesos(value: int) -> str:
    return f"$ {value:,}".replace(",", ".")


@given(amounts, amounts, rates, rates, rates)
def test_each_retention_is_whole_pesos_next_to_its_rate(
    base: Cents, vat: Cents, income: int, of_vat: int, city: int
) -> None:
    kept = withhold(base, vat, Rates(income, of_vat, city))
    for part, exact in (
        (kept.income, base * income / 100_000),
        (kept.vat, vat * of_vat / 100_000),
        (kept.city, base * city / 1_000_000),
    ):
        assert part % 100 == 0
        assert abs(part - exact) <= 50.01 + exact / 10**12


@given(amounts, amounts, amounts)
def test_a_retention_never_brings_a_debt_below_zero(owes: Cents, money: Cents, kept: Cents) -> None:
    taken = bears(owes, money, Withheld(kept))
    assert taken.total in (0, kept)
    assert not taken or money + taken.total <= owes


@given(rates)
def test_a_rate_is_typed_as_it_is_shown(rate: int) -> None:
    assert parse_rate(show_rate(rate)) == rate
    assert parse_rate(f" {show_rate(rate)} % ") == rate
    assert parse_rate("1000") is parse_rate("-1") is parse_rate("2,5001") is None
