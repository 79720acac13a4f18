"""The recibo de caja on its way to who paid: a mail with the PDF, once its number is taken."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import Attachment, Job
from storefront.customers.models import Customer
from storefront.db import db
from storefront.debts.models import Allocation, Debt
from storefront.extensions import nequi
from storefront.pdf.answer import file_name
from storefront.pdf.qr import qr_png
from storefront.receipts.kept import all_kept
from storefront.receipts.models import Receipt
from storefront.receipts.paper import Paper, draw, paper
from storefront.receipts.series import THEIRS
from storefront.receipts.verify import code_of

KIND = "cash-receipt"
QR = "qr"


def send_later(receipt: Receipt) -> None:
    """Queue the mail, in the transaction that makes the receipt."""
    nequi.enqueue(KIND, ref=str(receipt.id), unique=f"{KIND}:{receipt.id}")


@nequi.job(KIND, lane="mail")
def deliver(job: Job) -> None:
    """Send one receipt; a voided one and one of somebody without address go nowhere."""
    receipt = db.session.get(Receipt, int(job.ref))
    to = recipients(db.session(), receipt) if receipt and receipt.voided_at is None else ()
    if receipt is None or not to:
        return
    said = paper(receipt)
    facts = facts_of(said)
    name = file_name(_("Recibo de caja %(number)s", number=receipt.number))
    db.session.expunge_all()
    db.session.rollback()
    files = [Attachment("qr.png", "image/png", qr_png(str(facts["verify_url"])), shown_as=QR)]
    if not facts["theirs"]:  # the other program prints its own
        files.insert(0, Attachment(name, "application/pdf", draw(said)))
    nequi.send_mail(
        kind=KIND, to=to, template=f"mail/{KIND}", facts=facts,
        message_id=f"{KIND}-{job.ref}", attachments=files,
    )  # fmt: skip


def facts_of(said: Paper) -> dict[str, object]:
    """What the mail prints of a receipt; amounts in centavos."""
    receipt = said.receipt
    code = code_of(receipt.message_id)
    return {
        "number": receipt.number, "cents": receipt.total_cents, "concept": receipt.concept,
        "payer": receipt.received_from, "document": receipt.received_from_id,
        "reference": receipt.message_id, "owed": said.owed,
        "kept": all_kept(line.withheld for line in said.lines),
        "code": code, "verify_url": nequi.url_for("receipts.show", code=code), "qr": QR,
        "theirs": receipt.series == THEIRS, "merchant": said.seller,
        "shop_name": said.seller.trade_name or said.seller.name,
    }  # fmt: skip


def recipients(s: Session, receipt: Receipt) -> tuple[str, ...]:
    """The customer's addresses; the order's own one where a guest bought, or had paid before
    her order became a customer's."""
    paid = select(Allocation.debt_id).where(Allocation.message_id == receipt.message_id)
    debt = s.scalar(select(Debt).where(Debt.id.in_(paid)).order_by(Debt.id).limit(1))
    if debt is not None and debt.kind == "order":
        return (debt.payer_email,) if debt.payer_email else ()
    customer = s.get(Customer, receipt.customer_id) if receipt.customer_id is not None else None
    if customer is not None:
        return customer.recipients
    return (debt.payer_email,) if debt is not None and debt.payer_email else ()
