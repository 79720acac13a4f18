"""Rates of retentions as people type them: ``2,5`` is 2500 thousandths. Pure."""

from __future__ import annotations

import re

_RATE = re.compile(r"(\d{1,3})(?:[.,](\d{1,3}))?")
MOST = 100_000
"""A hundred: percent or per mille."""


def parse_rate(text: str) -> int | None:
    """``2,5``, ``2.5 %`` or ``9,66 ‰`` in thousandths, or None; nothing typed is 0."""
    plain = re.sub(r"[\s%‰\u00a0]", "", text)
    match = _RATE.fullmatch(plain or "0")
    if match is None:
        return None
    rate = int(match.group(1)) * 1000 + int((match.group(2) or "").ljust(3, "0"))
    return rate if rate <= MOST else None


def show_rate(rate: int) -> str:
    """2500 as ``2,5``."""
    whole, rest = divmod(rate, 1000)
    return f"{whole},{rest:03d}".rstrip("0").rstrip(",")
