"""What people and programs write into cells: texts, days, amounts, yes and no. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from storefront.imports.problems import BadCell
from storefront.invoices.lines import MOST
from storefront.money import Cents
from storefront.namekeys import name_key

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[ap]\.? ?m\.?)?Z?", re.IGNORECASE)
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_GROUPS = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DECIMALS = re.compile(r"(.+)[.,](\d+)")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
YES, NO = ("si", "s", "yes", "1", "x", "verdadero"), ("no", "n", "0", "falso")


def text(cell: str, most: int) -> str:
    """One line of at most so many letters. Raises BadCell."""
    plain = " ".join(unwrapped(cell).split())
    if len(plain) > most:
        raise BadCell("Máximo %(most)s letras.", most=str(most))
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in plain):
        raise BadCell("Tiene signos que no se pueden leer. Escríbelo otra vez.")
    return plain


def unwrapped(cell: str) -> str:
    """The text in ``="900123456"``, with which some programs keep Excel from counting with it."""
    match = _AS_TEXT.fullmatch(cell.strip())
    return match.group(1).replace('""', '"') if match else cell.strip()


def number_text(cell: str) -> str:
    """A number that is a name (a document, an invoice). Raises BadCell for Excel's ``9E+08``."""
    plain = text(cell, 60)
    if _SCIENTIFIC.fullmatch(plain):
        raise BadCell("Excel cambió el número por %(value)s. Dale formato de texto a esa columna "
                      "y escríbelo completo.", value=plain)  # fmt: skip
    return plain


def day(cell: str) -> date:
    """``26/11/2026`` or ``2026-11-26``, with or without a clock behind it. Raises BadCell."""
    plain = _CLOCK.sub("", unwrapped(cell))
    first, last = _DAY_FIRST.fullmatch(plain), _YEAR_FIRST.fullmatch(plain)
    parts = last.groups() if last else first.groups()[::-1] if first else None
    try:
        if parts and plain.isascii():
            return date(*map(int, parts))
    except ValueError:
        pass
    raise BadCell("Escribe la fecha completa, como 26/11/2026 o 2026-11-26.")


def amount(cell: str, least: int) -> Cents:
    """Pesos of any dialect in centavos: ``1.240.000,50``, ``1,240,000.50``, ``1240000.5``.

    Three digits behind a lonely sign are thousands: no program writes tenths of centavos.
    Raises BadCell.
    """
    plain = re.sub(r"[\s$\u00a0]|COP", "", unwrapped(cell))
    found = _cents(plain) if plain.isascii() else None
    if found is None or found < least:
        raise BadCell("Escribe un valor en pesos, como 1.240.000,50.")
    if found > MOST:
        raise BadCell("El valor es demasiado grande.")
    return found


def _cents(plain: str) -> Cents | None:
    whole = _whole(plain)
    if whole is not None:
        return Cents(whole * 100)
    match = _DECIMALS.fullmatch(plain)
    if match is None:
        return None
    before, behind = match.groups()
    whole = _whole(before)
    if whole is None or plain[len(before)] in before or behind[2:].strip("0"):
        return None
    return Cents(whole * 100 + int(behind[:2].ljust(2, "0")))


def _whole(plain: str) -> int | None:
    if plain.isdigit():
        return int(plain[:20])
    grouped = _GROUPS.fullmatch(plain) and not plain.startswith("0")
    return int(re.sub(r"[.,]", "", plain)[:20]) if grouped else None


def yes_or_no(cell: str) -> bool | None:
    """``Sí``, ``no`` or nothing. Raises BadCell."""
    plain = name_key(unwrapped(cell))
    if plain and plain not in YES + NO:
        raise BadCell("Escribe Sí o No, o déjalo vacío.")
    return plain in YES if plain else None
