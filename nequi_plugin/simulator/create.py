"""The create service: book the push on arrival, then answer as its number wants."""

from __future__ import annotations

import re
from datetime import timedelta

from nequi_plugin.simulator import codes, webhook
from nequi_plugin.simulator.account import Account, merchant
from nequi_plugin.simulator.clock import iso
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.messages import Answer, Message, Refused
from nequi_plugin.simulator.phones import MOBILE, Ending, Script, script_for
from nequi_plugin.simulator.push import Push, State

VALUE = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
ID_LENGTH = 50
BEFORE_EXPIRY = timedelta(seconds=10)
UNREADABLE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
TRUNCATED = '{"ResponseMessage": {"ResponseHeader": {"Channel": "PNP04-C001", "Sta'


def create(sim: Simulator, message: Message) -> Answer:
    """Answer `unregisteredPaymentRQ`; what is refused stands in the book as refused."""
    try:
        account = _check(sim, message)
    except Refused as refusal:
        _book(sim, message, None, State.REFUSED, refusal.code)
        raise
    phone = message.text("phoneNumber")
    script = script_for(phone)
    normal = script.alternate and sim.book.received(phone) % 2 == 1
    if script.created or normal:
        push = _book(sim, message, account, State.PENDING, "")
        _first_moves(sim, push, script)
        return _answer(sim, push, script, normal)
    _book(sim, message, account, State.REFUSED, script.refuse or _reason(script))
    return _refusal(sim, script)


def _check(sim: Simulator, message: Message) -> Account:
    phone, code, value = (message.text(n) for n in ("phoneNumber", "code", "value"))
    for name in ("reference1", "reference2", "reference3"):
        message.optional_text(name)
    if not MOBILE.fullmatch(phone) or not VALUE.fullmatch(value):
        raise Refused(codes.WRONG_PARAMETERS)
    account = merchant(sim.book, code)
    if int(value) > sim.config.value_cap:
        raise Refused(codes.NOT_ALLOWED)
    return account


def _book(
    sim: Simulator, message: Message, account: Account | None, state: State, reason: str
) -> Push:
    now = sim.now()
    names = ("phoneNumber", "code", "value", "reference1", "reference2", "reference3")
    phone, code, value, *references = (_shown(message.fields.get(name)) for name in names)
    planned_state, planned_at = _plan(sim, phone)
    values = {
        "message_id": message.message_id,
        "client_id": message.client_id,
        "transaction_id": "",
        "phone": phone,
        "code": code,
        "merchant": account.name if account else "",
        "value": value,
        "reference1": references[0],
        "reference2": references[1],
        "reference3": references[2],
        "state": state,
        "reason": reason,
        "created_at": iso(now),
        "expires_at": iso(now + sim.expiry()),
        "planned_state": planned_state,
        "planned_at": planned_at,
    }
    if state is State.PENDING:
        serial = sim.book.serial(phone, code)
        anatomy = f"350-{message.client_id}-{serial}-{message.message_id}"
        values["transaction_id"] = anatomy[:ID_LENGTH].strip()
    return sim.book.add(values, now)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)


def _plan(sim: Simulator, phone: str) -> tuple[str, str]:
    script, now = script_for(phone), sim.now()
    if script.decides is Ending.SOON:
        return script.ends, iso(now + timedelta(seconds=sim.config.approve_seconds))
    if script.decides is Ending.BEFORE_EXPIRY:
        return script.ends, iso(now + sim.expiry() - BEFORE_EXPIRY)
    return "", ""


def _first_moves(sim: Simulator, push: Push, script: Script) -> None:
    if script.decides is Ending.AT_ONCE:
        sim.book.end(push, State.PAID, iso(sim.now()), push.value)
        # posted here, not queued: this number's point is a notice before the create's answer
        sim.courier.post(webhook.body_of(push, push.value, webhook.SUCCESS, sim.now()))
    if script.webhook == "lie":
        sim.courier.send(webhook.body_of(push, push.value, webhook.SUCCESS, sim.now()))


def _answer(sim: Simulator, push: Push, script: Script, normal: bool) -> Answer:
    if script.refuse and not normal:
        return Answer(script.refuse)
    if script.silent:
        return Answer(silent=True)
    if script.garbage:
        return Answer(raw=UNREADABLE if push.id % 2 else TRUNCATED)
    shown = f"  {push.transaction_id} " if script.odd_shape else push.transaction_id
    return Answer(any={"unregisteredPaymentRS": {"transactionId": shown}})


def _refusal(sim: Simulator, script: Script) -> Answer:
    if script.http == 401:
        sim.tokens.revoke_all()
    if script.http:
        return Answer(http=script.http)
    return Answer(silent=True) if script.silent else Answer(script.refuse)


def _reason(script: Script) -> str:
    return f"http {script.http}" if script.http else "no answer"
