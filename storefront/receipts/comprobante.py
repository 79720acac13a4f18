"""The payer's comprobante as PDF: that the money left, for whom, and what it settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response
from flask_babel import gettext as _

from nequi_plugin import mask_phone
from storefront.company.gate import Merchant, merchant
from storefront.dates import long_date, public_time, short_date, short_datetime
from storefront.db import db
from storefront.debts.models import Booking
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import ZERO, Cents, cents, format_cents
from storefront.pdf import blocks
from storefront.pdf.answer import file_name, pdf_answer
from storefront.pdf.blocks import Party
from storefront.pdf.frame import Head, finished, framed
from storefront.pdf.sheet import LEFT, RIGHT, Sheet
from storefront.pdf.styles import BODY, STRONG
from storefront.pdf.table import GAP, Column, Table, fitting
from storefront.receipts import reading
from storefront.receipts.draft import lines_of
from storefront.receipts.kept import all_kept
from storefront.receipts.owed import Owed, owed_at
from storefront.receipts.proof import proof_of
from storefront.receipts.rules import Line
from storefront.receipts.words import pesos_in_words
from storefront.statements.mail import payee


@dataclass(frozen=True)
class Comprobante:
    """One approved payment as its payer reads it; ``left`` maps debts to what they still owe.

    ``cents`` is what stayed, ``returned`` a part that went back later.
    """

    seller: Merchant
    payee: str
    payer: str
    document: str
    phone: str
    message_id: str
    transaction_id: str
    at: datetime
    returned_at: datetime | None
    cents: Cents
    returned: Cents
    lines: tuple[Line, ...]
    left: dict[int, Cents]
    owed: Owed
    receipt: str


def comprobante_of(booking: Booking) -> Comprobante:
    """As the books say it; what is owed is of the moment of the approval, for ever the same.

    An order has no account: its line says what is left of it now.
    """
    lines = tuple(lines_of(db.session, booking.message_id, at_first=True))
    ids = [line.debt_id for line in lines if line.debt_id is not None]
    owed = owed_at(booking.customer_id if booking.kind != "order" else None, booking.approved_at)
    of_order = booking.kind == "order"
    left = payable(db.session, ids) if of_order else {one: owed.left(one) for one in ids}
    payment = nequi.payment(booking.message_id)
    numbers = reading.numbers({booking.receipt_id} if booking.receipt_id is not None else set())
    return Comprobante(
        merchant(), (payment.merchant_name if payment else None) or payee(), booking.payer_name,
        booking.payer_document, mask_phone(booking.phone) if booking.phone else "",
        booking.message_id, booking.transaction_id, booking.approved_at, booking.reversed_at,
        booking.cents, cents(payment.refunded) if payment else ZERO, lines, left, owed,
        next(iter(numbers.values()), ""),
    )  # fmt: skip


def file_of(said: Comprobante) -> str:
    """What the file is called."""
    return file_name(_("Comprobante %(reference)s", reference=said.message_id))


def answer(booking: Booking) -> Response:
    """The file as the answer to a request that may see it."""
    said = comprobante_of(booking)
    return pdf_answer(draw(said), file_of(said))


def draw(said: Comprobante) -> bytes:
    """The file."""
    head = Head(
        _("Comprobante de pago"), said.message_id,
        (said.seller.city, long_date(said.at)),
    )  # fmt: skip
    sheet = framed(said.seller, head)
    if said.returned_at is not None:
        when = _("El %(when)s", when=short_datetime(said.returned_at))
        blocks.stamp(sheet, _("El dinero se devolvió"), when)
    _people(sheet, said)
    blocks.strip(sheet, _("Pagaste"), pesos_in_words(said.cents), format_cents(said.cents))
    if said.lines:
        _paid(sheet, said)
    _rest(sheet, said)
    blocks.closing(sheet, proof_of(said.message_id, _("Cualquiera puede verificarlo")))
    return finished(sheet, _small_print(said.seller))


def _people(sheet: Sheet, said: Comprobante) -> None:
    phone = _("Desde Nequi %(phone)s", phone=said.phone) if said.phone else ""
    number = said.transaction_id
    payer = Party(_("Pagó"), said.payer or _("Comprador"), lines=(said.document, phone))
    paid = Party(
        _("A favor de"), said.payee,
        lines=(
            said.seller.nit,
            _("Por Nequi, %(day)s, %(time)s", day=short_date(said.at), time=public_time(said.at)),
            _("Transacción %(number)s", number=number) if number else "",
        ),
    )  # fmt: skip
    blocks.parties(sheet, payer, paid)


def _paid(sheet: Sheet, said: Comprobante) -> None:
    """What the money went to, and what is left of each."""
    labels = [_("Documento"), _("Total pagado"), *(line.label for line in said.lines)]
    label = fitting(labels, STRONG, 240)
    columns = [
        Column(_("Documento"), LEFT, label, style=STRONG),
        Column(_("Emitida"), LEFT + label + 2 * GAP, 110),
        Column(_("Pagaste"), RIGHT - 140, 130, right=True),
        Column(_("Saldo"), RIGHT, 120, right=True),
    ]
    rows = [
        [
            line.label,
            short_date(line.issued_on) if line.issued_on else "",
            format_cents(line.cents),
            format_cents(said.left[line.debt_id]) if line.debt_id is not None else "",
        ]
        for line in said.lines
    ]
    sheet.y += 8
    Table(sheet, columns).draw(rows, [_("Total pagado"), "", format_cents(said.cents), ""])
    kept = all_kept(line.withheld for line in said.lines)
    if kept:
        sheet.y += 12
        blocks.prose(sheet, kept, BODY)


def _rest(sheet: Sheet, said: Comprobante) -> None:
    sheet.y += 24
    if said.returned and said.returned_at is None:
        words = _("Pagaste %(paid)s y después te devolvieron %(back)s.",
                  paid=format_cents(Cents(said.cents + said.returned)),
                  back=format_cents(said.returned))  # fmt: skip
        blocks.prose(sheet, words, BODY)
    if said.owed.items:
        parts = (
            (_("Te queda por pagar") + " ", False),
            (format_cents(said.owed.cents), True),
            (said.owed.which, False),
        )
        blocks.sentence(sheet, parts)
    shop = said.seller.trade_name or said.seller.name
    receipt = said.receipt or _("te llega cuando %(shop)s lo haga", shop=shop)
    blocks.prose(sheet, _("Recibo de caja: %(number)s", number=receipt), BODY)


def _small_print(seller: Merchant) -> str:
    reach = _(" o ").join(part for part in (seller.phone, seller.email) if part)
    return " ".join((
        _("Es el soporte de tu pago. No es una factura electrónica de venta."),
        _("¿No hiciste este pago? Escríbenos: %(reach)s.", reach=reach),
        _("Ayuda de Nequi: línea 300 600 0100."),
    ))  # fmt: skip
