"""Facts of the mails about a payment: the payer's comprobante, the merchant's notice, endings."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import select

from nequi_plugin import Attachment, MailContext, Payment
from storefront.company.gate import merchant
from storefront.customers.models import Customer
from storefront.dates import long_date, short_datetime
from storefront.db import db
from storefront.debts.models import Booking, Debt
from storefront.extensions import nequi
from storefront.money import cents
from storefront.pdf.qr import qr_png
from storefront.receipts import reading
from storefront.receipts.comprobante import Comprobante, comprobante_of, draw, file_of
from storefront.receipts.draft import lines_of
from storefront.receipts.kept import all_kept
from storefront.receipts.notice import table
from storefront.receipts.owed import Owed
from storefront.receipts.verify import code_of
from storefront.statements.mail import payee

QR = "qr"
"""The name under which a mail's HTML shows its code."""


def comprobante(payment: Payment) -> MailContext:
    """What was paid, to whom, what is left; without recipients when no address is known."""
    debts = _debts(payment)
    recipients = _recipients(payment, debts)
    booking = db.session.scalar(select(Booking).filter_by(message_id=payment.message_id))
    code = code_of(payment.message_id)
    facts = _about(payment, debts) | {
        "lines": [], "left": {}, "kept": "", "owed": Owed(), "receipt": "", "code": code,
        "verify_url": nequi.url_for("receipts.show", code=code),
    }  # fmt: skip
    if booking is None:  # approved, but not applied yet: nothing to print beside the sum
        return MailContext(recipients, facts)
    said = comprobante_of(booking)
    facts |= {"lines": said.lines, "left": said.left, "owed": said.owed, "receipt": said.receipt}
    facts |= {"kept": all_kept(line.withheld for line in said.lines)}
    facts |= {"cents": said.cents, "qr": QR, "attached": True}  # as the PDF: what stayed
    return MailContext(recipients, facts, lambda: _files(said, str(facts["verify_url"])))


def _files(said: Comprobante, verify_url: str) -> list[Attachment]:
    """The PDF, and the code that the mail shows."""
    return [
        Attachment(file_of(said), "application/pdf", draw(said)),
        Attachment("qr.png", "image/png", qr_png(verify_url), shown_as=QR),
    ]


def notice(payment: Payment) -> MailContext | None:
    """This payment on top, then every Nequi transaction of the day and what lacks a receipt."""
    sells = merchant()
    recipients = sells.notify_emails or ((sells.email,) if sells.email else ())
    if not recipients:
        return None
    debts, lines = _debts(payment), lines_of(db.session, payment.message_id)
    facts = {
        **_about(payment, debts),
        "lines": lines,
        "kept": all_kept(line.withheld for line in lines),
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
    recipients = _recipients(payment, debts)
    if not recipients:
        return None
    about = _about(payment, debts)
    return MailContext(recipients, about | {"link": about["retry_url"]})


def linked(payment: Payment) -> MailContext:
    """The payment's page for whoever asked for it: its address is the plugin's."""
    return MailContext((), _about(payment, _debts(payment)))


def refunded(payment: Payment) -> MailContext | None:
    """Money went back; the plugin adds the refund itself."""
    debts = _debts(payment)
    recipients = _recipients(payment, debts)
    if not recipients:
        return None
    about = _about(payment, debts)
    return MailContext(recipients, about | {"link": about["page_url"]})


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
        "phone": payment.masked_phone,
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


def _recipients(payment: Payment, debts: list[Debt]) -> tuple[str, ...]:
    """The customer's addresses; the order's own one where it was paid from the order's page."""
    customer = _customer(debts)
    theirs = customer.recipients if customer is not None else ()
    if customer is not None and payment.kind != "order":
        return theirs
    own = debts[0].payer_email if debts else ""
    return tuple(dict.fromkeys(address for address in (own, *theirs) if address))


def _customer(debts: list[Debt]) -> Customer | None:
    if not debts or debts[0].customer_id is None or debts[0].kind == "order":
        return None
    return db.session.get(Customer, debts[0].customer_id)


def recipients(payment: Payment) -> tuple[str, ...]:
    """Whom the comprobante of a payment goes to."""
    return _recipients(payment, _debts(payment))


def _receipt_number(payment: Payment) -> str:
    booking = db.session.scalar(select(Booking).filter_by(message_id=payment.message_id))
    if booking is None or booking.receipt_id is None:
        return ""
    return reading.numbers({booking.receipt_id})[booking.receipt_id]
