"""The recibo de caja that nobody presses: approval, worker, books; and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from nequi_plugin import Job, Pesos
from nequi_plugin.simulator import RunningSimulator
from storefront.company.models import Company
from storefront.db import db
from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox
from storefront.receipts import automatic
from storefront.receipts.models import Receipt
from storefront.receipts.policy import Policy
from storefront.receipts.voiding import void
from tests.storefront.receiving import Till, running_till, words
from tests.storefront.shopping import read_form, running_shop
from tests.storefront.test_receipts import Paid, wiring
from tests.support.phone import Phone
from tests.support.waiting import wait_until

TRAY = "/admin/pagos-sin-recibo"
BEFORE = 40
"""Receipts of the demo's past."""
OTHER_VALUE = "300 100 0018"
"""A phone that pays more than it was asked."""


@pytest.fixture
def paid(
    database_url: str, tmp_path: Path, simulator: RunningSimulator, mailbox: RunningMailbox
) -> Iterator[Paid]:
    settings = wiring(tmp_path, simulator, mailbox)
    with running_till(database_url, tmp_path, **settings) as till:
        decide(till, Policy.AUTOMATIC)
        nequi.start_worker(till.shop.app)
        yield Paid(till, till.payer(), Phone(simulator.url), mailbox)


def decide(till: Till, policy: Policy) -> None:
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(Company).values(receipt_policy=policy))


def live(till: Till, message_id: str) -> Receipt | None:
    with till.shop.app.app_context():
        return db.session.scalar(select(Receipt).filter_by(message_id=message_id, voided_at=None))


def jobs(till: Till, message_id: str, state: str = "%") -> int:
    """How many of our jobs a payment has, in this state or in any."""
    query = text("SELECT count(*) FROM nequi_job WHERE kind = :kind AND ref = :ref "
                 "AND state LIKE :state")  # fmt: skip
    with till.shop.app.app_context():
        values = {"kind": automatic.KIND, "ref": message_id, "state": state}
        return int(db.session.scalar(query, values) or 0)


def done(till: Till, message_id: str) -> None:
    wait_until(lambda: jobs(till, message_id, "done"))


def buy(till: Till, phone: Phone) -> str:
    """Order a cup and pay it; the payment's reference once its job has run."""
    shopper = till.shop.shopper()
    shopper.put("taza")
    placed = shopper.order().headers["Location"]
    form = read_form(shopper.open(placed).text, "pay-nequi") | {"phone": "300 000 0077"}
    shopper.client.post(placed, data=form)
    reference = till.payments()[0].message_id
    phone.accept()
    phone.advance(4)  # Nequi is asked 3 s after sending
    done(till, reference)
    return reference


def give_back(till: Till, message_id: str, part: Pesos) -> None:
    """A part goes back by hand, as Nequi reverses whole payments only."""
    who = {"person": "Ana", "reason": "Llegó roto", "account": "3000000042"}
    with till.shop.app.app_context():
        asked = nequi.refund(message_id, part, form_key="una", **who)
        nequi.resolve_refund(
            asked.reference, "done", proof_reference="M7", proof="visto en Nequi", **who
        )


def again(till: Till, message_id: str) -> None:
    """The worker was lost after the handler and before it was noted: it runs once more."""
    with till.shop.app.app_context():
        automatic.receive(Job(0, automatic.KIND, message_id, 1))


def test_an_approved_statement_has_its_receipt(paid: Paid) -> None:
    payment = paid.pay("FE-1038", "FE-1051")
    done(paid.till, payment.message_id)
    made = live(paid.till, payment.message_id)
    assert made is not None
    assert (made.number, made.made_by, made.kind) == ("RC-0059", "Automático", "invoice")
    assert made.concept == "Pago de las facturas FE-1038 y FE-1051"
    assert (made.city, made.total_cents) == ("Bogotá, D. C.", 152_500_000)
    assert paid.till.balance("FE-1038") == paid.till.balance("FE-1051") == 0
    again(paid.till, payment.message_id)
    assert paid.till.count(Receipt) == BEFORE + 1
    assert "Recibo de caja RC-0059" in paid.mail("cash-receipt")
    tray = words(paid.till.staff().get(TRAY).text)
    assert "Los recibos salen solos cuando Nequi aprueba el pago." in tray
    assert payment.message_id not in tray.split("Con recibo, hoy")[0]
    assert paid.breaches() == []


