"""What a push and a code have in common: their checks, their row and their id."""

from __future__ import annotations

import re

from nequi_plugin.simulator import codes
from nequi_plugin.simulator.account import Account, merchant
from nequi_plugin.simulator.clock import iso
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.messages import Message, Refused
from nequi_plugin.simulator.phones import MOBILE
from nequi_plugin.simulator.push import Push, State, Way

VALUE = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
ID_LENGTH = 50
REFERENCES = ("reference1", "reference2", "reference3")


def checked(sim: Simulator, message: Message, way: Way) -> Account:
    """The merchant of a sound request. Raises Refused; what is refused stands in the book."""
    try:
        return _check(sim, message, way)
    except Refused as refusal:
        refuse(sim, message, way, refusal.code)
        raise


def _check(sim: Simulator, message: Message, way: Way) -> Account:
    code, value = message.text("code"), message.text("value")
    for name in REFERENCES:
        message.optional_text(name)
    if way is Way.PUSH and not MOBILE.fullmatch(message.text("phoneNumber")):
        raise Refused(codes.WRONG_PARAMETERS)
    if not VALUE.fullmatch(value):
        raise Refused(codes.WRONG_PARAMETERS)
    account = merchant(sim.book, code)
    if int(value) > sim.config.value_cap:
        raise Refused(codes.NOT_ALLOWED)
    return account


def refuse(
    sim: Simulator, message: Message, way: Way, reason: str, account: Account | None = None
) -> None:
    """Book a request that made nothing."""
    sim.book.add(
        _row(sim, message, account, way) | {"state": State.REFUSED, "reason": reason}, sim.now()
    )


def book(
    sim: Simulator, message: Message, account: Account, way: Way = Way.PUSH, **more: str
) -> Push:
    """Book a request that waits for its payer; `more` are columns of its own."""
    return sim.book.add(_row(sim, message, account, way) | more, sim.now())


def anatomy(sim: Simulator, message: Message, phone: str) -> str:
    """The transactionId of a request (contract 2.5); a code's has the empty phone's N."""
    serial = sim.book.serial(phone, message.text("code"))
    return f"350-{message.client_id}-{serial}-{message.message_id}"[:ID_LENGTH].strip()


def _row(sim: Simulator, message: Message, account: Account | None, way: Way) -> dict[str, str]:
    now = sim.now()
    phone = message.fields.get("phoneNumber") if way is Way.PUSH else ""
    return {
        "message_id": message.message_id,
        "client_id": message.client_id,
        "transaction_id": "",
        "phone": _shown(phone),
        "code": _shown(message.fields.get("code")),
        "merchant": account.name if account else "",
        "value": _shown(message.fields.get("value")),
        **{name: _shown(message.fields.get(name)) for name in REFERENCES},
        "state": State.PENDING,
        "reason": "",
        "created_at": iso(now),
        "expires_at": iso(now + sim.expiry(way)),
        "planned_state": "",
        "planned_at": "",
        "way": way,
        "payload": "",
    }


def _shown(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)
