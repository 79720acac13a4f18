"""Mails as their readers meet them: waited for, read, and their links followed."""
from __future__ import annotations

import html
import re
from dataclasses import dataclass
from email.message import EmailMessage

from storefront.mailbox import RunningMailbox, parts
from tests.support.waiting import wait_until

HREF = re.compile(r'href="([^"]+)"')


@dataclass(frozen=True)
class Letter:
    """One mail in the mailbox."""

    id: str
    message: EmailMessage

    @property
    def kind(self) -> str:
        return str(self.message["X-Store-Mail-Kind"])

    @property
    def text(self) -> str:
        """The plain part, with ordinary spaces."""
        return plain(parts.text_of(self.message))

    @property
    def page(self) -> str:
        """The HTML part's words without its tags."""
        source = parts.html_of(self.message)
        body = re.sub(r"<(style|title)\b.*?</\1>", " ", source, flags=re.DOTALL)
        return plain(html.unescape(re.sub(r"<[^>]+>", " ", body)))

    def link(self, part: str) -> str:
        """The address in its HTML that holds ``part``, which its text names, too."""
        found = [url for url in HREF.findall(parts.html_of(self.message)) if part in url]
        assert found, f"no link with {part!r} in {self.message['Subject']}"
        assert found[0] in parts.text_of(self.message), f"the text lacks {found[0]}"
        return str(found[0])


def letters(mailbox: RunningMailbox, kind: str) -> list[Letter]:
    """Every mail of a kind, newest first."""
    box = mailbox.box
    return [Letter(mail.id, box.parsed(mail.id)) for mail in box.newest() if mail.kind == kind]


def newest(mailbox: RunningMailbox, kind: str, holds: str = "", more_than: int = 0) -> Letter:
    """The newest mail of a kind whose text holds ``holds``, once there are ``more_than`` others."""

    def arrived() -> Letter | None:
        found = [one for one in letters(mailbox, kind) if holds in one.text]
        return found[0] if len(found) > more_than else None

    return wait_until(arrived)


def plain(text: str) -> str:
    """One space where there were many, or one that does not break."""
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()
