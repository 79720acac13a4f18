"""The recibo de caja that nobody presses: made after the approval, where the owner wants it.

What needs a person stays in *Pagos sin recibo*, which says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from flask_babel import gettext as _

from nequi_plugin import Job, Payment, State
from storefront.company.gate import merchant
from storefront.dates import bogota_today
from storefront.db import AnySession, db
from storefront.debts.models import Booking
from storefront.extensions import nequi
from storefront.receipts.draft import Draft, draft
from storefront.receipts.policy import Policy, policy
from storefront.receipts.series import numbered
from storefront.receipts.service import NotReceivable, ReceiptData, make
from storefront.receipts.voiding import earlier

KIND = "automatic-receipt"
ACTOR = "sistema"


def receive_later(s: AnySession, payment: Payment) -> None:
    """Queue the receipt in the approval's transaction; once per payment, whatever is told later."""
    if policy(s) is Policy.AUTOMATIC:
        nequi.enqueue(KIND, ref=payment.message_id, unique=f"{KIND}:{payment.message_id}")


@nequi.job(KIND)
def receive(job: Job) -> None:
    """Make the receipt as the button does; a payment that has one, or needs a person, is left."""
    payment, made, voided = nequi.payment(job.ref), draft(job.ref), earlier(job.ref)
    series = numbered(db.session) if policy(db.session) is Policy.AUTOMATIC else ""
    db.session.expunge_all()
    db.session.rollback()
    if payment is None or made is None or needs_person(payment) or not series:
        return
    if voided:  # somebody received it by hand and voided that: she makes the next one
        return
    with suppress(NotReceivable):  # its money went back just now
        make(job.ref, _data(series, made), person=_("Automático"), actor=ACTOR)


def _data(series: str, made: Draft) -> ReceiptData:
    day = bogota_today(made.booking.approved_at)
    return ReceiptData(series, day, merchant().city, made.concept)


def needs_person(payment: Payment) -> bool:
    """In *Dinero por resolver*, not applied, or not whole any more."""
    whole = payment.state is State.APPROVED and payment.applied is not False
    return not whole or payment.queued_at is not None or payment.refunded > 0


def why_left(rows: Sequence[Booking]) -> dict[str, str]:
    """Reference → why its receipt is not made by itself; empty where staff make them."""
    if policy(db.session) is not Policy.AUTOMATIC:
        return {}
    if not numbered(db.session):
        words = _("Falta la numeración: agrega este, y los siguientes salen solos.")
        return {row.message_id: words for row in rows}
    found = [nequi.payment(row.message_id) for row in rows]
    return {one.message_id: _why(one) for one in found if one is not None and needs_person(one)}


def _why(payment: Payment) -> str:
    if payment.refunded:
        return str(_("Se devolvió una parte: revísalo y agrega el recibo."))
    return str(_("Está en Dinero por resolver: revísalo y agrega el recibo."))
