"""A documento de cobro, or what an imported invoice still asks for, as PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask_babel import gettext as _

from storefront.company.gate import Merchant, merchant
from storefront.customers.models import Customer
from storefront.dates import long_date, short_date
from storefront.db import db
from storefront.extensions import nequi
from storefront.invoices.lines import Line, Totals, Vat, show_quantity, totals
from storefront.invoices.reading import InvoiceView, lines_of, stored
from storefront.money import Cents, format_cents
from storefront.pdf import blocks, styles
from storefront.pdf.answer import file_name
from storefront.pdf.blocks import Party
from storefront.pdf.frame import Head, finished, framed
from storefront.pdf.sheet import LEFT, RIGHT, Sheet
from storefront.pdf.table import Column, Row, Table
from storefront.statements.ledger import Entry, EntryKind
from storefront.statements.mail import payee
from storefront.statements.reading import ledger

LOW = 32


@dataclass(frozen=True)
class Paper:
    """Everything that the file says; ``pay_url`` is empty where nothing can be paid."""

    seller: Merchant
    view: InvoiceView
    customer: tuple[str, str]
    lines: tuple[Line, ...]
    sums: Totals
    lowered: tuple[Entry, ...]
    payee: str
    pay_url: str
    until: str


def paper(view: InvoiceView, link: str = "", expires: datetime | None = None) -> Paper:
    """What to draw; ``link`` opens the customer's live statement until ``expires``."""
    customer = db.session.get_one(Customer, view.customer_id)
    lines = tuple(stored(row) for row in lines_of(view.id))
    entries = ledger(db.session, view.customer_id).entries
    lowered = tuple(e for e in entries if e.debt_id == view.debt_id and e.taken_back_at is None)
    pays = bool(link) and nequi.is_open() is None and view.payable >= 100
    return Paper(
        merchant(), view, (customer.name, customer.document), lines, totals(lines), lowered,
        payee(), link if pays else "", short_date(expires) if expires else "",
    )  # fmt: skip


def paper_name(view: InvoiceView) -> str:
    """What the file is called."""
    return file_name(_("Cobro %(number)s %(name)s", number=view.number, name=view.customer))


def draw(said: Paper) -> bytes:
    """The file."""
    view, seller = said.view, said.seller
    kind = _("Documento de cobro") if view.own else _("Cobro de factura electrónica")
    sheet = framed(seller, Head(kind, view.number, (seller.city, long_date(view.issued_on))))
    name, document = said.customer
    to = Party(_("A favor de"), seller.name, lines=(seller.nit,))
    if said.pay_url:
        to = Party(_("Pagas a"), said.payee, lines=(f"{seller.nit} · {_('por Nequi')}",))
    blocks.parties(sheet, Party(_("Cliente"), name, lines=(document,)), to)
    blocks.strip(sheet, _("Por pagar"), _when(view), format_cents(view.payable))
    if said.pay_url:
        blocks.pay_button(sheet, _("Paga con Nequi"), said.pay_url, _before_paying(said))
    if said.lines:
        _lines(sheet, said)
    if not said.lines or said.lowered or view.einvoice_number:
        _owed(sheet, said)
    _invoice(sheet, view)
    if view.note:
        sheet.y += 16
        blocks.prose(sheet, view.note, label=_("Nota"))
    if seller.other_payment_text and view.payable:
        sheet.y += 16
        blocks.section(sheet, _("Otras formas de pagar"), 22)
        blocks.prose(sheet, seller.other_payment_text)
    return finished(sheet, _foot(view))


def _when(view: InvoiceView) -> str:
    if not view.payable:
        return str(_("No queda nada por pagar"))
    day = short_date(view.due_on)
    if view.days_overdue > 0:
        return str(_("Venció el %(day)s", day=day))
    return str(_("Vence el %(day)s", day=day))


