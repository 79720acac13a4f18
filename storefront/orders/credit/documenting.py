"""A documento de cobro out of an order: it takes over the order's debt, as an invoice does.

It has no IVA, so only an order without any gets one; the others need their electronic invoice.
An unpaid order is sold on credit by it; a paid one has it born paid, and its recibo de caja
settles the document instead of being an advance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storefront import audit
from storefront.dates import bogota_today, short_date
from storefront.debts.models import Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.invoices import documents
from storefront.invoices.documents import DocumentData
from storefront.invoices.lines import PIECE, Line
from storefront.invoices.models import Invoice
from storefront.money import Cents
from storefront.orders.credit import debtor
from storefront.orders.credit.selling import NotNow, hand_over, take_over
from storefront.orders.debts import debt_name, debt_of
from storefront.orders.history import note
from storefront.orders.models import OPEN, EventKind, Order, OrderState


class Taxed(Exception):
    """The order has IVA: its electronic invoice is imported instead."""


@dataclass(frozen=True)
class Terms:
    """When it falls due (a paid one at once), who owes it where the order names nobody, and the
    one-time key of the form."""

    due_on: date | None
    form_key: str
    customer_id: int | None = None


def taxed(order: Order) -> bool:
    """Whether anything in it carries IVA; shipping carries its lines' rates."""
    return any(line.vat_percent for line in order.lines)


def may_have_one(order: Order, left: Cents) -> bool:
    """Whether its sale may get one: unpaid, or paid whole and without an electronic invoice.

    ``left`` is payable of its debt: of a paid order, what was given back of its money.
    """
    if order.kept_cents or order.einvoice_number:
        return False
    return order.state in OPEN or (order.state is OrderState.PAID and not left)


def lines_of(order: Order) -> list[Line]:
    """What was ordered, the coupon and the shipping as lines of their own; their sum is the
    order's total."""
    lines = [Line(x.name, x.quantity * PIECE, x.unit_cents) for x in order.lines]
    if order.discount_cents:
        label = _("Cupón %(code)s", code=order.coupon_code)
        lines.append(Line(label, PIECE, Cents(-order.discount_cents)))
    if order.shipping_cents:
        city = order.city
        label = (_("Envío a %(city)s, que factura la transportadora", city=city)
                 if order.freight_apart else _("Envío a %(city)s", city=city))  # fmt: skip
        lines.append(Line(label, PIECE, order.shipping_cents))
    return lines


def make(order_id: int, terms: Terms, prefix: str, *, by: str) -> int:
    """Number the document and let it take over the order's debt; returns its id.

    A second press finds the first. Raises Taxed, NotNow, ``debtor.FinalConsumer``,
    ``stock.SoldOut`` and ``documents.TakenPrefix``; then nothing has changed.
    """
    try:
        return _make(order_id, terms, prefix, by)
    except documents.Twice as twice:
        return twice.invoice_id
    except IntegrityError:  # somebody else made the customer meanwhile: look again
        return _make(order_id, terms, prefix, by)


def _make(order_id: int, terms: Terms, prefix: str, by: str) -> int:
    with nequi.unit_of_work() as s:
        name = debt_name(s, order_id)
        with nequi.hold([name]):
            order = s.get_one(Order, order_id, with_for_update=True, populate_existing=True)
            debt = debt_of(s, order_id)
            s.refresh(debt)
            if debt.invoice_id is not None:
                return _first(s, debt, terms)
            _allowed(order, name, payable(s, [debt.id])[debt.id])
            invoice = _document(s, order, terms, prefix)
            take_over(debt, invoice)
            order.customer_id = invoice.customer_id
            _follow(s, order, invoice, by)
            s.flush()
            return invoice.id


def _first(s: Session, debt: Debt, terms: Terms) -> int:
    """The document that this form made before; another paper of the order refuses."""
    made = s.get_one(Invoice, debt.invoice_id)
    if made.form_key != terms.form_key:
        raise NotNow(money=False)
    return made.id


def _allowed(order: Order, name: str, left: Cents) -> None:
    holder = nequi.holders([name]).get(name)
    if order.kept_cents or (holder is not None and not holder.live):
        raise NotNow(money=True)
    if not may_have_one(order, left):
        raise NotNow(money=False)
    if taxed(order):
        raise Taxed


def _document(s: Session, order: Order, terms: Terms, prefix: str) -> Invoice:
    today = bogota_today(nequi.now())
    due_on = today if order.state is OrderState.PAID else terms.due_on or today
    days = (due_on - today).days
    customer = debtor.found_or_made(s, order, days, terms.customer_id)
    data = DocumentData(
        customer.id, lines_of(order), today, due_on, note=order.label, form_key=terms.form_key
    )
    return documents.add(s, data, prefix)


def _follow(s: Session, order: Order, invoice: Invoice, by: str) -> None:
    """A paid order stays so; another one is handed over now and owes by the document."""
    if order.state is OrderState.PAID:
        told = f"{by} · {invoice.number}"
        note(order, EventKind.DOCUMENTED, told)
    else:
        hand_over(s, order)
        until = _("vence %(day)s", day=short_date(invoice.due_on))
        told = " · ".join((by, invoice.number, until))
        note(order, EventKind.ON_CREDIT, told)
    audit.record(s, by, "order.documented", f"order:{order.id}", told)
