"""The whole meeting point with the plugin: what can be paid, who is mailed, what is checked.

"statement" (key = selection id) lives in ``statements/payable.py``, "order" (key = order id)
in ``orders/payable.py``; importing this module registers both.
"""

from __future__ import annotations

from typing import Any

from nequi_plugin import MailContext, Payment
from storefront.credits import checks as _credit_checks
from storefront.debts import checks as _debt_checks
from storefront.extensions import nequi
from storefront.invoices import checks as _invoice_checks
from storefront.notes import checks as _note_checks
from storefront.orders import payable as orders
from storefront.receipts import checks as _receipt_checks
from storefront.receipts import mail as receipt_mail
from storefront.receipts.told import told
from storefront.statements import checks as _statement_checks
from storefront.statements import payable as statements
from storefront.statements import result

CHECKS = (
    _debt_checks, _credit_checks, _invoice_checks, _note_checks, _receipt_checks, _statement_checks,
)  # fmt: skip
"""Modules whose ``@nequi.check`` functions are part of ``flask nequi check``."""


@nequi.page_extras
def page_extras(kind: str, key: str, payment: Payment | None) -> dict[str, Any]:
    """What the payment page of one payable shows beside the payment."""
    if kind == statements.KIND:
        return result.extras(key, payment)
    return orders.extras(key, payment) | told(payment)


@nequi.mail_context("receipt")
def receipt(payment: Payment) -> MailContext | None:
    """The payer's comprobante; nobody is written to where no address is known."""
    return receipt_mail.comprobante(payment)


@nequi.mail_context("merchant-notice")
def merchant_notice(payment: Payment) -> MailContext | None:
    """The merchant's notice with every Nequi transaction of the day."""
    return receipt_mail.notice(payment)


@nequi.mail_context("payment-rejected")
def payment_rejected(payment: Payment) -> MailContext | None:
    """To the payer: nothing was charged, and how to try again."""
    return receipt_mail.ending(payment)


@nequi.mail_context("payment-expired")
def payment_expired(payment: Payment) -> MailContext | None:
    """To the payer: nothing was charged, and how to try again."""
    return receipt_mail.ending(payment)


@nequi.mail_context("payment-link")
def payment_link(payment: Payment) -> MailContext | None:
    """To an address that somebody typed: the payment's page, to go on elsewhere."""
    return receipt_mail.linked(payment)


@nequi.mail_context("refund")
def refund(payment: Payment) -> MailContext | None:
    """To the payer: money went back."""
    return receipt_mail.refunded(payment)