def _before_paying(said: Paper) -> tuple[str, ...]:
    return (
        _("Toca el botón o apunta la cámara de tu celular al código: los dos abren tu estado de "
          "cuenta en %(domain)s y sirven hasta el %(day)s.",
          domain=urlsplit(said.pay_url).netloc, day=said.until),
        blocks.warning(said.seller.trade_name or said.seller.name),
    )  # fmt: skip


def _lines(sheet: Sheet, said: Paper) -> None:
    """Its lines; IVA has its column only where there may be some."""
    taxed = bool(said.view.einvoice_number)
    blocks.section(sheet, _("Conceptos"), 130)
    columns = [
        Column(_("Concepto"), LEFT, 280, style=styles.STRONG),
        Column(_("Cantidad"), RIGHT - 316, 80, right=True),
        Column(_("Valor unitario"), RIGHT - (190 if taxed else 132), 120, right=True),
        *([Column(_("IVA"), RIGHT - 120, 66, right=True)] if taxed else []),
        Column(_("Valor sin IVA") if taxed else _("Valor"), RIGHT, 116, right=True),
    ]
    rows: list[Row] = [
        [line.concept, show_quantity(line.quantity), format_cents(line.unit),
         *([line.vat.words] if taxed else []), format_cents(line.base)]
        for line in said.lines
    ]  # fmt: skip
    blank = ["", ""] + ([""] if taxed else [])
    Table(sheet, columns, row=LOW).draw(rows, [_("Suma"), *blank, format_cents(said.sums.base)])
    if not taxed:
        sheet.y += 8
        words = _("Sin IVA: esta venta no tiene una factura electrónica enlazada.")
        blocks.prose(sheet, words, styles.SMALL)


def _owed(sheet: Sheet, said: Paper) -> None:
    """From the total to what is owed: IVA by rate, then what was paid or taken off."""
    sheet.y += 16
    blocks.section(sheet, _("Lo que se debe"), 30 + 2 * LOW)
    columns = [
        Column(_("Detalle"), LEFT, 400),
        Column(_("Valor"), RIGHT, 140, right=True, style=styles.STRONG),
    ]
    rows: list[Row] = []
    for rate in said.sums.rates if said.view.einvoice_number else ():
        label = rate.vat.words if rate.vat is Vat.EXCLUDED else f"{_('Base')} {rate.vat.words}"
        rows.append([label, format_cents(rate.base)])
        if rate.tax:
            rows.append([_("IVA %(rate)s", rate=rate.vat.words), format_cents(rate.tax)])
    rows.append([_("Total"), format_cents(said.view.total)])
    rows += [[_entry_words(entry), format_cents(Cents(-entry.cents))] for entry in said.lowered]
    total = [_("Por pagar"), format_cents(said.view.payable)]
    Table(sheet, columns, row=LOW).draw(rows, total)


def _entry_words(entry: Entry) -> str:
    number = entry.receipt or entry.message_id
    lonely = {EntryKind.ADJUSTMENT: _("Ajuste al peso"), EntryKind.RETENTION: _("Retención"),
              EntryKind.NOTE: _("Nota crédito")}  # fmt: skip
    what = lonely.get(entry.kind, _("Pago"))
    return f"{what} {number}, {short_date(entry.at)}"


def _invoice(sheet: Sheet, view: InvoiceView) -> None:
    """The electronic invoice that this belongs to, by both of its names."""
    number, cufe = view.number, view.cufe
    if view.own:
        number, cufe = view.einvoice_number, view.einvoice_cufe
    if not cufe:
        return
    sheet.y += 16
    label = _("Factura electrónica %(number)s", number=number)
    blocks.prose(sheet, f"CUFE {cufe}", styles.SMALL, label=label)


def _foot(view: InvoiceView) -> str:
    if view.own:
        return str(_("Este documento de cobro pide un pago. No es una factura electrónica de venta "
                     "ni la reemplaza."))  # fmt: skip
    return str(_("Este cobro no es la factura electrónica %(number)s ni la reemplaza.",
                 number=view.number))  # fmt: skip
