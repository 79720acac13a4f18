"""How the demo's files describe one product for sale."""

from __future__ import annotations

from dataclasses import dataclass

VAT = 19
COFFEE_VAT = 5
"""Roasted coffee pays the reduced rate (Estatuto Tributario, art. 468-1)."""


@dataclass(frozen=True)
class Piece:
    """What the drawings' list does not tell; ``variants`` are (SKU, label, pesos, stock)."""

    category: str
    maker: str
    description: str
    variants: tuple[tuple[str, str, int, int], ...]
    vat_percent: int = VAT
