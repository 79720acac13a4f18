"""Identification documents of Colombia: types, clean numbers, check digit. Pure."""

from __future__ import annotations

import re

from stdnum.co import nit

ID_TYPES: dict[str, str] = {
    "NIT": "NIT",
    "CC": "Cédula de ciudadanía",
    "CE": "Cédula de extranjería",
    "PPT": "Permiso por protección temporal",
    "PEP": "Permiso especial de permanencia",
    "PP": "Pasaporte",
    "TI": "Tarjeta de identidad",
    "RC": "Registro civil",
    "TE": "Tarjeta de extranjería",
    "DIE": "Documento de identificación extranjero",
    "FOREIGN_NIT": "NIT de otro país",
    "NUIP": "NUIP",
}
"""The DIAN's identification types, the most used first."""

WITH_LETTERS = frozenset({"PP", "DIE", "FOREIGN_NIT"})
_SEPARATORS = re.compile(r"[\s.,\-]")


def clean_number(id_type: str, text: str) -> str | None:
    """The number without points or spaces, or None when it cannot be one of that type."""
    plain = _SEPARATORS.sub("", text).upper()
    if id_type in WITH_LETTERS:
        return plain if re.fullmatch(r"[0-9A-Z]{3,20}", plain) else None
    digits = plain.lstrip("0")
    longest = 13 if id_type == "NIT" else 11
    return digits if len(digits) <= longest and re.fullmatch("[0-9]{3,}", digits) else None


def check_digit(number: str) -> str:
    """The DV of a NIT's digits (DIAN, Orden Administrativa 4 de 1989)."""
    return str(nit.calc_check_digit(number))


def show_document(id_type: str, number: str, dv: str) -> str:
    """``NIT 900.123.456-8``, ``CC 1.020.304.050``, ``PP AB12345``."""
    label = "NIT" if id_type == "FOREIGN_NIT" else id_type
    shown = f"{int(number):,}".replace(",", ".") if number.isdigit() else number
    return f"{label} {shown}-{dv}" if dv else f"{label} {shown}"
