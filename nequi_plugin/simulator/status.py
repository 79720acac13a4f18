"""The status service: what became of a push (contract 3.3)."""

from __future__ import annotations

from nequi_plugin.simulator import codes
from nequi_plugin.simulator.account import known
from nequi_plugin.simulator.clock import BOGOTA
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.messages import Answer, Message
from nequi_plugin.simulator.phones import script_for
from nequi_plugin.simulator.push import Push, State
from nequi_plugin.simulator.qr import is_second_generation

MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre",
    "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip
HEADER_ENDS = {
    State.REJECTED: codes.CANCELLED,
    State.CANCELLED: codes.CANCELLED,
    State.EXPIRED: codes.EXPIRED,
}


def status(sim: Simulator, message: Message) -> Answer:
    """Answer `getStatusPaymentRQ`: `codeQR` holds a push's transactionId or a v1 code itself.

    A v2 code is asked for by `qrValue`; whether Nequi wants its text or its transactionId there
    is unsettled (contract 3.6), so both are taken.
    """
    push = _asked(sim, message)
    if push is None:
        return Answer(codes.DATUM_NOT_FOUND)
    sim.book.polled(push.id)
    push = sim.settle(sim.book.find(push.id) or push)
    script = script_for(push.phone)
    if push.polls <= script.lagging_polls:
        return Answer(codes.RECORD_NOT_FOUND)
    if push.state in HEADER_ENDS and not script.body:
        return Answer(HEADER_ENDS[push.state])
    return Answer(any={"getStatusPaymentRS": _body(sim, push, message.client_id)})


def _asked(sim: Simulator, message: Message) -> Push | None:
    if "qrValue" in message.fields:
        return sim.book.find_code(message.text("qrValue"))
    push = sim.book.find_transaction(message.text("codeQR"))
    return None if push is None or is_second_generation(push) else push


def _body(sim: Simulator, push: Push, client_id: str) -> dict[str, object]:
    account = known(sim.book, push.code)
    body = {
        "name": account.name if account else push.merchant,
        "ipAddress": "N/A",
        "status": _digits(sim, push),
    }
    if push.state in (State.PAID, State.REVERSED):
        return body | _paid(sim, push, client_id)
    return body | {
        "date": _spanish_date(push),
        "trnId": push.transaction_id,
        "originMoney": [],
        "value": push.value,
    }


def _paid(sim: Simulator, push: Push, client_id: str) -> dict[str, object]:
    # a payer of another bank has no Nequi number to tell
    payer = {"phoneNumber": push.phone} if push.phone else {}
    return payer | {
        "date": push.created.astimezone(BOGOTA).strftime("%Y-%m-%d %H:%M:%S"),
        "trnId": client_id,
        "originMoney": {} if script_for(push.phone).odd_shape else [{}],
        "value": sim.book.captured(push.id) or push.value,
    }


def _digits(sim: Simulator, push: Push) -> str:
    if push.state is State.REVERSED:
        return sim.config.status_after_reverse
    if push.state is State.PAID:
        return codes.PAID_BODY
    body = script_for(push.phone).body
    decided = push.state is not State.PENDING or not push.planned_state
    return body if body and decided else codes.PENDING_BODY


def _spanish_date(push: Push) -> str:
    local = push.created.astimezone(BOGOTA)
    half = "AM" if local.hour < 12 else "PM"
    hour = local.hour % 12 or 12
    return (
        f"{MONTHS[local.month - 1]} {local.day} - {local.year} | "
        f"{hour:02d}:{local.minute:02d} {half}"
    )
