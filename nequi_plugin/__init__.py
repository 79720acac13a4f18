"""Nequi payments for any Flask app: push requests, pay buttons, signed links, mails.

Ten lines, in the order in which a host meets them::

    nequi = Nequi()

    @nequi.payable("invoice")                     # what is owed for this key?
    def due(key): ...                             # -> Due(pesos, description)

    @nequi.on_approved("invoice")                 # same transaction as the payment itself
    def paid(key, payment): ...

    nequi.init_app(app, db)                       # settings, tables, pages, webhook, commands

and in any template ``{{ nequi_button("invoice", invoice.id) }}``.
"""

from nequi_plugin.crash import crash_point
from nequi_plugin.database.sqlite_tuning import tune_sqlite
from nequi_plugin.errors import (
    BadLink,
    Changed,
    ConfigError,
    NequiError,
    Refused,
    UnknownPayable,
)
from nequi_plugin.extension import Nequi
from nequi_plugin.gateway.protocol import (
    CodeRefused,
    Credentials,
    GatewayUnavailable,
    KeysRefused,
)
from nequi_plugin.money import (
    NBSP,
    Pesos,
    clean_phone,
    format_pesos,
    mask_phone,
    pesos,
    show_phone,
)
from nequi_plugin.payable import Attachment, Due, Identity, Job, Link, MailContext
from nequi_plugin.reconcile.piles import PileLine, Piles
from nequi_plugin.refund_ledger import Refund
from nequi_plugin.refund_states import RefundState
from nequi_plugin.signals import (
    payment_approved,
    payment_changed,
    payment_ended,
    payment_reversed,
)
from nequi_plugin.snapshots import Payment, PaymentEvent
from nequi_plugin.states import State, Way
from nequi_plugin.traffic import Exchange

__all__ = [
    "NBSP",
    "Attachment",
    "BadLink",
    "Changed",
    "CodeRefused",
    "ConfigError",
    "Credentials",
    "Due",
    "Exchange",
    "GatewayUnavailable",
    "Identity",
    "Job",
    "KeysRefused",
    "Link",
    "MailContext",
    "Nequi",
    "NequiError",
    "Payment",
    "PaymentEvent",
    "Pesos",
    "PileLine",
    "Piles",
    "Refund",
    "RefundState",
    "Refused",
    "State",
    "UnknownPayable",
    "Way",
    "clean_phone",
    "crash_point",
    "format_pesos",
    "mask_phone",
    "payment_approved",
    "payment_changed",
    "payment_ended",
    "payment_reversed",
    "pesos",
    "show_phone",
    "tune_sqlite",
]
