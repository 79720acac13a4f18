"""Rows of a file of customers: each becomes a draft, and a verdict beside who is here. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nequi_plugin import clean_phone
from storefront.company.ids import (
    ID_TYPES,
    IdType,
    check_digit,
    normal_number,
    number_error,
    show_id,
)
from storefront.customers.rates import parse_rate, show_rate
from storefront.customers.rules import (
    LONGEST_NAME,
    MOST_DAYS,
    USUAL_DAYS,
    CustomerData,
    is_address,
)
from storefront.imports import values
from storefront.imports.columns import Row
from storefront.imports.customer_columns import COLUMNS
from storefront.imports.problems import BadCell
from storefront.imports.verdicts import CellReader, Difference, Draft, Outcome, Verdict, wrong
from storefront.namekeys import name_key

TITLES = {column.key: column.title for column in COLUMNS}
Document = tuple[str, str]
"""Type and normalised number."""

_WITH_DIGIT = re.compile(r"([\d\s.,]+)-\s*(\d)")
_OTHER_NAMES = {
    "nit": IdType.NIT, "numerodeidentificaciontributaria": IdType.NIT, "cedula": IdType.CC,
    "tarjetadeextranjeria": IdType.TE, "nitextranjero": IdType.FOREIGN_NIT,
    "permisoporprotecciontemporal": IdType.PPT,
}  # fmt: skip
_TYPES: dict[str, IdType] = {
    **_OTHER_NAMES,
    **{name_key(word): kind for kind, (name, code) in ID_TYPES.items()
       for word in (kind.value, name, code)},
}  # fmt: skip


@dataclass(frozen=True)
class Here:
    """A customer that is here already."""

    id: int
    data: CustomerData


def drafts(rows: Iterable[Row]) -> list[Draft[CustomerData]]:
    """Every row by its own cells; a document that stands twice in the file is wrong the
    second time."""
    made: list[Draft[CustomerData]] = []
    first: dict[Document, int] = {}
    for row in rows:
        cells = CellReader(row, TITLES)
        data = _data(cells)
        if data is not None and data.id_number:
            line = first.setdefault((data.id_type, data.id_number), row.line)
            if line != row.line:
                cells.add("id_number", "Está repetido: es el mismo de la fila %(line)s.",
                          line=str(line))  # fmt: skip
        said = frozenset(key for key, cell in row.cells.items() if cell.strip())
        title = " ".join(row.cell("name").split())[:80]
        kept = None if cells.problems else data
        made.append(Draft(row.line, title, kept, tuple(cells.problems), said))
    return made


def verdict(
    draft: Draft[CustomerData], here: Mapping[Document, Here]
) -> Verdict[CustomerData]:
    """What would happen to it; what is here is never changed."""
    data = draft.data
    if data is None:
        return wrong(draft)
    known = here.get((data.id_type, data.id_number))
    differences = tuple(_differences(draft.said, data, known.data)) if known else ()
    outcome = Outcome.NEW if known is None else Outcome.OTHER if differences else Outcome.SAME
    detail = (show_id(data.id_type, data.id_number, data.dv), data.email)
    return Verdict(
        draft.line, data.name, outcome, tuple(filter(None, detail)), differences=differences,
        row_id=known.id if known else None, data=data,
    )  # fmt: skip


def id_type(cell: str) -> IdType:
    """By our key, its name or DIAN's code. Raises BadCell."""
    plain = values.unwrapped(cell)
    found = _TYPES.get(name_key(plain))
    if found is None:
        raise BadCell("No conocemos el tipo «%(value)s». Escribe NIT, CC, CE u otro de la lista.",
                      value=" ".join(plain.split())[:40])  # fmt: skip
    return found


def split_digit(number: str) -> tuple[str, str]:
    """``900.123.456-8`` as number and check digit; others have none."""
    match = _WITH_DIGIT.fullmatch(number)
    return (match.group(1), match.group(2)) if match else (number, "")


def _data(cells: CellReader) -> CustomerData | None:
    cells.spare()
    name = cells.read("name", _name)
    kind = cells.read("id_type", id_type)
    number, dv = _document(cells, kind) if kind else ("", "")
    email = cells.optional("email", _email, "")
    phone = cells.optional("phone", _phone, "")
    days = cells.optional("credit_days", _days, USUAL_DAYS)
    retains = cells.read("retains", values.yes_or_no)
    rates = [cells.optional(key, _rate, 0) for key in ("income_rate", "vat_rate", "city_rate")]
    if name is None or kind is None:
        return None
    return CustomerData(name, kind.value, number, dv, email, phone, days, retains, *rates)


def _document(cells: CellReader, kind: IdType) -> tuple[str, str]:
    typed = cells.read("id_number", values.number_text)
    if typed is None:
        return "", ""
    dv = values.unwrapped(cells.row.cell("dv"))
    if kind is IdType.NIT:
        typed, behind = split_digit(typed)
        dv = dv or behind
    number = normal_number(kind, typed)
    error = number_error(kind, number)
    if error:
        cells.add("id_number", error)
        return "", ""
    if kind is not IdType.NIT:
        return number, ""
    right = check_digit(number)
    if dv != right:
        cells.add("dv", "El DV de ese NIT es %(right)s.", right=right)
    return number, right


def _name(cell: str) -> str:
    name = values.text(cell, LONGEST_NAME)
    if not name:
        raise BadCell("Escribe el nombre.")
    return name


def _email(cell: str) -> str:
    address = values.text(cell, 254)
    if not is_address(address):
        raise BadCell("Escribe un correo completo, como pagos@compania.example.")
    return address


def _phone(cell: str) -> str:
    phone = clean_phone(values.number_text(cell))
    if phone is None:
        raise BadCell("Escribe un celular de 10 dígitos que empiece por 3.")
    return phone


def _days(cell: str) -> int:
    days = values.unwrapped(cell)
    if not (days.isascii() and days.isdigit() and len(days) <= 9 and int(days) <= MOST_DAYS):
        raise BadCell("Escribe entre 0 y 365 días.")
    return int(days)


def _rate(cell: str) -> int:
    rate = parse_rate(values.unwrapped(cell))
    if rate is None:
        raise BadCell("Escribe una tarifa entre 0 y 100, como 2,5.")
    return rate


def _differences(
    said: frozenset[str], there: CustomerData, here: CustomerData
) -> Iterable[Difference]:
    """Of what the file says; an empty cell asks for nothing."""
    for column in COLUMNS:
        if column.key in said and column.key not in ("id_type", "id_number", "dv"):
            old, new = shown(here, column.key), shown(there, column.key)
            if old.casefold() != new.casefold():
                yield Difference(column.title, old, new)


def shown(data: CustomerData, key: str) -> str:
    """A value of a customer as the file's column writes it."""
    value = getattr(data, key)
    if key in ("income_rate", "vat_rate", "city_rate"):
        return show_rate(value)
    if key == "retains":
        return {None: "", True: "Sí", False: "No"}[value]
    return str(value)
