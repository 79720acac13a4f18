"""A bug that was found: inlined HTML has lines that SMTP servers refuse."""

from __future__ import annotations

from flask import Flask

from nequi_plugin.mail.smtp import Addressed, Rendered, send
from storefront.mailbox import RunningMailbox
from storefront.mailbox.parts import html_of


def test_long_lines_arrive_whole(mailbox: RunningMailbox) -> None:
    app = Flask("mails")
    app.config.update(
        MAIL_SERVER="127.0.0.1", MAIL_PORT=mailbox.smtp_port, MAIL_DEFAULT_SENDER="a@ladera.example"
    )
    html = "<p>" + "señal " * 2_000 + "</p>"
    with app.app_context():
        mail = Rendered("Un asunto", "línea " * 500, html)
        send(app, "receipt", mail, [Addressed("b@ladera.example", "<one@ladera.example>")])

    (arrived,) = mailbox.box.newest()
    message = mailbox.box.parsed(arrived.id)
    assert html_of(message).strip() == html
    assert max(map(len, mailbox.box.content(arrived.id).splitlines())) < 100
