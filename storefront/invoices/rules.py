"""What an invoice is now, from its debt; and values as people type them. Pure."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from storefront.money import Cents

LONGEST = 15
"""Points included: what fits into any database, and no invoice comes near."""

_VALUE = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")


class InvoiceState(StrEnum):
    """``receipt_due``: paid with Nequi, its recibo de caja is still missing."""

    OPEN = "open"
    PARTIAL = "partial"
    OVERDUE = "overdue"
    RECEIPT_DUE = "receipt_due"
    PAID = "paid"


def state_of(
    *, total: Cents, balance: Cents, payable: Cents, due_on: date, today: date
) -> InvoiceState:
    """The state from figures alone; due on day D means overdue from D + 1."""
    if balance <= 0:
        return InvoiceState.PAID
    if payable <= 0:
        return InvoiceState.RECEIPT_DUE
    if due_on < today:
        return InvoiceState.OVERDUE
    return InvoiceState.PARTIAL if payable < total else InvoiceState.OPEN


def parse_cents(text: str) -> Cents | None:
    """``$ 1.240.000,50`` as centavos, or None; points group, a comma starts the centavos."""
    plain = re.sub(r"[\s$\u00a0]", "", text)
    match = _VALUE.fullmatch(plain)
    if match is None or len(match.group(1)) > LONGEST:
        return None
    whole, rest = match.group(1).replace(".", ""), (match.group(2) or "0").ljust(2, "0")
    return Cents(int(whole) * 100 + int(rest))
