"""An invoice as its issuer made it, what it is now from its debt, and values as people type
them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storefront.money import Cents, cents

LONGEST = 15
"""Points included: what fits into any database, and no invoice comes near."""

_VALUE = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")


@dataclass(frozen=True)
class InvoiceData:
    """An electronic invoice as its issuer made it; amounts in centavos.

    ``base`` (without IVA) and ``vat`` are empty where they are not known.
    """

    customer_id: int
    number: str
    cufe: str
    issued_on: date
    due_on: date
    total: Cents
    note: str = ""
    base: Cents | None = None
    vat: Cents | None = None


class InvoiceState(StrEnum):
    """``receipt_due``: paid with Nequi, its recibo de caja is still missing. ``lowered`` and
    ``annulled``: notas crédito took a part, or all of it, and nobody paid anything.
    """

    OPEN = "open"
    PARTIAL = "partial"
    OVERDUE = "overdue"
    RECEIPT_DUE = "receipt_due"
    PAID = "paid"
    LOWERED = "lowered"
    ANNULLED = "annulled"


def state_of(
    *, total: Cents, balance: Cents, payable: Cents, noted: Cents, due_on: date, today: date
) -> InvoiceState:
    """The state from figures alone; due on day D means overdue from D + 1.

    ``noted`` is what notas crédito took off. What they leave below one peso is closed with them,
    so less than a peso beside them is nobody's payment.
    """
    unpaid = noted > 0 and total - payable - noted < cents(1)
    if balance <= 0:
        return InvoiceState.ANNULLED if unpaid else InvoiceState.PAID
    if payable <= 0:
        return InvoiceState.RECEIPT_DUE
    if due_on < today:
        return InvoiceState.OVERDUE
    if unpaid:
        return InvoiceState.LOWERED
    return InvoiceState.PARTIAL if payable < total else InvoiceState.OPEN


def parse_cents(text: str) -> Cents | None:
    """``$ 1.240.000,50`` as centavos, or None; points group, a comma starts the centavos."""
    plain = re.sub(r"[\s$\u00a0]", "", text)
    match = _VALUE.fullmatch(plain)
    if match is None or len(match.group(1)) > LONGEST:
        return None
    whole, rest = match.group(1).replace(".", ""), (match.group(2) or "0").ljust(2, "0")
    return Cents(int(whole) * 100 + int(rest))


def is_number(text: str) -> bool:
    """Prefix and consecutive of an electronic invoice, as issued: ``FE-1038``."""
    return bool(re.fullmatch(r"[A-Z0-9]{0,4}-?\d{1,15}", text))


def is_cufe(text: str) -> bool:
    """A SHA-384 in hexadecimal (DIAN, anexo técnico)."""
    return bool(re.fullmatch(r"[0-9a-f]{96}", text))


def spellings(number: str) -> tuple[str, ...]:
    """The number as given, and with or without the hyphen that programs disagree about:
    ``FE-1038`` is ``FE1038``."""
    if "-" in number:
        return number, number.replace("-", "")
    head = number.rstrip("0123456789")
    return (number, f"{head}-{number[len(head):]}") if head else (number,)
