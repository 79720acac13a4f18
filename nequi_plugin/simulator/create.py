"""The create service: book the push on arrival, then answer as its number wants."""

from __future__ import annotations

from datetime import timedelta

from nequi_plugin.simulator import webhook
from nequi_plugin.simulator.account import Account
from nequi_plugin.simulator.booking import anatomy, book, checked, refuse
from nequi_plugin.simulator.clock import iso
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.messages import Answer, Message
from nequi_plugin.simulator.phones import Ending, Script, script_for
from nequi_plugin.simulator.push import Push, State, Way

BEFORE_EXPIRY = timedelta(seconds=10)
UNREADABLE = "<html><body><h1>502 Bad Gateway</h1></body></html>"
TRUNCATED = '{"ResponseMessage": {"ResponseHeader": {"Channel": "PNP04-C001", "Sta'


def create(sim: Simulator, message: Message) -> Answer:
    """Answer `unregisteredPaymentRQ`; what is refused stands in the book as refused."""
    account = checked(sim, message, Way.PUSH)
    phone = message.text("phoneNumber")
    script = script_for(phone)
    normal = script.alternate and sim.book.received(phone) % 2 == 1
    if script.created or normal:
        push = _accept(sim, message, account)
        _first_moves(sim, push, script)
        return _answer(sim, push, script, normal)
    refuse(sim, message, Way.PUSH, script.refuse or _reason(script), account)
    return _refusal(sim, phone, script)


def _accept(sim: Simulator, message: Message, account: Account) -> Push:
    phone = message.text("phoneNumber")
    planned_state, planned_at = _plan(sim, phone)
    return book(
        sim,
        message,
        account,
        transaction_id=anatomy(sim, message, phone),
        planned_state=planned_state,
        planned_at=planned_at,
    )


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
    shown = f"  {push.transaction_id} " if script.odd_shape else push.transaction_id
    return Answer(any={"unregisteredPaymentRS": {"transactionId": shown}})


def _refusal(sim: Simulator, phone: str, script: Script) -> Answer:
    if script.http == 401:
        sim.tokens.revoke_all()
    if script.http:
        return Answer(http=script.http)
    if script.garbage:
        return Answer(raw=UNREADABLE if sim.book.received(phone) % 2 else TRUNCATED)
    return Answer(silent=True) if script.silent else Answer(script.refuse)


def _reason(script: Script) -> str:
    if script.garbage:
        return "unreadable answer"
    return f"http {script.http}" if script.http else "no answer"
