"""Colombian identification: the closed list of types, numbers as stored, the NIT's digit."""

from __future__ import annotations

import re
from enum import StrEnum

from stdnum.co import nit


class IdType(StrEnum):
    """DIAN's identification types under the names that Nequi's commerce codes use."""

    NIT = "NIT"
    CC = "CC"
    CE = "CE"
    TI = "TI"
    RC = "RC"
    TE = "TE"
    PP = "PP"
    DIE = "DIE"
    PEP = "PEP"
    PPT = "PPT"
    FOREIGN_NIT = "FOREIGN_NIT"
    NUIP = "NUIP"


ID_TYPES: dict[IdType, tuple[str, str]] = {
    IdType.NIT: ("NIT", "31"),
    IdType.CC: ("Cédula de ciudadanía", "13"),
    IdType.CE: ("Cédula de extranjería", "22"),
    IdType.TI: ("Tarjeta de identidad", "12"),
    IdType.RC: ("Registro civil", "11"),
    IdType.TE: ("Tarjeta de extranjería", "21"),
    IdType.PP: ("Pasaporte", "41"),
    IdType.DIE: ("Documento de identificación extranjero", "42"),
    IdType.PEP: ("Permiso especial de permanencia", "47"),
    IdType.PPT: ("Permiso por protección temporal", "48"),
    IdType.FOREIGN_NIT: ("NIT de otro país", "50"),
    IdType.NUIP: ("NUIP", "91"),
}
"""Type → (name as people read it, DIAN code)."""

_WITH_LETTERS = {IdType.PP, IdType.DIE, IdType.FOREIGN_NIT}
_DIGITS = {
    IdType.NIT: (3, 13), IdType.CC: (3, 10), IdType.CE: (3, 10), IdType.TI: (8, 11),
    IdType.RC: (8, 11), IdType.TE: (3, 12), IdType.PEP: (8, 15), IdType.PPT: (3, 15),
    IdType.NUIP: (8, 11),
}  # fmt: skip
_SEPARATORS = re.compile(r"[\s.,\-]")


def normal_number(id_type: str, text: str) -> str:
    """The number as stored: no points, spaces or hyphens; digits lose leading zeros."""
    plain = _SEPARATORS.sub("", text).upper()
    return plain.lstrip("0") if id_type not in _WITH_LETTERS else plain


def number_error(id_type: str, number: str) -> str | None:
    """Why a normalised number cannot be of this type (a msgid), or None."""
    if not number:
        return "Escribe el número."
    if id_type in _WITH_LETTERS:
        ok = number.isascii() and number.isalnum() and 3 <= len(number) <= 20
        return None if ok else "Usa de 3 a 20 letras y números."
    low, high = _DIGITS[IdType(id_type)]
    if not (number.isascii() and number.isdigit()):
        return "Este tipo de documento solo lleva números."
    if not low <= len(number) <= high:
        return "Revisa el número: no tiene la cantidad de cifras de este tipo de documento."
    return None


def check_digit(number: str) -> str:
    """The NIT's verification digit (DIAN, Orden Administrativa 4 de 1989)."""
    return str(nit.calc_check_digit(number))


def show_number(id_type: str, number: str, dv: str = "") -> str:
    """``901.555.012-9``; documents with letters stand as they are."""
    if not number.isdigit():
        return number
    points = f"{int(number):,}".replace(",", ".")
    return f"{points}-{dv}" if dv and id_type == IdType.NIT else points


def show_id(id_type: str, number: str, dv: str = "") -> str:
    """``NIT 901.555.012-9``."""
    return f"{id_type} {show_number(id_type, number, dv)}".strip() if number else ""
