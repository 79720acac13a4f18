"""Centavos: what the store's billing keeps. Only ``payables.py`` hands pesos to the plugin."""

from __future__ import annotations

from typing import NewType

from nequi_plugin import NBSP, Pesos, format_pesos

Cents = NewType("Cents", int)
"""Hundredths of a Colombian peso."""

ZERO = Cents(0)


def format_cents(value: int) -> str:
    """``2500000`` as ``$ 25.000``; ``2500050`` as ``$ 25.000,50``."""
    whole, rest = divmod(abs(value), 100)
    sign = "-" if value < 0 else ""
    tail = f",{rest:02d}" if rest else ""
    return f"{sign}{format_pesos(whole)}{tail}"


def floor_pesos(value: Cents) -> Pesos:
    """Whole pesos of one debt, rounded down (money.md, *Units*); never negative."""
    return Pesos(max(0, value) // 100)


def cents(pesos: Pesos | int) -> Cents:
    """Whole pesos as centavos."""
    return Cents(pesos * 100)


def parse_pesos(text: str) -> Pesos | None:
    """Pesos as a person types them (``$ 25.000``, ``25000``, ``25.000,00``) or None."""
    plain = text.replace("$", "").replace(NBSP, "").replace(" ", "").removesuffix(",00")
    digits = plain.replace(".", "")
    sane = digits.isascii() and digits.isdigit() and len(digits) <= 15
    return Pesos(int(digits)) if sane else None
