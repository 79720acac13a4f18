"""From an exchange's outcome to one Answer: what is certain, what is not (``money.md``)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nequi_plugin.gateway import codes, reading
from nequi_plugin.gateway.exchange import NoReply, Outcome, Reply
from nequi_plugin.gateway.protocol import (
    Answer,
    CodeRefused,
    GatewayUnavailable,
    KeysRefused,
    Report,
    Verdict,
)
from nequi_plugin.gateway.settings import QrFlavour

NOT_SENT: Final = "not_sent"


def read_create(outcome: Outcome) -> Answer:
    """ACCEPTED with an id, FAILED, NOT_SENT, or UNCLEAR for everything that is not certain."""
    opened = _open(outcome)
    if isinstance(opened, Answer):
        return opened
    if opened.code != codes.SUCCESS:
        return _answer(opened, codes.CREATE_HEADER.get(opened.code, codes.UNKNOWN))
    transaction_id = reading.read_transaction_id(opened)
    if transaction_id is None:
        return _answer(opened, codes.UNKNOWN)
    answer = _answer(opened, codes.Meaning(Verdict.ACCEPTED))
    return replace(answer, transaction_id=transaction_id)


def read_create_qr(outcome: Outcome, flavour: QrFlavour) -> Answer:
    """ACCEPTED with a payload and an id, else as ``read_create``."""
    opened = _open(outcome)
    if isinstance(opened, Answer):
        return opened
    if opened.code != codes.SUCCESS:
        return _answer(opened, codes.CREATE_QR_HEADER.get(opened.code, codes.UNKNOWN))
    code = reading.read_code(opened, flavour)
    if code is None:
        return _answer(opened, codes.UNKNOWN)
    answer = _answer(opened, codes.Meaning(Verdict.ACCEPTED))
    return replace(answer, payload=code.payload, transaction_id=code.transaction_id)


def read_reverse(outcome: Outcome) -> Answer:
    """ACCEPTED (done), FAILED (refused), NOT_SENT, or UNCLEAR for everything else."""
    opened = _open(outcome)
    if isinstance(opened, Answer):
        return opened
    return _answer(opened, codes.REVERSE_HEADER.get(opened.code, codes.UNKNOWN))


def read_cancel(outcome: Outcome) -> Answer:
    """ACCEPTED, UNCLEAR or NOT_SENT: never a verdict on the payment."""
    opened = _open(outcome)
    if isinstance(opened, Answer):
        return opened
    return _answer(opened, codes.CANCEL_HEADER.get(opened.code, codes.UNKNOWN))


def read_status(outcome: Outcome) -> Answer:
    """The payment's state, or UNCLEAR: a question that failed says nothing about it."""
    opened = _open(outcome)
    if isinstance(opened, Answer):
        return replace(opened, verdict=Verdict.UNCLEAR, reason="")
    if opened.code != codes.SUCCESS:
        return _answer(opened, codes.STATUS_HEADER.get(opened.code, codes.UNKNOWN))
    state = reading.read_payment(opened)
    meaning = codes.STATUS_BODY.get(state.status, codes.UNKNOWN)
    if meaning.verdict is Verdict.PAID and state.value is None:
        meaning = codes.Meaning(Verdict.UNREADABLE, alert=True)
    answer = replace(_answer(opened, meaning), code=state.status)
    return replace(answer, value=state.value, phone=state.phone, name=state.name)


def read_report(outcome: Outcome) -> Report:
    """The report; raises CodeRefused or GatewayUnavailable (KeysRefused)."""
    opened = _open(outcome)
    if isinstance(opened, Answer):
        if _keys_refused(outcome):
            raise KeysRefused(opened.description)
        raise GatewayUnavailable(opened.description)
    if opened.code in codes.CODE_REFUSED:
        raise CodeRefused(opened.code)
    report = reading.read_report(opened) if opened.code == codes.SUCCESS else None
    if report is None:
        raise GatewayUnavailable(f"no report in an answer with code {opened.code}")
    return report


def _keys_refused(outcome: Outcome) -> bool:
    """Of an answer without an envelope: no token for these keys, or none of the API for it."""
    return outcome.status in (401, 403) if isinstance(outcome, Reply) else outcome.alert


def with_request_id(answer: Answer, outcome: Outcome) -> Answer:
    """The answer with the gateway's own trace id, where one came."""
    return replace(answer, request_id=outcome.request_id if isinstance(outcome, Reply) else "")


def header_code(outcome: Outcome) -> str:
    """The header's code for the log, or ``""``."""
    envelope = reading.read_envelope(outcome.body) if isinstance(outcome, Reply) else None
    return envelope.code if envelope else ""


def _answer(envelope: reading.Envelope, meaning: codes.Meaning) -> Answer:
    return Answer(
        meaning.verdict,
        reason=meaning.reason,
        code=envelope.code,
        description=envelope.description,
        alert=meaning.alert,
    )


def _open(outcome: Outcome) -> reading.Envelope | Answer:
    """The envelope of an answer that Nequi itself gave, else what the failure says."""
    if isinstance(outcome, NoReply):
        return _no_reply(outcome)
    if (refusal := _refused_at_the_door(outcome)) is not None:
        return refusal
    envelope = reading.read_envelope(outcome.body)
    if outcome.status >= 500 or outcome.status == 408 or 300 <= outcome.status < 400:
        return _unclear(f"HTTP {outcome.status}")
    if envelope is None:
        return _unclear(f"HTTP {outcome.status} without a readable envelope")
    if outcome.status >= 400 and envelope.code == codes.SUCCESS:
        return replace(_unclear(f"HTTP {outcome.status} with code 0"), alert=True)
    return envelope


def _refused_at_the_door(reply: Reply) -> Answer | None:
    """HTTP answers that prove that no request was taken (contract 4.4)."""
    note = f"HTTP {reply.status}"
    if reply.status == 401:
        return Answer(Verdict.NOT_SENT, NOT_SENT, description=note, unauthorized=True)
    if reply.status == 429:
        return Answer(Verdict.NOT_SENT, NOT_SENT, description=note)
    if not 400 <= reply.status < 500 or reply.status == 408:
        return None
    if reply.body is None or reading.has_envelope(reply.body):
        return None
    # A wrong path, a missing or bad API key: every call will fare alike until it is mended.
    return Answer(Verdict.NOT_SENT, NOT_SENT, description=note, alert=True)


def _no_reply(outcome: NoReply) -> Answer:
    if outcome.sent:
        return _unclear(outcome.why)
    return Answer(Verdict.NOT_SENT, NOT_SENT, description=outcome.why, alert=outcome.alert)


def _unclear(why: str) -> Answer:
    return Answer(Verdict.UNCLEAR, description=why)
