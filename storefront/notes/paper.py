"""The nota crédito as PDF: read first, then drawn."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from storefront.company.gate import Merchant, merchant
from storefront.customers.models import Customer
from storefront.dates import long_date, short_date, short_datetime
from storefront.db import db
from storefront.debts.models import Debt
from storefront.invoices.models import Invoice
from storefront.money import Cents, format_cents
from storefront.notes import freeing
from storefront.notes.models import CreditNote
from storefront.orders.models import Order
from storefront.pdf import blocks, styles
from storefront.pdf.blocks import Party
from storefront.pdf.frame import Head, finished, framed
from storefront.pdf.sheet import LEFT, RIGHT
from storefront.pdf.table import Column, Table
from storefront.receipts.words import pesos_in_words


@dataclass(frozen=True)
class Paper:
    """Everything that page and file say; ``freed`` is what it made saldo a favor, ``order`` the
    number of the order behind the document."""

    seller: Merchant
    made: CreditNote
    invoice: Invoice
    customer: Customer
    order: Order | None
    freed: Cents

    @property
    def electronic(self) -> bool:
        """Whether its number is that of another program's note."""
        return self.made.series is None


def paper(made: CreditNote) -> Paper:
    """What the note says."""
    debt = db.session.get_one(Debt, made.debt_id)
    invoice = db.session.get_one(Invoice, debt.invoice_id)
    order = db.session.scalar(select(Order).where(Order.id == debt.order_id))
    customer = db.session.get_one(Customer, invoice.customer_id)
    return Paper(
        merchant(), made, invoice, customer, order, freeing.freed_by(db.session, made.id)
    )


def small_print(said: Paper) -> str:
    """What it is not."""
    if said.electronic:
        return str(_("Aquí se copia la nota crédito electrónica %(number)s; no la reemplaza.",
                     number=said.made.number))  # fmt: skip
    return str(_("El número es nuestro. No es una nota crédito electrónica ni la reemplaza."))


def draw(said: Paper) -> bytes:
    """The file."""
    made, invoice = said.made, said.invoice
    day = long_date(made.made_at)
    sheet = framed(said.seller, Head(_("Nota crédito"), made.number, (said.seller.city, day)))
    if made.voided_at is not None:
        when = _("El %(when)s", when=short_datetime(made.voided_at))
        why = _("Motivo: %(reason)s", reason=made.void_reason)
        blocks.stamp(sheet, _("Deshecha"), f"{when} {why}")
    about = _("Documento de cobro") if invoice.own else _("Factura electrónica")
    behind = (said.order.label,) if said.order else ()
    blocks.parties(
        sheet,
        Party(_("Cliente"), said.customer.name, lines=(said.customer.document,)),
        Party(about, invoice.number, lines=(short_date(invoice.issued_on), *behind)),
    )
    blocks.strip(sheet, _("Se descuentan"), pesos_in_words(made.cents), format_cents(made.cents))
    blocks.prose(sheet, made.reason, label=_("Motivo"))
    sheet.y += 24
    columns = [
        Column(_("Detalle"), LEFT, 400),
        Column(_("Valor"), RIGHT, 140, right=True, style=styles.STRONG),
    ]
    rows = [[_("Total de %(number)s", number=invoice.number), format_cents(invoice.total_cents)]]
    if said.freed:
        words = _("De lo pagado pasa a saldo a favor")
        rows.append([words, format_cents(said.freed)])
    Table(sheet, columns).draw(rows, [_("Esta nota"), format_cents(made.cents)])
    blocks.author(sheet, (_("Elaboró"), made.made_by, short_datetime(made.made_at)))
    return finished(sheet, small_print(said))
