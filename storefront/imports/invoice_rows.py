"""Rows of a file of electronic invoices: each becomes a draft by its own cells. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from storefront.company.ids import IdType, check_digit, normal_number
from storefront.imports import values
from storefront.imports.columns import Row
from storefront.imports.customer_rows import id_type, split_digit
from storefront.imports.invoice_columns import COLUMNS
from storefront.imports.problems import BadCell
from storefront.imports.verdicts import CellReader, Draft
from storefront.invoices.rules import is_cufe, is_number, spellings
from storefront.money import Cents

TITLES = {column.key: column.title for column in COLUMNS}
LEAST = 100
"""Centavos of a total: a debt is at least one peso."""


@dataclass(frozen=True)
class Owner:
    """Whose invoice it is: a document as typed; its check digit and type where they are told."""

    typed: str
    dv: str = ""
    id_type: IdType | None = None

    def numbers(self) -> tuple[str, ...]:
        """How the customer's row may keep it: digits lose leading zeros, letters do not."""
        kinds = (self.id_type,) if self.id_type else (IdType.CC, IdType.PP)
        return tuple(dict.fromkeys(normal_number(kind, self.typed) for kind in kinds))


@dataclass(frozen=True)
class InvoiceRow:
    """An electronic invoice as a file tells it; amounts in centavos, base and IVA both or none."""

    number: str
    cufe: str
    issued_on: date
    due_on: date
    owner: Owner
    total: Cents
    base: Cents | None
    vat: Cents | None
    note: str


def drafts(rows: Iterable[Row], today: date) -> list[Draft[InvoiceRow]]:
    """Every row by its own cells; a number or CUFE that stands twice is wrong the second time."""
    made: list[Draft[InvoiceRow]] = []
    first: dict[str, int] = {}
    for row in rows:
        cells = CellReader(row, TITLES)
        number = _number(cells)
        data = _data(cells, number, today)
        _repeated(cells, first, number, data.cufe if data else "")
        said = frozenset(key for key, cell in row.cells.items() if cell.strip())
        title = number or " ".join(row.cell("number").split())[:40]
        kept = None if cells.problems else data
        made.append(Draft(row.line, title, kept, tuple(cells.problems), said))
    return made


def _repeated(cells: CellReader, first: dict[str, int], number: str, cufe: str) -> None:
    for key, value in (("number", min(spellings(number)) if number else ""), ("cufe", cufe)):
        line = first.setdefault(value, cells.row.line) if value else cells.row.line
        if line != cells.row.line:
            cells.add(key, "Está repetido: es el mismo de la fila %(line)s.", line=str(line))


def _data(cells: CellReader, number: str, today: date) -> InvoiceRow | None:
    cells.spare()
    cufe = cells.optional("cufe", _cufe, "")
    issued = cells.read("issued_on", values.day)
    due = cells.read("due_on", values.day)
    owner = _owner(cells)
    total = cells.read("total", lambda cell: values.amount(cell, LEAST))
    base, vat = _taxes(cells, total)
    _balance(cells, total)
    note = cells.optional("note", lambda cell: values.text(cell, 400), "")
    if issued and issued > today:
        cells.add("issued_on", "La fecha de emisión no puede ser futura.")
    if issued and due and due < issued:
        cells.add("due_on", "No puede vencer antes de emitirse.")
    if issued is None or due is None or owner is None or total is None:
        return None
    return InvoiceRow(number, cufe, issued, due, owner, total, base, vat, note)


def _number(cells: CellReader) -> str:
    """Prefix and consecutive as one, in capitals; nothing after a problem."""
    prefix = cells.optional("prefix", values.number_text, "").upper().strip("-")
    number = (cells.read("number", values.number_text) or "").upper().replace(" ", "-")
    if prefix and number.isdigit():
        number = f"{prefix}-{number}"
    if is_number(number) and (not prefix or number.startswith(prefix)):
        return number
    cells.add("number", "Escribe prefijo y número, como FE-1038.")
    return ""


def _cufe(cell: str) -> str:
    cufe = values.unwrapped(cell).lower()
    if not is_cufe(cufe):
        raise BadCell("El CUFE tiene 96 letras y números; cópialo completo.")
    return cufe


def _owner(cells: CellReader) -> Owner | None:
    kind = cells.optional("id_type", id_type, None)
    typed = cells.read("id_number", values.number_text)
    if typed is None:
        return None
    number, dv = split_digit(typed)
    if kind not in (None, IdType.NIT):
        number, dv = typed, ""
    if not any(sign.isalnum() for sign in number):
        cells.add("id_number", "Escribe el documento del cliente.")
        return None
    plain = normal_number(IdType.NIT, number)
    right = check_digit(plain) if plain.isascii() and plain.isdigit() else dv
    if dv and dv != right:
        cells.add("id_number", "El DV de ese NIT es %(right)s.", right=right)
    return Owner(number, dv, kind)


def _taxes(cells: CellReader, total: Cents | None) -> tuple[Cents | None, Cents | None]:
    base = cells.optional("base", lambda cell: values.amount(cell, 1), None)
    vat = cells.optional("vat", lambda cell: values.amount(cell, 0), None)
    typed = [bool(cells.row.cell(key).strip()) for key in ("base", "vat")]
    if typed == [True, False]:
        cells.add("vat", "Escribe también el IVA: 0 si no tiene.")
    if typed == [False, True]:
        cells.add("base", "Escribe también la base sin IVA, o deja los dos vacíos.")
    if base is not None and vat is not None and total is not None and base + vat > total:
        cells.add("base", "La base más el IVA no pueden pasar del total.")
    return base, vat


def _balance(cells: CellReader, total: Cents | None) -> None:
    balance = cells.optional("balance", lambda cell: values.amount(cell, 0), None)
    if balance == 0:
        cells.add("balance", "Ya está pagada: no hace falta traerla.")
    elif balance is not None and total is not None and balance != total:
        cells.add("balance", "Es distinto del total: tiene abonos, y aquí entraría completa.")
