"""The code service: a text for one payment, of either generation (contract 3.6, 6)."""

from __future__ import annotations

from nequi_plugin.simulator.booking import anatomy, book, checked
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.emvco import emvco
from nequi_plugin.simulator.messages import Answer, Message
from nequi_plugin.simulator.push import Push, Way

V1_CODE = "C001-10011-"
V1_PREFIX = "bancadigital-"


def create_qr(sim: Simulator, message: Message) -> Answer:
    """Answer `generateCodeQRRQ`; the code waits in the book before anybody hears of it."""
    account = checked(sim, message, Way.QR)
    if sim.config.qr_flavour == "v1":
        code = V1_CODE + message.message_id
        book(sim, message, account, Way.QR, transaction_id=code, payload=V1_PREFIX + code)
        return _made({"codeQR": code})
    text = emvco(account.name, account.number, message.text("value"), message.message_id)
    transaction_id = anatomy(sim, message, "")
    book(sim, message, account, Way.QR, transaction_id=transaction_id, payload=text)
    return _made({"qrValue": text, "transactionId": transaction_id})


def _made(body: dict[str, str]) -> Answer:
    return Answer(any={"generateCodeQRRS": body})


def is_second_generation(push: Push) -> bool:
    """Whether a request is a v2 code, asked for and reversed by its qrValue."""
    return push.way is Way.QR and not push.payload.startswith(V1_PREFIX)
