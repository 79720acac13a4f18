"""The mailbox over its own doors: SMTP in, page and JSON out."""
from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest
import requests
from playwright.sync_api import Page, expect

from storefront.mailbox import RunningMailbox
from tests.support.browser import axe

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001010000000037 6ef9240000000a4944415478"
    "9c636000000002000148afa4710000000049454e44ae426082".replace(" ", ""))


def statement(link: str = "https://tienda.example/estado/abc") -> EmailMessage:
    """A mail with everything: text, page, inline picture, attachment."""
    mail = EmailMessage()
    mail["From"] = "Ladera <cuentas@ladera.example>"
    mail["To"] = "pagos@compania.example"
    mail["Subject"] = "Tu saldo en Ladera: $ 1.937.500 · ñandú"
    mail["Date"] = "Wed, 25 Nov 2026 10:05:00 -0500"
    mail["Message-ID"] = "<statement-1@ladera.example>"
    mail["X-Store-Mail-Kind"] = "statement"
    mail.set_content("Tu saldo: $ 1.937.500")
    mail.add_alternative(
        f'<html><head><title>x</title></head><body><img alt="QR" src="cid:qr@ladera">'
        f'<a href="{link}">Paga con Nequi</a></body></html>', subtype="html")
    page = mail.get_body(preferencelist=("html",))
    assert page is not None
    page.add_related(PIXEL, "image", "png", cid="<qr@ladera>")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="estado.pdf")
    return mail


def send(mailbox: RunningMailbox, *mails: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.smtp_port, timeout=30) as connection:
        for mail in mails:
            connection.send_message(mail)


def rows(mailbox: RunningMailbox) -> list[dict[str, str]]:
    found: list[dict[str, str]] = requests.get(f"{mailbox.url}/messages.json", timeout=30).json()
    return found


def test_a_mail_is_listed_with_what_machines_ask_for(mailbox: RunningMailbox) -> None:
    send(mailbox, statement())
    (row,) = rows(mailbox)
    url, name = row.pop("url"), row.pop("id")
    assert url == f"{mailbox.url}/messages/{name}"
    assert row == {
        "from": "Ladera <cuentas@ladera.example>", "to": "pagos@compania.example",
        "subject": "Tu saldo en Ladera: $ 1.937.500 · ñandú", "kind": "statement",
        "message_id": "<statement-1@ladera.example>", "date": "2026-11-25T10:05:00-05:00"}


def test_one_mail_as_json_has_text_html_and_attachments(mailbox: RunningMailbox) -> None:
    send(mailbox, statement())
    mail = requests.get(rows(mailbox)[0]["url"] + ".json", timeout=30).json()
    assert mail["text"].strip() == "Tu saldo: $ 1.937.500"
    assert "https://tienda.example/estado/abc" in mail["html"]
    (file,) = mail["attachments"]
    assert (file["name"], file["size"]) == ("estado.pdf", 4)
    assert requests.get(file["url"], timeout=30).content == b"%PDF"


def test_the_newest_mail_stands_first_and_survives_a_restart(mailbox: RunningMailbox) -> None:
    old, new = statement(), statement()
    new.replace_header("Subject", "Después")
    send(mailbox, old, new)
    assert [row["subject"] for row in rows(mailbox)] == ["Después", old["Subject"]]
    with RunningMailbox(mailbox.box.folder) as again:
        assert [row["id"] for row in rows(again)] == [row["id"] for row in rows(mailbox)]


@pytest.mark.parametrize("name", ["nothing", "20261125100500000000-abcdef", "..%2f..%2fsecret"])
def test_a_mail_that_is_not_there_says_so(mailbox: RunningMailbox, name: str) -> None:
    answer = requests.get(f"{mailbox.url}/messages/{name}", timeout=30)
    assert answer.status_code == 404


def test_emptying_asks_for_a_form_of_this_page(mailbox: RunningMailbox) -> None:
    send(mailbox, statement())
    foreign = {"Origin": "https://elsewhere.example"}
    assert requests.post(f"{mailbox.url}/empty", headers=foreign, timeout=30).status_code == 403
    assert len(rows(mailbox)) == 1
    requests.delete(f"{mailbox.url}/messages.json", timeout=30).raise_for_status()
    assert rows(mailbox) == []


def test_the_page_shows_a_mail_and_its_link_leaves_the_frame(
    mailbox: RunningMailbox, page: Page
) -> None:
    page.goto(mailbox.url)
    axe(page)
    send(mailbox, statement(f"{mailbox.url}/?q=pagado"))
    page.get_by_role("link", name="Tu saldo en Ladera").click()  # came without a reload
    axe(page)
    frame = page.frame_locator("iframe")
    expect(frame.get_by_alt_text("QR")).to_have_js_property("naturalWidth", 1)
    page.get_by_role("link", name="Texto").click()
    axe(page)
    page.get_by_role("link", name="Original").click()
    axe(page)
    page.get_by_role("link", name="Vista").click()
    page.wait_for_url("**?ver=vista")  # loaded with its picture, which moves the link
    frame.get_by_role("link", name="Paga con Nequi").click()
    page.wait_for_url("**/?q=pagado")
    page.goto(mailbox.url)
    page.get_by_role("button", name="Vaciar").click()
    page.get_by_text("Todavía no hay correos").wait_for()
    assert rows(mailbox) == []


def test_a_mail_runs_no_script_and_fetches_nothing(mailbox: RunningMailbox) -> None:
    send(mailbox, statement())
    shown = requests.get(rows(mailbox)[0]["url"] + "/html", timeout=30)
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "sandbox" in policy
