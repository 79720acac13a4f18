"""What a statement's payment page shows beside the payment: the way back, what was paid, what
is left, and who to ask."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from nequi_plugin import Payment
from storefront.company.gate import merchant
from storefront.customers.models import Customer
from storefront.db import db
from storefront.debts.models import Booking, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import format_cents
from storefront.receipts.draft import lines_of
from storefront.receipts.models import Receipt
from storefront.receipts.told import told
from storefront.statements.models import Selection
from storefront.statements.sending import address

Rows = list[tuple[str, str]]


def extras(key: str, payment: Payment | None) -> dict[str, Any]:
    """Empty where no such selection is."""
    selection = db.session.get(Selection, int(key)) if key.isascii() and key.isdigit() else None
    if selection is None:
        return {}
    sells = merchant()
    return {
        **({} if joined_by_an_order(selection) else _way_back(selection)),
        "question": _("¿Dudas con tu cuenta?"),
        "merchant": {**asdict(sells), "nit": sells.nit.removeprefix("NIT ")},
        "other_ways": sells.other_payment_text,
        **(_summary(payment, selection) if payment else {}),
    }


def joined_by_an_order(selection: Selection) -> bool:
    """Whether an order's link leads to this payment, too: its debt is one of the selection's.

    Who holds that link may see this payment (money.md, item 2), never the customer's account.
    """
    ids = [line.debt_id for line in selection.lines]
    shared = select(Debt.id).where(Debt.id.in_(ids), Debt.order_id.is_not(None)).limit(1)
    return db.session.scalar(shared) is not None


def _way_back(selection: Selection) -> dict[str, Any]:
    return {
        "order_url": address(selection.link_id),
        "back_label": _("Volver al estado de cuenta"),
    }


def _summary(payment: Payment, selection: Selection) -> dict[str, Any]:
    """Labels with amounts, ready to print; empty until the money is on the invoices."""
    lines = lines_of(db.session, payment.message_id)
    if not lines:
        return {}
    paid: Rows = [(line.label, format_cents(line.cents)) for line in lines]
    kept = sum(line.withheld.total for line in lines)
    if kept:
        paid.append((_("Retenciones practicadas"), format_cents(kept)))
    said: dict[str, Any] = {
        "paid": paid,
        "paid_by": db.session.get_one(Customer, selection.customer_id).name,
        "receipt": _receipt(payment.message_id) or _("En trámite"),
    }
    if joined_by_an_order(selection):
        return said
    return said | told(payment) | {
        "left": [(_("Te queda por pagar"), format_cents(_owed(selection.customer_id)))],
        "proof_url": nequi.url_for(
            "statements.proof", link=nequi.link_token(selection.link_id),
            message_id=payment.message_id,
        ),
    }


def _owed(customer_id: int) -> int:
    """Everything this customer may still pay, in centavos."""
    ids = db.session.scalars(select(Debt.id).filter_by(customer_id=customer_id, kind="invoice"))
    return sum(payable(db.session, ids).values())


def _receipt(message_id: str) -> str | None:
    query = (
        select(Receipt.number)
        .join(Booking, Booking.receipt_id == Receipt.id)
        .where(Booking.message_id == message_id)
    )
    return db.session.scalar(query)
