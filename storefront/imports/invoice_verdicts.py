"""What would happen to each invoice of a file, beside the customers and invoices here. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from nequi_plugin import NBSP
from storefront.company.ids import IdType, show_number
from storefront.dates import short_date
from storefront.imports.invoice_rows import TITLES, InvoiceRow, Owner
from storefront.imports.problems import Problem
from storefront.imports.verdicts import Difference, Draft, Outcome, Verdict, wrong
from storefront.invoices.rules import InvoiceData, spellings
from storefront.money import format_cents

T = TypeVar("T")


@dataclass(frozen=True)
class Person:
    """A customer that may own an invoice."""

    id: int
    name: str
    id_type: str
    id_number: str
    dv: str


@dataclass(frozen=True)
class Here:
    """An invoice that is here under that number; ``data`` is empty for a documento de cobro
    that is linked to it, whose amounts are its own."""

    id: int
    data: InvoiceData | None
    customer: str = ""


@dataclass(frozen=True)
class Shop:
    """What the shop holds of a file's numbers: people by document, invoices by number, and
    the numbers of orders by their electronic invoice."""

    people: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    invoices: Mapping[str, Here] = field(default_factory=dict)
    orders: Mapping[str, int] = field(default_factory=dict)


def verdict(draft: Draft[InvoiceRow], shop: Shop) -> Verdict[InvoiceData]:
    """What would happen to it; what is here is never changed."""
    row = draft.data
    if row is None:
        return wrong(Draft(draft.line, draft.title, None, draft.problems))
    found = owner(row.owner, shop.people)
    if isinstance(found, Problem):
        return wrong(Draft(draft.line, draft.title, None, (found,)))
    made = Verdict[InvoiceData](draft.line, row.number, Outcome.NEW, _detail(row, found))
    data = InvoiceData(found.id, row.number, row.cufe, row.issued_on, row.due_on, row.total,
                       row.note, row.base, row.vat)  # fmt: skip
    order = _first(shop.orders, row.number)
    if order is not None:
        told = Problem("", "Es la factura del pedido %(order)s.", {"order": str(order)})
        return replace(made, outcome=Outcome.SAME, problems=(told,))
    here = _first(shop.invoices, row.number)
    if here is None:
        return replace(made, data=data)
    differences = tuple(_differences(draft.said, data, found.name, here))
    outcome = Outcome.OTHER if differences else Outcome.SAME
    return replace(made, outcome=outcome, differences=differences, row_id=here.id)


def owner(sought: Owner, people: Mapping[str, Sequence[Person]]) -> Person | Problem:
    """The one customer with that document, or why there is none."""
    title = TITLES["id_number"]
    fitting = [
        person for number in sought.numbers() for person in people.get(number, ())
        if sought.id_type in (None, person.id_type) and (not sought.dv or person.dv == sought.dv)
    ]  # fmt: skip
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        return Problem(title, "Hay más de un cliente con ese número: escribe el tipo de documento.")
    shown = show_number(IdType.NIT, sought.numbers()[0], sought.dv)
    return Problem(title, "No hay un cliente con el documento %(number)s: créalo o impórtalo "
                   "primero.", {"number": shown})  # fmt: skip


def _first(table: Mapping[str, T], number: str) -> T | None:
    return next((table[text] for text in spellings(number) if text in table), None)


def _detail(row: InvoiceRow, person: Person) -> tuple[str, ...]:
    due = short_date(row.due_on).replace(" ", NBSP)
    return person.name, f"{format_cents(row.total)}{NBSP}· {due}"


def _differences(
    said: frozenset[str], there: InvoiceData, customer: str, here: Here
) -> Iterable[Difference]:
    """Of what the file says; an empty cell asks for nothing."""
    old = here.data
    if old is None:
        return
    if old.customer_id != there.customer_id:
        yield Difference(TITLES["id_number"], here.customer, customer)
    for key in ("cufe", "issued_on", "due_on", "total", "base", "vat"):
        was, now = getattr(old, key), getattr(there, key)
        if key in said and was != now:
            yield Difference(TITLES[key], _shown(was), _shown(now))


def _shown(value: date | int | str | None) -> str:
    if isinstance(value, date):
        return short_date(value)
    return format_cents(value) if isinstance(value, int) else value or ""
