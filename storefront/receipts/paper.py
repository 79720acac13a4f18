"""The recibo de caja as PDF: read first, then drawn, with no transaction in between."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from storefront.company.gate import Merchant, merchant
from storefront.dates import long_date, short_date, short_datetime
from storefront.db import db
from storefront.debts.means import Means
from storefront.debts.models import Booking
from storefront.money import Cents, format_cents
from storefront.pdf import blocks
from storefront.pdf.blocks import Party
from storefront.pdf.frame import Head, finished, framed
from storefront.pdf.sheet import LEFT, RIGHT, Sheet
from storefront.pdf.styles import BODY, STRONG
from storefront.pdf.table import GAP, Cell, Column, Row, Table, fitting
from storefront.receipts.kept import all_kept, kept_note
from storefront.receipts.models import Receipt, ReceiptLine
from storefront.receipts.owed import Owed, owed_at
from storefront.receipts.proof import proof_of
from storefront.receipts.voiding import earlier
from storefront.receipts.words import pesos_in_words


@dataclass(frozen=True)
class Paper:
    """Everything that the document says; the rows are loaded and not asked again."""

    seller: Merchant
    receipt: Receipt
    lines: tuple[ReceiptLine, ...]
    booking: Booking | None
    owed: Owed
    replaced: tuple[Receipt, ...] = ()


def paper(receipt: Receipt) -> Paper:
    """What ``receipt`` says, and what its customer owed when it was made."""
    booking = db.session.scalar(select(Booking).filter_by(message_id=receipt.message_id))
    owed = owed_at(receipt.customer_id, receipt.made_at)
    before = tuple(row for row in earlier(receipt.message_id) if row.id < receipt.id)
    return Paper(merchant(), receipt, tuple(receipt.lines), booking, owed, before)


def draw(said: Paper) -> bytes:
    """The file."""
    receipt = said.receipt
    advance = receipt.kind == "advance"
    head = Head(
        _("Recibo de caja · anticipo") if advance else _("Recibo de caja"), receipt.number,
        (receipt.city, long_date(receipt.received_on)),
    )  # fmt: skip
    sheet = framed(said.seller, head)
    if receipt.voided_at is not None:
        when = _("El %(when)s", when=short_datetime(receipt.voided_at))
        why = _("Motivo: %(reason)s", reason=receipt.void_reason) if receipt.void_reason else ""
        blocks.stamp(sheet, _("Anulado"), f"{when} {why}".strip())
    blocks.parties(sheet, _payer(receipt), _means(said))
    words = pesos_in_words(receipt.total_cents)
    blocks.strip(sheet, _("La suma de"), words, format_cents(receipt.total_cents))
    blocks.prose(sheet, receipt.concept, label=_("Por concepto de"))
    if receipt.note:
        sheet.y += 8
        blocks.prose(sheet, receipt.note)
    for old in said.replaced:
        blocks.prose(sheet, replaces(old))
    sheet.y += 16
    _applied(sheet, said.lines, receipt.total_cents)
    _rest(sheet, said)
    made = (_("Elaboró"), receipt.made_by, short_datetime(receipt.made_at))
    blocks.closing(sheet, proof_of(receipt.message_id, _("Verifica este recibo")), made)
    return finished(
        sheet, _("Este recibo soporta un pago. No es una factura electrónica de venta.")
    )


def replaces(old: Receipt) -> str:
    """``Reemplaza a RC-0231, anulado el 25 nov 2026.``"""
    when = short_date(old.voided_at or old.made_at)
    return str(_("Reemplaza a %(number)s, anulado el %(when)s.", number=old.number, when=when))


def _payer(receipt: Receipt) -> Party:
    return Party(_("Recibimos de"), receipt.received_from, lines=(receipt.received_from_id,))


def _means(said: Paper) -> Party:
    booking = said.booking
    when = f", {short_datetime(booking.approved_at)}" if booking else ""
    transaction = booking.transaction_id if booking else ""
    return Party(
        _("Medio de pago"), booking.means.words if booking else Means.NEQUI.words, when,
        (
            _("Referencia %(reference)s", reference=said.receipt.message_id),
            _transaction(booking, transaction) if booking and transaction else "",
        ),
    )  # fmt: skip


def _transaction(booking: Booking, number: str) -> str:
    if booking.means is Means.NEQUI:
        return str(_("Transacción %(number)s", number=number))
    return str(_("Comprobante %(number)s", number=number))


def _applied(sheet: Sheet, lines: tuple[ReceiptLine, ...], total: Cents) -> None:
    """What the money settled; rounding and retentions have a column only where there were any.

    Where both are, the retentions stand under the document's name: there is no room for two.
    """
    adjusted = any(line.adjusted_cents for line in lines)
    kept = all_kept(line.withheld for line in lines)
    beside = bool(adjusted or kept)
    notes = [kept_note(line.withheld) for line in lines] if adjusted else []
    label = fitting([_("Aplicado a"), *(line.label for line in lines), *notes], STRONG, 150)
    issued = LEFT + label + 2 * GAP
    columns = [
        Column(_("Aplicado a"), LEFT, label, style=STRONG),
        Column(_("Emitida"), issued, 104),
        Column(_("Debía"), RIGHT - (320 if beside else 270), 110, right=True),
        *([Column(_between(adjusted), RIGHT - 214, 100, right=True)] if beside else []),
        Column(_("Este recibo"), RIGHT - (107 if beside else 126), 110, right=True),
        Column(_("Queda"), RIGHT, 104, right=True),
    ]
    rows = [_row(line, adjusted, beside) for line in lines]
    blank = [""] if beside else []
    Table(sheet, columns).draw(rows, [_("Total"), "", "", *blank, format_cents(total), ""])
    if kept:
        sheet.y += 12
        blocks.prose(sheet, kept)


def _between(adjusted: bool) -> str:
    return str(_("Ajuste al peso") if adjusted else _("Retenido"))


def _row(line: ReceiptLine, adjusted: bool, beside: bool) -> Row:
    owes = line.debt_id is not None
    between = line.adjusted_cents if adjusted else line.withheld.total
    return [
        Cell(line.label, kept_note(line.withheld) if adjusted else ""),
        short_date(line.issued_on) if line.issued_on else "",
        format_cents(line.owed_cents) if owes else "",
        *([format_cents(between)] if beside else []),
        format_cents(line.cents),
        format_cents(line.left_cents) if owes else "",
    ]


def _rest(sheet: Sheet, said: Paper) -> None:
    """What the customer still owed then; a voided receipt and a guest's say nothing of it."""
    sheet.y += 12
    name = said.receipt.received_from
    if said.receipt.customer_id is None or said.receipt.voided_at is not None:
        return
    if not said.owed.items:
        blocks.prose(sheet, _("%(name)s no debe nada más.", name=name), BODY)
        return
    parts = (
        (_("%(name)s sigue debiendo", name=name) + " ", False),
        (format_cents(said.owed.cents), True),
        (said.owed.which, False),
    )
    blocks.sentence(sheet, parts)
