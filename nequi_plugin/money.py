"""Whole Colombian pesos: the only unit that the plugin and the gateway speak."""

from __future__ import annotations

import re
from typing import NewType

Pesos = NewType("Pesos", int)
"""Whole pesos. A store that keeps centavos converts before it meets the plugin."""

NBSP = "\u00a0"
_PHONE = re.compile(r"3\d{9}")
_SEPARATORS = re.compile(r"[\s.\-()]")


def pesos(value: int) -> Pesos:
    """Check that ``value`` is an int of at least one peso; raises ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"pesos are int, not {type(value).__name__}")
    if value < 1:
        raise ValueError(f"a payment is at least one peso, not {value}")
    return Pesos(value)


def format_pesos(value: int) -> str:
    """``25000`` as people write it in Colombia: ``$ 25.000``, with a no-break space."""
    sign = "-" if value < 0 else ""
    return f"{sign}${NBSP}{abs(value):,}".replace(",", ".")


def clean_phone(text: str) -> str | None:
    """The ten digits of a Colombian mobile, or None; forgives +57, spaces, dots, hyphens."""
    digits = _SEPARATORS.sub("", text)
    if digits.startswith("+57"):
        digits = digits[3:]
    elif digits.startswith("57") and len(digits) == 12:
        digits = digits[2:]
    return digits if _PHONE.fullmatch(digits) else None


def mask_phone(phone: str) -> str:
    """``3001234542`` as public pages show it: ``300 ••• ••42``."""
    return f"{phone[:3]} ••• ••{phone[-2:]}" if len(phone) == 10 else "•••"


def show_phone(phone: str) -> str:
    """``3001234567`` as ``300 123 4567``."""
    return f"{phone[:3]} {phone[3:6]} {phone[6:]}" if len(phone) == 10 else phone
