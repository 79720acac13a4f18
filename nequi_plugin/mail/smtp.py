"""Mail over SMTP with a verified certificate and a timeout; Flask-Mail has neither by itself."""

from __future__ import annotations

import logging
import re
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from functools import cache
from types import TracebackType

from flask import Flask
from flask_mail import (
    Connection,
    Mail,
    Message,
    sanitize_address,
    sanitize_addresses,
    sanitize_subject,
)

from nequi_plugin.mail import mime
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


class QuickMessage(Message):
    """Flask-Mail's message, written by hand (``mime``).

    ``pictures`` stand beside the HTML that shows them (RFC 2387), not among the files.
    """

    pictures: Sequence[Attachment] = ()

    def as_bytes(self) -> bytes:
        """What goes down the line; raises ValueError for a broken head."""
        html = mime.text("html", self.html or "")
        if self.pictures:
            html = mime.multipart("related", [html, *map(_picture, self.pictures)])
        both = mime.multipart("alternative", [mime.text("plain", self.body or ""), html])
        files = [
            mime.file(one.content_type, _bytes(one.data), one.disposition, one.filename or "")
            for one in self.attachments
        ]
        return self._head() + mime.multipart("mixed", [both, *files])

    def _head(self) -> bytes:
        fields = {
            "MIME-Version": "1.0",
            "Subject": sanitize_subject(self.subject),
            "From": sanitize_address(self.sender),
            "To": ", ".join(sanitize_addresses(self.recipients)),
            "Date": formatdate(self.date, localtime=True),
            "Message-ID": self.msgId,
        }
        return mime.head({**fields, **(self.extra_headers or {})})


class SafeConnection(Connection):
    """Flask-Mail's connection, but it checks whom it speaks to and does not wait for ever."""

    def configure_host(self) -> smtplib.SMTP:
        mail = self.mail
        host: smtplib.SMTP
        if mail.use_ssl:
            host = smtplib.SMTP_SSL(
                mail.server, mail.port, _own_name(), timeout=TIMEOUT_SECONDS, context=_context()
            )
        else:
            host = smtplib.SMTP(mail.server, mail.port, _own_name(), timeout=TIMEOUT_SECONDS)
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


def _picture(one: Attachment) -> bytes:
    return mime.file(one.content_type, one.content, "inline", one.filename, one.shown_as)


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


@cache
def _own_name() -> str:
    """For the greeting; smtplib would ask the network for it at every connection."""
    return socket.getfqdn()


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
    message = QuickMessage(
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
