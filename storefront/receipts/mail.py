"""Facts of the mails about a payment: the payer's comprobante, the merchant's notice, endings."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import select

from nequi_plugin import MailContext, Payment, mask_phone
from storefront.company.gate import merchant
from storefront.customers.models import Customer
from storefront.dates import long_date, short_datetime
from storefront.db import db
from storefront.debts.models import Booking, Debt
from storefront.debts.reading import payable
from storefront.extensions import nequi
from storefront.money import Cents, cents
from storefront.receipts import reading
from storefront.receipts.draft import lines_of
from storefront.receipts.notice import table
from storefront.receipts.verify import code_of
from storefront.statements.mail import payee


def comprobante(payment: Payment) -> MailContext | None:
    """What was paid, to whom, what is left; None when nobody's address is known."""
    debts = _debts(payment)
    recipients = _recipients(debts)
    if not recipients:
        return None
    lines = lines_of(db.session, payment.message_id)
    left = payable(db.session, [line.debt_id for line in lines if line.debt_id is not None])
    code = code_of(payment.message_id)
    facts: dict[str, object] = {
        **_about(payment, debts),
        "lines": lines,
        "left": left,
        "others": _others(debts, set(left)),
        "receipt": _receipt_number(payment),
        "code": code,
        "verify_url": nequi.url_for("receipts.show", code=code),
    }
    return MailContext(recipients, facts)


def notice(payment: Payment) -> MailContext | None:
    """This payment on top, then every Nequi transaction of the day and what lacks a receipt."""
    sells = merchant()
    recipients = sells.notify_emails or ((sells.email,) if sells.email else ())
    if not recipients:
        return None
    debts = _debts(payment)
    facts = {
        **_about(payment, debts),
        "lines": lines_of(db.session, payment.message_id),
        "applied": payment.applied is not False,
        "receipt": _receipt_number(payment),
        "receipt_url": nequi.url_for("receipts_admin.new", message_id=payment.message_id),
        "settings_url": nequi.url_for("company.company"),
        **table(nequi.now()),
    }
    return MailContext(recipients, facts)


def ending(payment: Payment) -> MailContext | None:
    """Nothing was charged; the same page lets the payer try again."""
    debts = _debts(payment)
    recipients = _recipients(debts)
    if not recipients:
        return None
    about = _about(payment, debts)
    return MailContext(recipients, about | {"link": about["retry_url"]})


def _about(payment: Payment, debts: list[Debt]) -> dict[str, object]:
    """Facts that every mail about a payment prints; amounts in centavos."""
    sells = merchant()
    name, document = _payer(debts)
    page = nequi.pay_url(payment.kind, payment.key, external=True)
    at = payment.approved_at or payment.created_at
    return {
        "payment": payment,
        "cents": cents(payment.captured or payment.pesos),
        "payer": name,
        "document": document,
        "label": ", ".join(debt.label for debt in debts) or payment.description,
        "payee": payment.merchant_name or payee(),
        "when": short_datetime(at),
        "long_date": long_date(at),
        "at": at,
        "phone": mask_phone(payment.phone),
        "page_url": page,
        "retry_url": payment.return_url or page,
        "domain": urlsplit(page).netloc,
        "merchant": sells,
        "shop_name": sells.trade_name or sells.name,
    }


def _debts(payment: Payment) -> list[Debt]:
    """The debts that the payment named, in their order of age."""
    ids = [int(name.removeprefix("debt:")) for name in payment.claims if name.startswith("debt:")]
    return list(db.session.scalars(select(Debt).where(Debt.id.in_(ids)).order_by(Debt.id)))


def _payer(debts: list[Debt]) -> tuple[str, str]:
    customer = _customer(debts)
    if customer is not None:
        return customer.name, customer.document
    return (debts[0].payer_name, debts[0].payer_document) if debts else ("", "")


def _recipients(debts: list[Debt]) -> tuple[str, ...]:
    """The customer's addresses; the order's own one where a guest bought."""
    customer = _customer(debts)
    if customer is not None:
        return customer.recipients
    return (debts[0].payer_email,) if debts and debts[0].payer_email else ()


def _customer(debts: list[Debt]) -> Customer | None:
    if not debts or debts[0].customer_id is None or debts[0].kind == "order":
        return None
    return db.session.get(Customer, debts[0].customer_id)


def _others(debts: list[Debt], paid: set[int]) -> Cents:
    """What this customer still owes by other documents."""
    customer = _customer(debts)
    if customer is None:
        return Cents(0)
    ids = db.session.scalars(select(Debt.id).filter_by(customer_id=customer.id, kind="invoice"))
    owed = payable(db.session, [debt_id for debt_id in ids if debt_id not in paid])
    return Cents(sum(owed.values()))


def _receipt_number(payment: Payment) -> str:
    booking = db.session.scalar(select(Booking).filter_by(message_id=payment.message_id))
    if booking is None or booking.receipt_id is None:
        return ""
    return reading.numbers({booking.receipt_id})[booking.receipt_id]
