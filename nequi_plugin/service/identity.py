"""Who Nequi says this merchant is, asked without moving money."""

from __future__ import annotations

from dataclasses import replace

from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.desk import Desk
from nequi_plugin.gateway.protocol import Credentials, Verdict
from nequi_plugin.money import pesos
from nequi_plugin.payable import Identity
from nequi_plugin.service import actions

REFERENCE = "Comprobacion"


def identify(desk: Desk, credentials: Credentials) -> Identity:
    """The report's word on this code, its name from a status answer where the report has none.

    Raises GatewayUnavailable; KeysRefused where Nequi does not take the credentials.
    """
    found = actions.identify(desk, credentials)
    if not found.accepted or found.commerce:
        return found
    return replace(found, commerce=_name_of_a_code(desk, credentials))


def _name_of_a_code(desk: Desk, credentials: Credentials) -> str | None:
    """The payee of a one-peso code that is shown to nobody, so that nobody can pay it."""
    assert_outside()
    code = desk.gateway.create_qr(
        credentials, message_id=desk.new_message_id(), value=pesos(1), reference=REFERENCE
    )
    if code.verdict is not Verdict.ACCEPTED or not code.transaction_id or not code.payload:
        return None
    told = desk.gateway.status_qr(
        credentials, transaction_id=code.transaction_id, payload=code.payload
    )
    return told.name
