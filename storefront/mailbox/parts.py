"""What is inside one mail: its text, its page, its pictures and attachments."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
CID = re.compile(r"cid:([^\"'\s)>]+)", re.IGNORECASE)
TOP = '<base target="_top">'  # a button in the mail opens the shop, not a shop in a frame


@dataclass(frozen=True)
class Part:
    """One file within a mail; ``number`` is its place among all parts."""

    number: int
    name: str
    type: str
    size: int


def text_of(message: EmailMessage) -> str:
    """The plain text, or nothing."""
    return _body(message, "plain")


def html_of(message: EmailMessage) -> str:
    """The HTML as it was sent, or nothing."""
    return _body(message, "html")


def shown_html(message: EmailMessage, address: Callable[[int], str]) -> str:
    """The HTML for a frame: pictures by their address here, links to the whole window."""
    places = {_cid(part): number for number, part in enumerate(message.walk()) if _cid(part)}

    def replaced(match: re.Match[str]) -> str:
        number = places.get(match.group(1))
        return match.group(0) if number is None else address(number)

    html = CID.sub(replaced, html_of(message))
    return HEAD.sub(lambda head: head.group(0) + TOP, html, count=1) if HEAD.search(html) \
        else TOP + html


def attachments(message: EmailMessage) -> list[Part]:
    """The files a reader may save."""
    return [Part(number, part.get_filename() or f"parte-{number}", part.get_content_type(),
                 len(content_of(message, number)[0]))
            for number, part in enumerate(message.walk())
            if part.get_content_disposition() == "attachment"]


def content_of(message: EmailMessage, number: int) -> tuple[bytes, str]:
    """Bytes and type of the part at ``number``; raises LookupError where there is none."""
    for place, part in enumerate(message.walk()):
        if place == number and not part.is_multipart():
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b"", part.get_content_type()
    raise LookupError(number)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _cid(part: object) -> str:
    return str(part.get("Content-ID", "")).strip("<> ") if isinstance(part, EmailMessage) else ""
