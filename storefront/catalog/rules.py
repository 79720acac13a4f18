"""What the editing of products decides, free of Flask and of the database."""

from __future__ import annotations

import re
from collections.abc import Container
from enum import StrEnum

from storefront.catalog.offers import fold

TILES = ("sand", "sage", "blush", "mist", "straw")
VAT = (19, 5, 0)
MOST_PHOTOS = 8
MOST_VARIANTS = 20
MOST_PIECES = 1_000_000
LONGEST_SLUG = 60


class StockKind(StrEnum):
    """How pieces come and go without an order."""

    IN = "in"
    OUT = "out"
    COUNT = "count"


def slug_of(name: str, taken: Container[str]) -> str:
    """``Taza de barro`` → ``taza-de-barro``, with ``-2`` … where another has it already."""
    plain = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:LONGEST_SLUG].strip("-")
    return _free(plain or "producto", taken)


def sku_of(slug: str, taken: Container[str]) -> str:
    """A reference for a variant that was given none: ``TAZA-DE-BARRO``, then ``…-2``."""
    return _free(slug.upper()[:30].strip("-"), taken)


def _free(stem: str, taken: Container[str]) -> str:
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def pieces(kind: StockKind, typed: int, available: int) -> int:
    """By how many pieces the stock changes; a count says what can be bought now."""
    if kind is StockKind.COUNT:
        return typed - available
    return typed if kind is StockKind.IN else -typed
