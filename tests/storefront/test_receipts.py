"""From the approved payment to the recibo de caja, through the simulator and real mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from nequi_plugin import Payment, State
from nequi_plugin.simulator import RunningSimulator
from storefront.company.models import Company
from storefront.db import db
from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox
from storefront.receipts import voiding
from storefront.receipts.models import Receipt, ReceiptSeries
from storefront.receipts.policy import Policy
from storefront.receipts.service import NumberTaken, ReceiptData, make
from storefront.statements import sending
from tests.storefront.papers import Paper
from tests.storefront.receiving import Payer, Till, csrf, running_till, words
from tests.storefront.shopping import read_form
from tests.support.phone import Phone
from tests.support.waiting import wait_until


@dataclass
class Paid:
    """A till with its worker running, a payer and her phone, and the mailbox."""

    till: Till
    payer: Payer
    phone: Phone
    mailbox: RunningMailbox

    def pay(self, *labels: str) -> Payment:
        """Pay these documents and tap Aceptar; the approved payment."""
        answer = self.payer.pay(*labels)
        assert answer.status_code == 303, words(answer.text)
        self.phone.accept()
        self.phone.advance(4)  # Nequi is asked 3 s after sending
        return wait_until(self._approved)

    def _approved(self) -> Payment | None:
        newest = self.till.payments()[0]
        return newest if newest.state is State.APPROVED else None

    def mail(self, kind: str) -> str:
        """The plain text of the newest mail of a kind."""
        body = self.message(kind).get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def file(self, kind: str) -> Paper:
        """The PDF that the newest mail of a kind brings."""
        (part,) = self.message(kind).iter_attachments()
        assert part.get_content_type() == "application/pdf"
        return Paper(part.get_content())

    def message(self, kind: str) -> EmailMessage:
        def arrived() -> EmailMessage | None:
            for mail in self.mailbox.box.newest():
                parsed = self.mailbox.box.parsed(mail.id)
                if parsed["X-Store-Mail-Kind"] == kind:
                    return parsed
            return None

        return wait_until(arrived)

    def breaches(self) -> list[str]:
        return self.till.shop.breaches()


def wiring(folder: Path, simulator: RunningSimulator, mailbox: RunningMailbox) -> dict[str, str]:
    """Settings of a store in front of this simulator and this mailbox."""
    return {
        "NEQUI_API_URL": simulator.url, "NEQUI_TOKEN_URL": f"{simulator.url}/oauth2/token",
        "NEQUI_SIMULATOR_URL": simulator.url, "NEQUI_CLIENT_ID": "sim-client",
        "NEQUI_CLIENT_SECRET": "sim-secret", "NEQUI_API_KEY": "sim-key",
        "NEQUI_CLOCK_FILE": str(folder / "clock-offset"),
        "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mailbox.smtp_port),
    }  # fmt: skip


@pytest.fixture
def paid(
    database_url: str, tmp_path: Path, simulator: RunningSimulator, mailbox: RunningMailbox
) -> Iterator[Paid]:
    settings = wiring(tmp_path, simulator, mailbox)
    with running_till(database_url, tmp_path, **settings) as till:
        nequi.start_worker(till.shop.app)
        yield Paid(till, till.payer(), Phone(simulator.url), mailbox)


def test_an_approved_payment_is_off_the_statement_at_once(paid: Paid) -> None:
    payment = paid.pay("FE-1038", "FE-1051")
    assert paid.till.balance("FE-1038") == 84_000_000
    owed = words(paid.payer.see().text)
    assert "Debes en total $ 412.500" in owed
    assert "Pagaste $ 1.525.000 el" in owed
    moves = words(paid.payer.see("?cara=movimientos").text)
    assert f"{payment.message_id} Pago con Nequi, recibo en trámite" in moves
    assert "= $ 412.500 , lo mismo que suma Lo que debo." in moves
    assert paid.breaches() == []


def test_payer_and_merchant_are_mailed(paid: Paid) -> None:
    payment = paid.pay("FE-1038", "FE-1051")
    receipt = words(paid.mail("receipt"))
    assert "Pagaste $ 1.525.000" in receipt
    assert "FE-1038 del" in receipt
    assert "Te queda por pagar $ 412.500" in receipt
    assert "300 ••• ••42" in receipt
    file = paid.file("receipt")
    assert "Te queda por pagar $ 412.500, de la FE-1059" in file.text
    assert file.links[0] in receipt
    html = paid.message("receipt").get_body(("html",))
    assert html is not None
    assert '"cid:qr"' in html.get_content()
    notice = words(paid.mail("merchant-notice"))
    assert "Compañía SAS pagó $ 1.525.000" in notice
    assert f"/admin/pagos-sin-recibo/{payment.message_id}" in notice
    assert "1 pago sin recibo: $ 1.525.000" in notice


@pytest.mark.databases("sqlite")
def test_a_mailed_statement_brings_its_paper(paid: Paid) -> None:
    with paid.till.shop.app.app_context():
        (sent,) = sending.send(paid.till.customer(), actor="test")
    file = paid.file("statement")
    text = words(paid.mail("statement"))

    assert file.links == [sent.link] * 2
    assert sent.link in text
    for figure in ("$ 1.937.500", "$ 840.000 vencidos", "$ 685.000", "$ 412.500"):
        assert figure in text
        assert figure in file.text


def test_the_comprobante_can_be_verified_by_anyone(paid: Paid) -> None:
    paid.pay("FE-1038")
    path = re.search(r"http://localhost(/recibo/\S+)", paid.mail("receipt"))
    assert path
    client = paid.till.shop.app.test_client()
    page = words(client.get(path[1]).text)
    assert "Este pago sí llegó" in page
    assert "Compañía" not in page
    other = "B" if path[1].endswith("A") else "A"
    assert client.get(path[1][:-1] + other).status_code == 404


def test_the_receipt_lowers_the_accounting_balance_only(paid: Paid) -> None:
    payment = paid.pay("FE-1038", "FE-1051")
    clerk = paid.till.staff()
    where = f"/admin/pagos-sin-recibo/{payment.message_id}"
    assert payment.message_id in clerk.get("/admin/pagos-sin-recibo").text
    page = clerk.get(where).text
    assert paid.till.count(Receipt) == 40, "a GET makes nothing"
    before = words(paid.payer.see("?cara=movimientos").text).split("Documento")[1]
    made = clerk.post(where, data=_receipt_form(page))
    assert made.status_code == 303, words(made.text)
    assert paid.till.balance("FE-1038") == 0
    receipt = words(clerk.get(made.headers["Location"]).text)
    assert "RC-0059" in receipt
    assert "Un millón quinientos veinticinco mil pesos m/cte." in receipt
    after = words(paid.payer.see("?cara=movimientos").text).split("Documento")[1]
    assert re.findall(r"\$ [\d.]+", before) == re.findall(r"\$ [\d.]+", after)
    assert "RC-0059 Pago con Nequi" in after
    assert "Recibo de caja RC-0059" in paid.mail("cash-receipt")
    assert "Un millón quinientos veinticinco mil pesos m/cte." in paid.file("cash-receipt").text
    assert paid.breaches() == []


def test_a_second_receipt_opens_the_first(paid: Paid) -> None:
    payment = paid.pay("FE-1051")
    clerk = paid.till.staff()
    where = f"/admin/pagos-sin-recibo/{payment.message_id}"
    form = _receipt_form(clerk.get(where).text)
    first, second = clerk.post(where, data=form), clerk.post(where, data=form)
    assert second.headers["Location"].split("?")[0] == first.headers["Location"].split("?")[0]
    assert paid.till.count(Receipt) == 41
    assert paid.breaches() == []


def test_a_mistake_in_the_receipt_keeps_what_was_typed(paid: Paid) -> None:
    payment = paid.pay("FE-1051")
    clerk = paid.till.staff()
    where = f"/admin/pagos-sin-recibo/{payment.message_id}"
    form = _receipt_form(clerk.get(where).text) | {"concept": "", "note": "ojo con esto"}
    answer = clerk.post(where, data=form | {"received_on": "2099-01-01"})
    assert answer.status_code == 422
    assert "no puede ser futura" in answer.text
    assert "ojo con esto" in answer.text
    assert paid.till.count(Receipt) == 40


def test_the_link_of_the_notice_asks_for_sign_in(paid: Paid) -> None:
    answer = paid.till.shop.app.test_client().get("/admin/pagos-sin-recibo/Zz9Yy8Xx7W")
    assert answer.status_code in (302, 303)
    assert "/entrar" in answer.headers["Location"]


def test_a_rejected_payment_leaves_everything_owed(paid: Paid) -> None:
    paid.payer.pay("FE-1038")
    paid.phone.reject()
    paid.phone.advance(4)
    wait_until(lambda: paid.till.payments()[0].state is State.REJECTED)
    assert "$ 1.937.500" in words(paid.payer.see().text)
    assert "No se movió dinero" in paid.mail("payment-rejected")
    assert paid.payer.pay("FE-1038").status_code == 303


def test_the_number_of_another_program_is_kept_and_shown(paid: Paid) -> None:
    """No number of ours is taken, no paper of ours is made; the books are as with ours."""
    with paid.till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(Company).values(receipt_policy=Policy.ELSEWHERE))
    clerk, payment = paid.till.staff(), paid.pay("FE-1051")
    where = f"/admin/pagos-sin-recibo/{payment.message_id}"
    form = read_form(clerk.get(where).text, "add-receipt")
    assert "series" not in form
    for typed, problem in (("", "Escribe el número que le dio tu programa."),
                           ("rc-0059", "Así se numeran los recibos de aquí."),
                           ("RC-0058", "Ya hay un recibo con ese número.")):  # fmt: skip
        answer = clerk.post(where, data=form | {"number": typed})
        assert answer.status_code == 422
        assert problem in answer.text
    made = clerk.post(where, data=form | {"number": " 1-2231 "})
    page = clerk.get(made.headers["Location"]).text
    assert "Recibo 1-2231 guardado." in page
    assert "Descargar PDF" not in page
    assert clerk.get(made.headers["Location"].split("?")[0] + ".pdf").status_code == 404
    assert paid.till.balance("FE-1051") == 0
    assert "1-2231 Pago con Nequi" in words(paid.payer.see("?cara=movimientos").text)
    assert "en su contabilidad, con este número." in words(paid.mail("cash-receipt"))
    assert not list(paid.message("cash-receipt").iter_attachments())
    with paid.till.shop.app.app_context():
        assert db.session.get_one(ReceiptSeries, "RC").next == 59
        voiding.void(db.session.scalars(select(Receipt.id).filter_by(number="1-2231")).one(),
                     reason="Era otro", actor="paula")  # fmt: skip
        data = ReceiptData("", nequi.now().date(), "", "Pago", number="1-2231")
        with pytest.raises(NumberTaken):  # as somebody who typed it at the same moment
            make(payment.message_id, data, person="Paula R.", actor="paula")
    assert paid.breaches() == []


def _receipt_form(page: str) -> dict[str, str]:
    """The receipt's form as it stands."""
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page)
    return dict(found) | {"csrf_token": csrf(page), "series": "RC", "note": ""}
