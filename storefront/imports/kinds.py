"""What can be imported: its columns, how its rows are judged and who writes the new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from storefront.db import AnySession
from storefront.imports import customer_rows, customers, invoices, sheets
from storefront.imports.columns import Column, Row
from storefront.imports.customer_columns import COLUMNS as CUSTOMER_COLUMNS
from storefront.imports.invoice_columns import COLUMNS as INVOICE_COLUMNS
from storefront.imports.verdicts import Draft, Verdict


@dataclass(frozen=True)
class Kind:
    """``word`` names it in addresses and rows. ``judge`` reads the database inside whatever
    transaction is open, ``write`` adds one new row inside a unit of work for an actor."""

    word: str
    columns: tuple[Column, ...]
    drafts: Callable[[Iterable[Row]], list[Draft[Any]]]
    judge: Callable[[AnySession, Sequence[Draft[Any]]], list[Verdict[Any]]]
    write: Callable[[AnySession, Any, str], object]


@dataclass(frozen=True)
class Reading:
    """A file's drafts, and the titles of it that nobody has a use for."""

    drafts: list[Draft[Any]]
    rows: list[Row]
    unused: tuple[str, ...]


CUSTOMERS = Kind(
    "clientes", CUSTOMER_COLUMNS, customer_rows.drafts, customers.judge, customers.write
)
INVOICES = Kind("facturas", INVOICE_COLUMNS, invoices.drafts, invoices.judge, invoices.write)
KINDS = {kind.word: kind for kind in (CUSTOMERS, INVOICES)}


def read(kind: Kind, content: bytes) -> Reading:
    """The file as its own cells say it. Raises BadFile."""
    found = sheets.read(content, kind.columns)
    return Reading(kind.drafts(found.rows), found.rows, found.unused)
