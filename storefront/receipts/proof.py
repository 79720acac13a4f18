"""Where anybody checks a paper about a payment: its page, and the code to type there."""

from __future__ import annotations

from urllib.parse import urlsplit

from storefront.extensions import nequi
from storefront.pdf.blocks import Proof
from storefront.receipts.verify import code_of


def proof_of(message_id: str, title: str) -> Proof:
    """The verification of one payment; ``title`` is what the paper calls it."""
    code = code_of(message_id)
    return Proof(title, place_of(code)[0], code, place_of(code)[1])


def place_of(code: str) -> tuple[str, str]:
    """Where to type a code, as people read it, and the address that opens it at once."""
    url = nequi.url_for("receipts.show", code=code)
    return urlsplit(url).netloc + urlsplit(url).path.removesuffix(f"/{code}"), url
