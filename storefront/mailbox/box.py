"""A folder of mails, one ``.eml`` file each, byte for byte as they arrived."""
from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

NAME = re.compile(r"[0-9]{20}-[0-9a-f]{6}")  # arrival in UTC to the microsecond, then chance


@dataclass(frozen=True)
class Mail:
    """What a list shows of one mail; ``date`` is the sender's, aware, else the arrival."""

    id: str
    sender: str
    to: str
    subject: str
    kind: str
    message_id: str
    date: datetime


class Box:
    """The folder; several processes may read it while one writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[str, Mail] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes) -> str:
        """Store one mail and give its id; a reader never meets half of it."""
        name = f"{datetime.now(UTC):%Y%m%d%H%M%S%f}-{secrets.token_hex(3)}"
        fresh = self.folder / f"{name}.part"
        fresh.write_bytes(content)
        fresh.rename(self.folder / f"{name}.eml")
        return name

    def newest(self, words: str = "", most: int = 200) -> list[Mail]:
        """The newest mails first; with ``words``, those whose subject or address holds them."""
        found: list[Mail] = []
        for name in self._names():
            mail = self._mail(name)
            if mail and words.casefold() in f"{mail.subject} {mail.to} {mail.sender}".casefold():
                found.append(mail)
            if len(found) == most:
                break
        return found

    def mail(self, name: str) -> Mail:
        """One mail's head; raises LookupError where there is none of that id."""
        self.content(name)
        mail = self._mail(name)
        if mail is None:
            raise LookupError(name)
        return mail

    def content(self, name: str) -> bytes:
        """The mail as it arrived; raises LookupError where there is none of that id."""
        if not NAME.fullmatch(name):
            raise LookupError(name)
        try:
            return (self.folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            raise LookupError(name) from None

    def parsed(self, name: str) -> EmailMessage:
        """The mail as a message; raises LookupError where there is none of that id."""
        return parse(self.content(name))

    def empty(self) -> None:
        """Throw every mail away."""
        for name in self._names():
            (self.folder / f"{name}.eml").unlink(missing_ok=True)
        self._seen.clear()

    def _names(self) -> Iterator[str]:
        stems = (path.stem for path in self.folder.glob("*.eml"))
        return iter(sorted(filter(NAME.fullmatch, stems), reverse=True))

    def _mail(self, name: str) -> Mail | None:
        """Read once per mail, since a list is asked for every other second."""
        if name not in self._seen:
            try:
                self._seen[name] = _head(name, self.parsed(name))
            except LookupError:
                return None  # emptied by another process meanwhile
        return self._seen[name]


def parse(content: bytes) -> EmailMessage:
    """Bytes to a message of the modern kind."""
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(content)


def _head(name: str, message: EmailMessage) -> Mail:
    return Mail(
        id=name,
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")) or "(sin asunto)",
        kind=str(message.get("X-Store-Mail-Kind", "")),
        message_id=str(message.get("Message-ID", "")),
        date=_date(str(message.get("Date", "")), name),
    )


def _date(written: str, name: str) -> datetime:
    try:
        date = parsedate_to_datetime(written)
    except ValueError:
        date = datetime.strptime(name[:20], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)
