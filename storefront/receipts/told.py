"""What an approved payment's page says of its comprobante: whom it went to, how to check it."""

from __future__ import annotations

from typing import Any

from nequi_plugin import Payment, State
from storefront.receipts.mail import recipients
from storefront.receipts.proof import place_of
from storefront.receipts.verify import code_of


def told(payment: Payment | None) -> dict[str, Any]:
    """Addresses masked: whoever holds the link sees them. Empty before the money is booked."""
    if payment is None or payment.state is not State.APPROVED or payment.applied is False:
        return {}
    code = code_of(payment.message_id)
    return {
        "mailed_to": [masked(address) for address in recipients(payment)],
        "proof_code": code,
        "proof_place": place_of(code)[0],
    }


def masked(address: str) -> str:
    """``pagos@compania.example`` as ``pa•••@compania.example``."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:2] if len(name) > 3 else name[:1]}•••@{domain}"
