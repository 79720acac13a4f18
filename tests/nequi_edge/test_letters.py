"""A payment's link, or its comprobante, mailed to an address that its reader types."""

from __future__ import annotations

from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest

from nequi_plugin import State
from nequi_plugin.service.letters import ENOUGH, ENOUGH_TODAY, clean_address
from storefront.mailbox import RunningMailbox
from tests.nequi.host import Host
from tests.nequi_edge.reading import Page, Payer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.databases("sqlite")
MARIANA = "mariana@correo.example"


@pytest.fixture
def posting(working: Host, mailbox: RunningMailbox) -> Host:
    working.app.config.update(
        MAIL_SERVER="127.0.0.1", MAIL_PORT=mailbox.smtp_port, MAIL_SUPPRESS_SEND=False,
        MAIL_DEFAULT_SENDER=("Ladera", "pagos@ladera.example"),
    )  # fmt: skip
    return working


def ask(payer: Payer, email: str) -> Page:
    """Type the address on the page as it stands, and follow."""
    page = payer.look()
    sent = payer.send(page.forms["send-mail"], email=email)
    return payer.look(sent.answer.headers["Location"]) if sent.status == 303 else sent


def mails(mailbox: RunningMailbox, count: int) -> list[EmailMessage]:
    wait_until(lambda: len(mailbox.box.newest()) >= count)
    return [mailbox.box.parsed(mail.id) for mail in mailbox.box.newest()]


def until(host: Host, phone: str, payer: Payer, state: State) -> None:
    payer.pay(phone)
    host.until(host.newest().message_id, state)


def test_the_link_goes_on_where_it_is_opened(
    posting: Host, payer: Payer, mailbox: RunningMailbox
) -> None:
    until(posting, "3005550001", payer, State.WAITING)
    page = ask(payer, f" {MARIANA.upper()} ")
    assert "Si el correo está bien escrito, llega en un momento" in page.text
    assert "send-mail" not in page.forms

    (mail,) = mails(mailbox, 1)
    assert (mail["To"], mail["X-Store-Mail-Kind"]) == (MARIANA, "payment-link")
    body = mail.get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    (link,) = [line.split(": ", 1)[1] for line in text.splitlines() if "/nequi/" in line]
    assert "3005550001" not in text
    elsewhere = Payer(posting.app.test_client(use_cookies=False), urlsplit(link).path)
    assert elsewhere.look().marks["data-reference"] == posting.newest().message_id
    assert len(posting.phone.pushes()) == 1


def test_the_comprobante_goes_to_another_person_too(
    posting: Host, payer: Payer, mailbox: RunningMailbox
) -> None:
    until(posting, "3001000001", payer, State.APPROVED)
    ask(payer, MARIANA)
    (mail,) = mails(mailbox, 1)
    assert (mail["To"], mail["X-Store-Mail-Kind"]) == (MARIANA, "receipt")
    assert "$ 25.000" in str(mail["Subject"]).replace("\xa0", " ")


def test_a_wrong_address_stays_with_its_sentence(posting: Host, payer: Payer) -> None:
    until(posting, "3005550001", payer, State.WAITING)
    page = ask(payer, "mariana@")
    assert "Escribe un correo completo" in page.text
    assert 'value="mariana@"' in page.html
    assert "details open" in page.html


def test_nobodys_mailbox_is_filled(posting: Host, payer: Payer, mailbox: RunningMailbox) -> None:
    until(posting, "3005550001", payer, State.WAITING)
    for number in range(3):
        ask(payer, f"uno{number}@correo.example")
    assert ENOUGH in ask(payer, "uno4@correo.example").text
    mails(mailbox, 3)

    for serial in range(2, 5):
        bill = posting.bills(1_000 + serial)[0]
        with posting.app.app_context():
            other = Payer(payer.client, posting.nequi.pay_url("bill", str(bill)))
        until(posting, f"300555000{serial}", other, State.WAITING)
        said = [ask(other, MARIANA).text for _ in range(2)]
    assert ENOUGH_TODAY in said[1]
    assert len(mails(mailbox, 8)) == 8


@pytest.mark.parametrize(
    "text",
    ["", "ana", "ana@", "@a.co", "a b@c.co", "ana@localhost", "ana@a.co\r\nBcc: x@y.co",
     "ana@a.co,b@c.co", "Ana <ana@a.co>", "a" * 300 + "@a.co", "ana@[127.0.0.1]", "ana@a.c\u043e"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert clean_address(text) == ""
