"""*Enviar también a…*: another person gets the comprobante, and no way into the account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update

from nequi_plugin import Pesos, State, worker
from nequi_plugin.models import JobRow, PaymentRow
from nequi_plugin.runtime import Runtime
from nequi_plugin.service import actions
from storefront.db import db
from storefront.debts.returns import take_back_part
from storefront.extensions import nequi
from storefront.mailbox import RunningMailbox, parts
from storefront.money import cents
from tests.storefront.papers import Paper
from tests.storefront.receiving import Till, book, captured, running_till, words

PDF = "application/pdf"
PARTNER = "contadora@correo.example"


@pytest.fixture
def till(tmp_path: Path, mailbox: RunningMailbox) -> Iterator[Till]:
    settings = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mailbox.smtp_port)}
    with running_till(f"sqlite:///{tmp_path / 'till.db'}", tmp_path, **settings) as made:
        yield made


def copied(till: Till, mailbox: RunningMailbox, *, back: int = 0) -> EmailMessage:
    """FE-1038 paid, ``back`` pesos of it returned; the copy that then goes to ``PARTNER``."""
    paid = captured(till, "FE-1038", 840_000)
    book(till, paid, "FE-1038", cents(840_000))
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        take_back_part(s, replace(paid, refunded=Pesos(back)))
        s.execute(update(PaymentRow).where(PaymentRow.id == paid.id).values(
            state=State.APPROVED, sent_at=paid.created_at, approved_at=nequi.now(),
            captured=840_000, capture_told=True, refunded=back, applied=True))  # fmt: skip
        s.execute(update(JobRow).values(due=nequi.now() + timedelta(days=1)))
    runtime = till.shop.app.extensions["nequi"]
    assert isinstance(runtime, Runtime)
    actions.ask_letter(runtime.desk, paid.message_id, PARTNER)
    with till.shop.app.app_context():
        job = db.session.query(JobRow).filter_by(kind="nequi.letter").one()
        worker.run_job(runtime.desk, job.id)
    (mail,) = mailbox.box.newest()
    return mailbox.box.parsed(mail.id)


def test_a_copy_leads_to_its_proof_and_not_into_the_account(
    till: Till, mailbox: RunningMailbox
) -> None:
    mail = copied(till, mailbox)
    assert (mail["To"], mail["X-Store-Mail-Kind"]) == (PARTNER, "receipt")
    client = till.shop.app.test_client(use_cookies=False)
    for body in (parts.html_of(mail), parts.text_of(mail)):
        links = set(re.findall(r"https?://[^\s\"<]+", body))
        assert not [link for link in links if "/nequi/" in link or "/estado/" in link]
        (proof,) = [link for link in links if "/recibo/" in link]
        seen = client.get(proof.partition("localhost")[2])
        assert seen.status_code == 200
        assert "/estado/" not in seen.text


def test_what_a_copy_adds_up_is_what_stayed(till: Till, mailbox: RunningMailbox) -> None:
    mail = copied(till, mailbox, back=40_000)
    text = words(parts.text_of(mail))
    assert "Total pagado: $ 800.000" in text
    assert "Pagaste $ 800.000" in text
    (file,) = [part for part in mail.iter_attachments() if part.get_content_type() == PDF]
    said = Paper(file.get_content()).text
    assert "Pagaste $ 840.000 y después te devolvieron $ 40.000." in said
