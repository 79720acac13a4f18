"""Cancel a pending push, reverse a paid one (contract 3.4, 3.5)."""

from __future__ import annotations

from nequi_plugin.simulator import codes
from nequi_plugin.simulator.account import merchant
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.messages import Answer, Message
from nequi_plugin.simulator.phones import script_for
from nequi_plugin.simulator.push import Push, State, Way
from nequi_plugin.simulator.qr import is_second_generation

CANCEL_REFUSALS = {
    State.PAID: codes.NOT_ALLOWED,
    State.REVERSED: codes.NOT_ALLOWED,
    State.REJECTED: codes.CANCELLED,
    State.CANCELLED: codes.CANCELLED,
    State.EXPIRED: codes.EXPIRED,
}


def cancel(sim: Simulator, message: Message) -> Answer:
    """Answer `cancelUnregisteredPaymentRQ`; the odd answer key is Nequi's own."""
    phone, code = message.text("phoneNumber"), message.text("code")
    push = sim.book.find_transaction(message.text("transactionId"))
    merchant(sim.book, code)
    if push is None or push.way is Way.QR or (push.phone, push.code) != (phone, code):
        return Answer(codes.DOES_NOT_EXIST)
    push = sim.settle(push)
    if push.state is State.PENDING:
        wanted = State.PAID if script_for(phone).race else State.CANCELLED
        sim.decide(push, wanted, why="cancel asked")
        push = sim.book.find(push.id) or push
        if push.state is State.CANCELLED:
            return Answer(any={"cancelRequestMoneyRS": {}})
    code = CANCEL_REFUSALS[push.state]
    sim.book.note("cancel refused", sim.now(), push.id, code)
    return Answer(code)


def reverse(sim: Simulator, message: Message) -> Answer:
    """Answer `reversionRQ`: matches on phone, value, code, the create's MessageID and type.

    A v2 code is named by `qrValue` instead of the last two (contract 3.5).
    """
    by_code = "qrValue" in message.fields
    names = ("qrValue",) if by_code else ("messageId", "type")
    asked = {name: message.text(name) for name in ("phoneNumber", "value", "code", *names)}
    merchant(sim.book, asked["code"])
    push = _match(sim, asked, _named_code(sim, asked) if by_code else _named(sim, asked))
    if push is None:
        sim.book.note("reverse refused", sim.now(), detail=asked[names[0]])
        return Answer(codes.NOT_IN_CORE)
    script = script_for(push.phone)
    if push.state is State.PENDING and sim.config.cancel_on_reverse_of_pending:
        sim.decide(push, State.CANCELLED, why="reverse asked")
        return Answer(any={"reversionRS": {}})
    if push.state is not State.PAID or script.reverse == "refuse":
        sim.book.note("reverse refused", sim.now(), push.id)
        return Answer(codes.NOT_IN_CORE)
    if not sim.decide(push, State.REVERSED, why=message.message_id):
        return Answer(codes.NOT_IN_CORE)
    return Answer(silent=True) if script.reverse else Answer(any={"reversionRS": {}})


def _named(sim: Simulator, asked: dict[str, str]) -> list[Push]:
    if asked["type"] != "payment":
        return []
    pushes = sim.book.of_message(asked["messageId"])
    return [push for push in pushes if not is_second_generation(push)]


def _named_code(sim: Simulator, asked: dict[str, str]) -> list[Push]:
    push = sim.book.find_code(asked["qrValue"])
    return [push] if push and push.payload == asked["qrValue"] else []


def _match(sim: Simulator, asked: dict[str, str], named: list[Push]) -> Push | None:
    wanted = (asked["phoneNumber"], asked["value"], asked["code"])
    found = [
        push
        for push in map(sim.settle, named)
        if (push.phone, sim.book.captured(push.id) or push.value, push.code) == wanted
    ]
    paid = [push for push in found if push.state is State.PAID]
    return next(iter(paid or found), None)
