"""Codes and reverses: golden messages of both generations, and everything an answer may hold."""

from __future__ import annotations

from typing import Any

import pytest

from nequi_plugin.gateway import QrFlavour, QrStatusBy, Verdict
from nequi_plugin.gateway.messages import V1_PREFIX
from tests.gateway.conftest import PAYLOAD, PHONE, Bench
from tests.gateway.envelopes import CODE, answer, golden, golden_answer
from tests.gateway.scripted import Seen, sends

UNCLEAR, FAILED = Verdict.UNCLEAR, Verdict.FAILED
_PAYMENTS = "/payments/v2/-services-paymentservice-"
_V1 = golden("qr-v1-response")["generateCodeQRRS"]
_V2 = golden("qr-v2-response")["generateCodeQRRS"]
CODE_QR = _V1["codeQR"]


def header(call: Seen) -> tuple[str, str, str, str]:
    """Channel, service, operation and version of a request."""
    found = call.json["RequestMessage"]["RequestHeader"]
    to = found["Destination"]
    return found["Channel"], to["ServiceName"], to["ServiceOperation"], to["ServiceVersion"]


def content(call: Seen) -> Any:
    return call.json["RequestMessage"]["RequestBody"]["any"]


@pytest.mark.parametrize(
    ("name", "payload", "transaction_id"),
    [
        ("qr-v1-response", V1_PREFIX + CODE_QR, CODE_QR),
        ("qr-v2-response", PAYLOAD, "<opaque>"),
    ],
)
def test_a_code_sends_the_golden_request_and_reads_both_generations(
    bench: Bench, name: str, payload: str, transaction_id: str
) -> None:
    bench.server.script = sends(golden_answer(name))
    told = bench.create_qr(bench.gateway())
    assert (told.verdict, told.payload, told.transaction_id) == (
        Verdict.ACCEPTED,
        payload,
        transaction_id,
    )
    assert told.request_id == "7c1d-aws"
    [call] = bench.server.calls
    assert call.target == _PAYMENTS + "generatecodeqr"
    assert content(call) == golden("qr-request")
    assert header(call) == ("PQR03-C001", "PaymentsService", "generateCodeQR", "1.2.0")
    assert call.json["RequestMessage"]["RequestHeader"]["MessageID"] == "A1b2C3d4E5"


@pytest.mark.parametrize(
    ("flavour", "payload"), [(QrFlavour.V1, V1_PREFIX + CODE_QR), (QrFlavour.V2, PAYLOAD)]
)
def test_the_setting_chooses_where_an_answer_holds_both(
    bench: Bench, flavour: QrFlavour, payload: str
) -> None:
    bench.server.script = sends(answer({"generateCodeQRRS": {**_V1, **_V2}}))
    assert bench.create_qr(bench.gateway(qr_flavour=flavour)).payload == payload


@pytest.mark.parametrize(
    ("payload", "by", "fields"),
    [
        (V1_PREFIX + CODE_QR, QrStatusBy.PAYLOAD, {"codeQR": CODE_QR}),
        (PAYLOAD, QrStatusBy.PAYLOAD, {"qrValue": PAYLOAD}),
        (PAYLOAD, QrStatusBy.TRANSACTION_ID, {"qrValue": CODE_QR}),
    ],
)
def test_a_code_is_asked_about_by_its_own_key(
    bench: Bench, payload: str, by: QrStatusBy, fields: dict[str, str]
) -> None:
    bench.server.script = sends(golden_answer("status-paid"))
    told = bench.gateway(qr_status_by=by).status_qr(
        bench.credentials, transaction_id=CODE_QR, payload=payload
    )
    assert (told.verdict, told.value) == (Verdict.PAID, 25000)
    [call] = bench.server.calls
    assert call.target == _PAYMENTS + "getstatuspayment"
    assert content(call) == {"getStatusPaymentRQ": fields}
    assert header(call) == ("PQR03-C001", "PaymentsService", "getStatusPayment", "1.0.0")


def test_a_push_is_reversed_with_the_golden_request(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("reverse-accepted"))
    assert bench.reverse(bench.gateway()).verdict is Verdict.ACCEPTED
    [call] = bench.server.calls
    assert call.target == "/payments/v2/-services-reverseservices-reversetransaction"
    wanted = golden("reverse-request")["RequestMessage"]
    assert content(call) == wanted["RequestBody"]["any"]
    assert header(call) == ("PNP04-C001", "ReverseServices", "reverseTransaction", "1.0.0")
    assert call.json["RequestMessage"]["RequestHeader"]["MessageID"] == "F6g7H8i9J0"


@pytest.mark.parametrize(
    ("payload", "wanted"),
    [
        (PAYLOAD, golden("qr-v2-reverse-request")),
        (V1_PREFIX + CODE_QR, golden("reverse-request")["RequestMessage"]["RequestBody"]["any"]),
    ],
)
def test_a_code_is_reversed_as_its_generation_wants(
    bench: Bench, payload: str, wanted: object
) -> None:
    bench.server.script = sends(answer({"reversionRS": ""}))
    assert bench.reverse(bench.gateway(), payload).verdict is Verdict.ACCEPTED
    [call] = bench.server.calls
    assert content(call) == wanted
    assert header(call) == ("PQR03-C001", "reverseServices", "reverseTransaction", "1.0.0")


