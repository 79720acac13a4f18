"""A mail's bytes (RFC 5322, 2045, 2387), put together by hand.

The e-mail package takes two milliseconds for each mail, most of them for reading anew the
headers that it was just given. Files, which few mails carry, are its work still.
"""

from __future__ import annotations

import secrets
from binascii import b2a_qp
from collections.abc import Mapping, Sequence
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.policy import SMTP

EOL = "\r\n"


def head(fields: Mapping[str, str]) -> bytes:
    """The lines of a head; raises ValueError for what is no ASCII or would begin another field."""
    lines: list[str] = []
    for name, value in fields.items():
        first, *folded = value.splitlines() or [""]
        if not all(line[:1] in (" ", "\t") for line in folded):
            raise ValueError(f"the mail's {name} has a line break in it")
        lines += [f"{name}: {first}", *folded]
    return EOL.join([*lines, ""]).encode("ascii")


def text(subtype: str, words: str) -> bytes:
    """A part in quoted-printable: HTML lines may be long, SMTP's may not (RFC 5321 4.5.3.1.6)."""
    kind = {"Content-Type": f'text/{subtype}; charset="utf-8"',
            "Content-Transfer-Encoding": "quoted-printable"}  # fmt: skip
    # It ends with a break, for the encoder breaks its lines as the first of the text is broken.
    lines = [*words.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"), ""]
    return head(kind) + EOL.encode() + b2a_qp(EOL.join(lines).encode(), istext=True)


def multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """Parts between fences that no encoded part can hold: there ``=`` is never before ``_``."""
    fence = f"=_{secrets.token_hex(16)}"
    kind = head({"Content-Type": f'multipart/{subtype}; boundary="{fence}"'})
    before, last = f"--{fence}{EOL}".encode(), f"--{fence}--{EOL}".encode()
    return b"".join((kind, EOL.encode(), *(before + one + EOL.encode() for one in parts), last))


def file(content_type: str, content: bytes, disposition: str, name: str, cid: str = "") -> bytes:
    """A file, or with a ``cid`` a picture that the HTML beside it shows."""
    part = MIMEBase(*content_type.split("/", 1), policy=SMTP)
    part.set_payload(content)
    encode_base64(part)
    if cid:
        part["Content-ID"] = f"<{cid}>"
    part.add_header(
        "Content-Disposition", disposition, filename=name if name.isascii() else ("UTF8", "", name)
    )
    return part.as_bytes()
