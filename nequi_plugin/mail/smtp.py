"""Mail over SMTP with a verified certificate and a timeout; Flask-Mail has neither by itself."""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from types import TracebackType
from typing import cast

from flask import Flask
from flask_mail import Connection, Mail, Message

from nequi_plugin.payable import Attachment

log = logging.getLogger("nequi")
TIMEOUT_SECONDS = 15
KIND_HEADER = "X-Store-Mail-Kind"
_KIND = re.compile(r"[a-z0-9-]{1,40}")


@dataclass(frozen=True)
class Rendered:
    """One mail before it has a recipient; ``subject`` is a single line."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Addressed:
    """A recipient, and the Message-ID (``<…@…>``) that this mail keeps at every try."""

    recipient: str
    message_id: str


class FoldedMessage(Message):
    """Text in quoted-printable: HTML lines may be long, SMTP's may not (RFC 5321 4.5.3.1.6).

    ``pictures`` stand beside the HTML that shows them (RFC 2387), not among the files.
    """

    pictures: Sequence[Attachment] = ()

    def _message(self) -> MIMEBase:
        whole: MIMEBase = super()._message()
        if self.pictures:
            (alternative, *_files) = cast(list[MIMEBase], whole.get_payload())
            *plain, html = cast(list[MIMEBase], alternative.get_payload())
            related = MIMEMultipart("related", None, [html, *map(_picture, self.pictures)])
            alternative.set_payload([*plain, related])
        return whole

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        folded = Charset("utf-8")
        folded.body_encoding = QP
        part = MIMEText("", _subtype=subtype, _charset="utf-8")
        del part["Content-Transfer-Encoding"]
        part.set_payload(text or "", folded)
        return part


class SafeConnection(Connection):
    """Flask-Mail's connection, but it checks whom it speaks to and does not wait for ever."""

    def configure_host(self) -> smtplib.SMTP:
        mail = self.mail
        host: smtplib.SMTP
        if mail.use_ssl:
            host = smtplib.SMTP_SSL(
                mail.server, mail.port, timeout=TIMEOUT_SECONDS, context=_context()
            )
        else:
            host = smtplib.SMTP(mail.server, mail.port, timeout=TIMEOUT_SECONDS)
        host.set_debuglevel(int(mail.debug))
        if mail.use_tls and not mail.use_ssl:
            host.starttls(context=_context())
        if mail.username and mail.password:
            host.login(mail.username, mail.password)
        return host

    def __exit__(
        self, exc_type: type[BaseException], exc_value: BaseException, tb: TracebackType
    ) -> None:
        """A farewell that fails is no reason to send a delivered mail again."""
        try:
            super().__exit__(exc_type, exc_value, tb)
        except (smtplib.SMTPException, OSError) as late:
            log.info("the mail server did not say goodbye: %s", late)


def _picture(one: Attachment) -> MIMEImage:
    part = MIMEImage(one.content, one.content_type.partition("/")[2])
    part["Content-ID"] = f"<{one.shown_as}>"
    part.add_header("Content-Disposition", "inline", filename=one.filename)
    return part


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def connect(app: Flask) -> SafeConnection:
    """A connection as ``MAIL_*`` says, to be used in a ``with``; Flask-Mail is set up if absent."""
    if "mail" not in app.extensions:
        Mail().init_app(app)
    return SafeConnection(app.extensions["mail"])


def send(
    app: Flask,
    kind: str,
    mail: Rendered,
    to: Sequence[Addressed],
    attachments: Sequence[Attachment] = (),
) -> None:
    """One mail per recipient down one connection; only outside transactions.

    Raises smtplib.SMTPException or OSError. An address that is refused for good does not stop
    the others; when every one is refused, that error is raised.
    """
    if not _KIND.fullmatch(kind):
        raise ValueError(f"{kind!r} is no mail kind")
    refused: list[smtplib.SMTPRecipientsRefused] = []
    with connect(app) as connection:
        for one in to:
            try:
                connection.send(_message(kind, mail, one, attachments))
            except smtplib.SMTPRecipientsRefused as error:
                if not _for_good(error):
                    raise
                log.warning("a recipient of mail %s was refused: %s", kind, one.message_id)
                refused.append(error)
    if refused and len(refused) == len(to):
        raise refused[-1]


def _message(
    kind: str, mail: Rendered, one: Addressed, attachments: Sequence[Attachment]
) -> Message:
    message = FoldedMessage(
        subject=mail.subject,
        recipients=[one.recipient],
        body=mail.text,
        html=mail.html,
        extra_headers={KIND_HEADER: kind, "Auto-Submitted": "auto-generated"},
    )
    message.msgId = one.message_id  # the only door that Flask-Mail has for it
    message.pictures = [file for file in attachments if file.shown_as]
    for file in attachments:
        if not file.shown_as:
            name = " ".join(file.filename.split())
            message.attach(name, file.content_type, file.content)
    return message


def _for_good(error: smtplib.SMTPRecipientsRefused) -> bool:
    return all(500 <= code < 600 for code, _ in error.recipients.values())
