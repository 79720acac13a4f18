"""What the receipt of a payment will say, before it is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import Select, and_, func, select

from storefront.db import AnySession, db
from storefront.debts.models import Adjustment, Allocation, Booking, Credit, Debt
from storefront.invoices.models import Invoice
from storefront.invoices.reading import any_own
from storefront.money import ZERO, Cents
from storefront.orders.models import Order
from storefront.receipts.rules import Line


@dataclass(frozen=True)
class Draft:
    """A payment without receipt, and the lines its receipt will have."""

    booking: Booking
    lines: tuple[Line, ...]
    concept: str

    @property
    def withheld(self) -> Cents:
        """What the payer kept, all together."""
        return Cents(sum(line.withheld.total for line in self.lines))


def draft(message_id: str) -> Draft | None:
    """None for an unknown payment and for one whose money went back."""
    booking = db.session.scalar(select(Booking).filter_by(message_id=message_id))
    if booking is None or booking.reversed_at is not None:
        return None
    lines = tuple(lines_of(db.session, message_id))
    return Draft(booking, lines, _concept(booking, lines))


def lines_of(s: AnySession, message_id: str, *, at_first: bool = False) -> list[Line]:
    """A line per debt in the order of allocation, then one for the saldo a favor.

    ``at_first`` tells what the payment did when it came: what of its saldo a favor was used
    later is saldo a favor there.
    """
    mine = (Allocation.message_id == message_id, Allocation.taken_back_at.is_(None))
    adjusted, used = _adjusted(s, message_id, at_first), ZERO
    lines: dict[int, Line] = {}
    for given, debt, imported, sold, number in s.execute(_shares().where(*mine)):
        if at_first and given.use_id is not None:
            used = Cents(used + given.cents)
        elif debt.id in lines:  # its saldo a favor paid the rest later
            more = Cents(lines[debt.id].cents + given.cents)
            kept = lines[debt.id].withheld or given.withheld
            lines[debt.id] = replace(lines[debt.id], cents=more, withheld=kept)
        else:
            rest, label = adjusted.get(debt.id, ZERO), number or debt.label
            lines[debt.id] = _line(given, debt, rest, imported or sold, label)
    live = (Credit.message_id == message_id, Credit.taken_back_at.is_(None))
    credit = Cents(used + int(s.scalar(select(func.sum(Credit.cents)).where(*live)) or 0))
    kept_here = [Line(None, _("Saldo a favor"), credit)] if credit else []
    return [*lines.values(), *kept_here]


def _shares() -> Select[Allocation, Debt, date, date | None, str]:
    return (
        select(Allocation, Debt, Invoice.issued_on, Order.einvoice_on, Order.einvoice_number)
        .join(Debt, Debt.id == Allocation.debt_id)
        .outerjoin(Invoice, Invoice.id == Debt.invoice_id)
        .outerjoin(Order, and_(Order.id == Debt.order_id, Order.einvoice_number != ""))
        .order_by(Allocation.id)
    )  # fmt: skip


def _adjusted(s: AnySession, message_id: str, at_first: bool) -> dict[int, Cents]:
    mine = (Adjustment.message_id == message_id, Adjustment.taken_back_at.is_(None))
    query = select(Adjustment.debt_id, func.sum(Adjustment.cents)).where(*mine)
    if at_first:
        query = query.where(Adjustment.use_id.is_(None))
    rows = s.execute(query.group_by(Adjustment.debt_id))
    return {debt_id: Cents(int(cents)) for debt_id, cents in rows}


def _line(
    given: Allocation, debt: Debt, adjusted: Cents, issued_on: date | None, label: str
) -> Line:
    """The balance is before the receipt but after the adjustment: it goes back on top."""
    owed = Cents(debt.balance_cents + adjusted)
    return Line(debt.id, label, given.cents, owed, adjusted, issued_on, given.withheld)


def _concept(booking: Booking, lines: tuple[Line, ...]) -> str:
    labels = [line.label for line in lines if line.debt_id is not None]
    own = any_own(db.session, [line.debt_id for line in lines if line.debt_id is not None])
    if not labels and booking.kind == "statement" and booking.label == _("Saldo a favor"):
        words = _("Anticipo: saldo a favor de %(name)s", name=booking.payer_name)
    elif not labels:
        words = _("Saldo a favor por pago de %(label)s", label=booking.label)
    elif booking.kind == "order" and lines[0].issued_on is None:
        words = _("Anticipo de %(label)s", label=labels[0][0].lower() + labels[0][1:])
    elif len(labels) == 1:
        one = _("Pago del documento %(label)s", label=labels[0])
        words = one if own else _("Pago de la factura %(label)s", label=labels[0])
    elif own:
        first = ", ".join(labels[:-1])
        words = _("Pago de los documentos %(labels)s y %(last)s", labels=first, last=labels[-1])
    else:
        first = ", ".join(labels[:-1])
        words = _("Pago de las facturas %(labels)s y %(last)s", labels=first, last=labels[-1])
    return str(words)