def test_a_paid_order_has_its_advance(paid: Paid) -> None:
    reference = buy(paid.till, paid.phone)
    made = live(paid.till, reference)
    assert made is not None
    assert (made.number, made.kind, made.received_from) == ("RC-0059", "advance", "Mariana Q.")
    assert made.concept == "Anticipo de pedido 2043"
    with paid.till.shop.app.app_context():
        void(made.id, reason="Era de otro", actor="paula")
    again(paid.till, reference)
    assert live(paid.till, reference) is None, "who voided it makes the next one"
    assert paid.breaches() == []


@pytest.mark.databases("sqlite")
def test_only_what_is_approved_from_then_on(paid: Paid) -> None:
    decide(paid.till, Policy.BY_HAND)
    payment = paid.pay("FE-1038")
    decide(paid.till, Policy.AUTOMATIC)
    assert jobs(paid.till, payment.message_id) == 0
    assert paid.till.count(Receipt) == BEFORE
    assert payment.message_id in paid.till.staff().get(TRAY).text
    decide(paid.till, Policy.ELSEWHERE)
    again(paid.till, payment.message_id)  # queued just before the owner chose another way
    assert paid.till.count(Receipt) == BEFORE
    decide(paid.till, Policy.AUTOMATIC)
    give_back(paid.till, payment.message_id, Pesos(100_000))
    again(paid.till, payment.message_id)  # as a job that came late
    assert paid.till.count(Receipt) == BEFORE
    assert "Se devolvió una parte: revísalo" in paid.till.staff().get(TRAY).text
    assert paid.breaches() == []


@pytest.mark.databases("sqlite")
def test_what_needs_a_person_waits_in_the_tray(paid: Paid) -> None:
    """More came than was owed: whose it is, a person decides."""
    assert paid.payer.pay("FE-1051", phone=OTHER_VALUE).status_code == 303
    message_id = paid.till.payments()[0].message_id
    wait_until(paid.phone.pushes)
    paid.phone.advance(6)  # this number pays after five
    wait_until(lambda: paid.till.payments()[0].queued_at)
    with paid.till.shop.app.app_context():
        nequi.resolve(
            message_id, "approved", person="Paula R.", reason="Lo vi", value=Pesos(686_000),
            reference="M8",
        )  # fmt: skip
    done(paid.till, message_id)
    assert live(paid.till, message_id) is None
    tray = words(paid.till.staff().get(TRAY).text)
    assert message_id in tray
    assert "Está en Dinero por resolver: revísalo y agrega el recibo." in tray
    assert paid.breaches() == []


@pytest.mark.databases("sqlite")
def test_a_shop_without_numbers_gives_the_first_by_hand(
    database_url: str, tmp_path: Path, simulator: RunningSimulator, mailbox: RunningMailbox
) -> None:
    """A series begins with a person's receipt; what follows needs none."""
    with running_shop(database_url, tmp_path, **wiring(tmp_path, simulator, mailbox)) as shop:
        till, phone = Till(shop), Phone(simulator.url)
        decide(till, Policy.AUTOMATIC)
        nequi.start_worker(shop.app)
        first = buy(till, phone)
        assert till.count(Receipt) == 0
        clerk = till.staff()
        assert "Falta la numeración: agrega este" in clerk.get(TRAY).text
        form = read_form(clerk.get(f"{TRAY}/{first}").text, "add-receipt")
        assert clerk.post(f"{TRAY}/{first}", data=form).status_code == 303
        second = live(till, buy(till, phone))
        assert second is not None
        assert second.number == "RC-0002"
        assert shop.breaches() == []
