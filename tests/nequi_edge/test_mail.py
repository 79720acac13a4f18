"""Mails about a payment, through a real SMTP server."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask_mail import BadHeaderError

from nequi_plugin import Attachment, MailContext, Payment, State
from nequi_plugin.mail import smtp as mailer_module
from nequi_plugin.mail.delivery import stable_id
from storefront.mailbox import RunningMailbox
from tests.nequi.host import Host
from tests.support.tls import context as tls_context
from tests.support.waiting import wait_until

pytestmark = pytest.mark.databases("sqlite")
PEOPLE = ("ana@compania.example", "luz@compania.example")
LINK = "https://ladera.example/nequi/x"


@pytest.fixture
def posting(working: Host, mailbox: RunningMailbox) -> Host:
    """A working host whose mails arrive in ``mailbox``, every kind to two people."""
    working.app.config.update(
        MAIL_SERVER="127.0.0.1", MAIL_PORT=mailbox.smtp_port, MAIL_SUPPRESS_SEND=False,
        MAIL_DEFAULT_SENDER=("Ladera", "pagos@ladera.example"),
    )  # fmt: skip

    def context(payment: Payment) -> MailContext:
        merchant = {"name": "Ladera Oficios SAS", "nit": "NIT 901.555.012-9",
                    "phone": "601 000 0012", "email": "hola@ladera.example"}  # fmt: skip
        facts: dict[str, Any] = {"merchant": merchant, "shop_name": "Ladera",
                                 "payer": "Compañía SAS <b>", "link": LINK}  # fmt: skip
        return MailContext(PEOPLE, facts)

    kinds = ("receipt", "merchant-notice", "payment-rejected", "payment-expired", "refund")
    for kind in kinds:
        working.nequi.mail_context(kind)(context)
    return working


def _mails(mailbox: RunningMailbox, count: int) -> list[EmailMessage]:
    wait_until(lambda: len(mailbox.box.newest()) >= count)
    return [mailbox.box.parsed(mail.id) for mail in reversed(mailbox.box.newest())]


def _pay(host: Host, phone: str, state: State) -> Payment:
    (bill,) = host.bills(25_000)
    return host.until(host.pay(str(bill), phone).message_id, state)


def test_an_approval_mails_receipt_and_notice_once_per_person(
    posting: Host, mailbox: RunningMailbox
) -> None:
    payment = _pay(posting, "3001000001", State.APPROVED)
    mails = _mails(mailbox, 4)

    kinds = sorted((mail["X-Store-Mail-Kind"], mail["To"]) for mail in mails)
    assert kinds == sorted((kind, one) for kind in ("receipt", "merchant-notice") for one in PEOPLE)
    assert len({mail["Message-ID"] for mail in mails}) == 4
    for mail in mails:
        text, html = _bodies(mail)
        assert payment.message_id in text
        assert payment.message_id in html
        assert "$\u00a025.000" in str(mail["Subject"]), "never a line's end inside a sum"
        assert "3001000001" not in text + html
        assert "Compañía SAS <b>" in text
        assert "Compañía SAS &lt;b&gt;" in html
        assert LINK in text
        assert LINK in html
        assert "601 000 0012" in text
        assert "{{" not in text + html
        assert 'style="' in html
        assert "@media" in html
        assert "<img" not in html


def _bodies(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


@pytest.mark.parametrize(
    ("phone", "state", "kind", "words"),
    [("3001000002", State.REJECTED, "payment-rejected", "Tu pago fue rechazado en Nequi")],
)
def test_an_ending_mails_its_own_words(
    posting: Host, mailbox: RunningMailbox, phone: str, state: State, kind: str, words: str
) -> None:
    _pay(posting, phone, state)
    mail = _mails(mailbox, 2)[0]

    assert mail["X-Store-Mail-Kind"] == kind
    assert words in str(mail["Subject"])
    assert "No se movió dinero" in _bodies(mail)[0]


def test_an_expiry_mails_its_own_words(posting: Host, mailbox: RunningMailbox) -> None:
    payment = _pay(posting, "3001000003", State.WAITING)
    posting.advance(minutes=16)
    posting.until(payment.message_id, State.EXPIRED)
    mail = _mails(mailbox, 2)[0]

    assert mail["X-Store-Mail-Kind"] == "payment-expired"
    assert "Se acabó el tiempo" in str(mail["Subject"])


def test_the_same_mail_keeps_its_message_id() -> None:
    one = stable_id("receipt-A1b2C3d4E5", "Ana@Compania.example", "ladera.example")
    assert one == stable_id("receipt-A1b2C3d4E5", "ana@compania.example", "ladera.example")
    assert one != stable_id("receipt-A1b2C3d4E6", "ana@compania.example", "ladera.example")
    assert one.endswith("@ladera.example>")


def test_files_and_pictures_are_made_outside_the_transaction(
    posting: Host, mailbox: RunningMailbox
) -> None:
    """A file to save, and a picture that the HTML shows and no reader lists as a file."""
    made: list[bool] = []

    def attach() -> list[Attachment]:
        made.append(posting.nequi.runtime.db.session().in_transaction())
        return [
            Attachment("Comprobante ñ.pdf", "application/pdf", b"%PDF-1.4 x"),
            Attachment("qr.png", "image/png", b"\x89PNG x", shown_as="qr"),
        ]

    people = ("ana@compania.example",)
    posting.nequi.mail_context("merchant-notice")(lambda payment: None)
    posting.nequi.mail_context("receipt")(lambda payment: MailContext(people, {}, attach))
    _pay(posting, "3001000001", State.APPROVED)
    (mail,) = _mails(mailbox, 1)

    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Comprobante ñ.pdf", b"%PDF-1.4 x")
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<qr>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_payload(decode=True) == b"\x89PNG x"
    assert [part.get_content_type() for part in mail.walk()][3:6] == [
        "multipart/related", "text/html", "image/png"
    ]  # fmt: skip
    assert "Pagaste" in _bodies(mail)[0]
    assert "Pagaste" in _bodies(mail)[1]
    assert made == [False]


def test_a_host_that_names_nobody_sends_nothing(posting: Host, mailbox: RunningMailbox) -> None:
    for kind in ("receipt", "merchant-notice"):
        posting.nequi.mail_context(kind)(lambda payment: None)
    _pay(posting, "3001000001", State.APPROVED)
    _pay(posting, "3001000002", State.REJECTED)
    mails = _mails(mailbox, 2)

    assert {mail["X-Store-Mail-Kind"] for mail in mails} == {"payment-rejected"}


def _send(host: Host, to: str, **facts: object) -> None:
    with host.app.app_context():
        payment = host.newest()
        host.nequi.send_mail(kind="receipt", to=[to], template="nequi/mail/receipt",
                             facts={"payment": payment, **facts}, message_id="x")  # fmt: skip


def test_line_breaks_make_no_headers(posting: Host, mailbox: RunningMailbox) -> None:
    posting.runtime.stop_worker()
    posting.pay(str(posting.bills(10_000)[0]))
    _send(posting, "ana@compania.example", shop_name="Ladera\r\nBcc: eva@mala.example")
    (mail,) = _mails(mailbox, 1)
    assert mail["Bcc"] is None
    assert mail["To"] == "ana@compania.example"

    with pytest.raises(BadHeaderError):
        _send(posting, "ana@compania.example\r\nBcc: eva@mala.example")
    assert len(mailbox.box.newest()) == 1


def test_a_server_with_a_foreign_certificate_gets_no_mail(posting: Host, tmp_path: Path) -> None:
    posting.runtime.stop_worker()
    posting.pay(str(posting.bills(10_000)[0]))
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        secured = tls_context(tmp_path)
        threading.Thread(target=_listen, args=(server, secured, heard), daemon=True).start()
        posting.app.config.update(MAIL_PORT=server.getsockname()[1], MAIL_USE_SSL=True)
        with pytest.raises(ssl.SSLCertVerificationError):
            _send(posting, "ana@compania.example")
    assert not heard


def _listen(server: socket.socket, secured: ssl.SSLContext, heard: list[bytes]) -> None:
    connection, _ = server.accept()
    with contextlib.suppress(OSError), secured.wrap_socket(connection, server_side=True) as wire:
        heard.append(wire.recv(1))  # the client turns away before, as it must


def test_a_server_that_says_nothing_is_not_waited_for(
    posting: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting.runtime.stop_worker()
    posting.pay(str(posting.bills(10_000)[0]))
    monkeypatch.setattr(mailer_module, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        posting.app.config["MAIL_PORT"] = silent.getsockname()[1]
        began = time.monotonic()
        with pytest.raises((TimeoutError, smtplib.SMTPException)):
            _send(posting, "ana@compania.example")
    assert time.monotonic() - began < 10


def test_a_refund_that_is_done_is_mailed_to_the_payer(
    posting: Host, mailbox: RunningMailbox
) -> None:
    payment = _pay(posting, "3001000001", State.APPROVED)
    with posting.app.app_context():
        refund = posting.nequi.refund(
            payment.message_id, person="paula", reason="llegó roto", form_key="una"
        )
    posting.until(payment.message_id, State.REVERSED)

    found = [m for m in _mails(mailbox, 6) if m["X-Store-Mail-Kind"] == "refund"]

    assert [mail["To"] for mail in found] == list(PEOPLE)
    assert found[0]["Subject"].replace("\u00a0", " ") == "Ladera te devolvió $ 25.000"
    text = found[0].get_body(("plain",)).get_content()
    assert "vuelve al mismo Nequi" in text
    assert refund.reference in text
    assert "Devuelto" in found[0].get_body(("html",)).get_content()
