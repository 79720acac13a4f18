"""The cruce de saldo a favor as PDF: read first, then drawn."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from storefront.company.gate import Merchant, merchant
from storefront.credits.models import CreditUse, CreditUseLine
from storefront.credits.reading import Origin, origins
from storefront.customers.models import Customer
from storefront.dates import long_date, short_date, short_datetime
from storefront.db import db
from storefront.money import format_cents
from storefront.pdf import blocks
from storefront.pdf.blocks import Party
from storefront.pdf.frame import Head, finished, framed
from storefront.pdf.sheet import LEFT, RIGHT, Sheet
from storefront.pdf.styles import STRONG
from storefront.pdf.table import GAP, Cell, Column, Row, Table, fitting
from storefront.receipts import reading as receipts
from storefront.receipts.words import pesos_in_words


@dataclass(frozen=True)
class Paper:
    """Everything that the document says; the rows are loaded and not asked again."""

    seller: Merchant
    made: CreditUse
    lines: tuple[CreditUseLine, ...]
    customer: Customer | None
    origins: tuple[Origin, ...]
    receipts: dict[int, str]


def paper(made: CreditUse) -> Paper:
    """What the cruce says, with the payments that left the credit."""
    found = tuple(origins(made.id))
    ids = {one.booking.receipt_id for one in found if one.booking.receipt_id is not None}
    customer = db.session.get(Customer, made.customer_id)
    return Paper(merchant(), made, tuple(made.lines), customer, found, receipts.numbers(ids))


def draw(said: Paper) -> bytes:
    """The file."""
    made = said.made
    head = Head(
        _("Cruce de saldo a favor"), made.number, (said.seller.city, long_date(made.made_at))
    )
    sheet = framed(said.seller, head)
    if made.voided_at is not None:
        when = _("El %(when)s", when=short_datetime(made.voided_at))
        why = _("Motivo: %(reason)s", reason=made.void_reason)
        blocks.stamp(sheet, _("Anulado"), f"{when} {why}")
    owner = said.customer
    blocks.parties(
        sheet,
        Party(_("Cliente"), owner.name if owner else "",
              lines=(owner.document if owner else "",)),
        Party(_("Con saldo a favor de"), _origin(said, said.origins[0]) if said.origins else "",
              lines=tuple(_origin(said, one) for one in said.origins[1:])),
    )  # fmt: skip
    words = pesos_in_words(made.total_cents)
    blocks.strip(sheet, _("Se usaron"), words, format_cents(made.total_cents))
    if made.note:
        blocks.prose(sheet, made.note, label=_("Nota"))
        sheet.y += 24
    _applied(sheet, said)
    blocks.author(sheet, (_("Elaboró"), made.made_by, short_datetime(made.made_at)))
    return finished(sheet, _(
        "Aquí no entra dinero: el pago que dejó el saldo a favor ya se había recibido. "
        "No es una factura electrónica de venta."
    ))  # fmt: skip


def _origin(said: Paper, one: Origin) -> str:
    """``7KQ2M9X4RT, RC-0234: $ 50.000``."""
    number = said.receipts.get(one.booking.receipt_id or 0, "")
    name = ", ".join(part for part in (one.booking.message_id, number) if part)
    return f"{name}: {format_cents(one.cents)}"


def _applied(sheet: Sheet, said: Paper) -> None:
    adjusted = any(line.adjusted_cents for line in said.lines)
    label = fitting([_("Aplicado a"), *(line.label for line in said.lines)], STRONG, 150)
    columns = [
        Column(_("Aplicado a"), LEFT, label, style=STRONG),
        Column(_("Emitida"), LEFT + label + 2 * GAP, 104),
        Column(_("Debía"), RIGHT - (320 if adjusted else 270), 110, right=True),
        *([Column(_("Ajuste al peso"), RIGHT - 214, 100, right=True)] if adjusted else []),
        Column(_("Este cruce"), RIGHT - (107 if adjusted else 126), 110, right=True),
        Column(_("Queda"), RIGHT, 104, right=True),
    ]
    rows: list[Row] = [
        [
            Cell(line.label), short_date(line.issued_on), format_cents(line.owed_cents),
            *([format_cents(line.adjusted_cents)] if adjusted else []),
            format_cents(line.cents), format_cents(line.left_cents),
        ]
        for line in said.lines
    ]  # fmt: skip
    blank = [""] if adjusted else []
    total = [_("Total"), "", "", *blank, format_cents(said.made.total_cents), ""]
    Table(sheet, columns).draw(rows, total)