# code: create of a QR (verdict, reason, alert), reverse (verdict, reason, alert)
HEADER = {
    **dict.fromkeys(
        ("3-451", "20-08A", "11-37L", "11-9L"),
        ((FAILED, "configuration", True), (FAILED, "refused", False)),
    ),
    **dict.fromkeys(
        ("2-CCSB000012", "2-CCSB000013", "20-09A"),
        ((FAILED, "refused", False), (FAILED, "refused", False)),
    ),
    **dict.fromkeys(
        ("20-05A", "11-17L", "20-10A"),
        ((FAILED, "configuration", True), (FAILED, "configuration", True)),
    ),
    **dict.fromkeys(("20-07A", "11-18L"), ((UNCLEAR, "", False), (UNCLEAR, "", False))),
    **dict.fromkeys(("3-455", "2-CCSB000079"), ((UNCLEAR, "", True), (FAILED, "refused", False))),
    **dict.fromkeys(("10-454", "10-455", "99-99Z"), ((UNCLEAR, "", True), (UNCLEAR, "", True))),
}


@pytest.mark.parametrize("code", HEADER)
def test_a_header_code_means_what_the_contract_says(bench: Bench, code: str) -> None:
    bench.server.script = sends(answer({}, code))
    gateway = bench.gateway()
    create, reverse = bench.create_qr(gateway), bench.reverse(gateway)
    of_create, of_reverse = HEADER[code]
    assert (create.verdict, create.reason, create.alert) == of_create
    assert (reverse.verdict, reverse.reason, reverse.alert) == of_reverse
    assert (create.payload, create.code, reverse.code) == (None, code, code)
    assert len(bench.server.calls) == 2


def test_the_traffic_names_the_attempt_where_a_codes_text_stands_for_it(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("status-paid"))
    gateway = bench.gateway()
    bench.status_qr(gateway)
    bench.reverse(gateway, PAYLOAD)
    asked, reverse = bench.traffic
    assert (asked.service, asked.names) == ("status_qr", ("<opaque>", "F6g7H8i9J0"))
    assert (reverse.service, reverse.names) == ("reverse_qr", ("A1b2C3d4E5", "F6g7H8i9J0"))
    assert ("300 ••• ••01" in reverse.request, PHONE in reverse.request) == (True, False)


def test_a_401_gives_the_decision_to_the_caller(bench: Bench) -> None:
    bench.server.script = sends(answer({}, status="401 Unauthorized"))
    for call in (bench.create_qr, bench.reverse):
        told = call(bench.gateway())
        assert (told.verdict, told.unauthorized) == (Verdict.NOT_SENT, True)
    assert len(bench.server.calls) == 2


def _code(**changes: object) -> dict[str, object]:
    fields = {**CODE["generateCodeQRRS"], **changes}
    return {"generateCodeQRRS": {key: value for key, value in fields.items() if value is not ...}}


@pytest.mark.parametrize(
    "any_",
    [
        {},
        [],
        {"generateCodeQRRS": []},
        {"generateCodeQRRS": {}},
        *(_code(qrValue=wrong) for wrong in (..., None, "", " ", 7, True, {}, "a\nb", "9" * 513)),
        *(_code(transactionId=wrong) for wrong in (..., None, "", 7, [], "x" * 65, "a\x00b")),
        *(
            {"generateCodeQRRS": {"codeQR": wrong}}
            for wrong in (None, "", 7, {}, "x" * 65, "bancadigital-", "a\u200bb", "\ud800")
        ),
    ],
)
def test_an_accepted_code_that_cannot_be_drawn_or_asked_about_is_unclear(
    bench: Bench, any_: object
) -> None:
    bench.server.script = sends(answer(any_))
    told = bench.create_qr(bench.gateway())
    assert (told.verdict, told.alert) == (UNCLEAR, True)
    assert (told.payload, told.transaction_id) == (None, None)


def test_a_code_is_never_cut_and_loses_only_blanks_around_it(bench: Bench) -> None:
    payload = "0" * 512
    bench.server.script = sends(answer(_code(qrValue=f" {payload}\n", transactionId=" Q-1 ")))
    told = bench.create_qr(bench.gateway())
    assert (told.payload, told.transaction_id) == (payload, "Q-1")


def test_a_first_generation_code_that_has_its_prefix_keeps_one(bench: Bench) -> None:
    bench.server.script = sends(answer({"generateCodeQRRS": {"codeQR": V1_PREFIX + CODE_QR}}))
    told = bench.create_qr(bench.gateway())
    assert (told.payload, told.transaction_id) == (V1_PREFIX + CODE_QR, CODE_QR)
