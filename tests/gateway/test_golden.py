"""What goes over the wire equals the golden messages, and golden answers read right."""

from __future__ import annotations

import base64

from nequi_plugin.gateway import Report, ReportLine, Verdict
from nequi_plugin.money import pesos
from tests.gateway.conftest import TRANSACTION, Bench
from tests.gateway.envelopes import golden, golden_answer
from tests.gateway.scripted import sends

_PAYMENTS = "/payments/v2/-services-paymentservice-"


def test_create_sends_the_golden_request_and_reads_the_golden_answer(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("create-accepted"))
    answer = bench.create(bench.gateway())
    assert (answer.verdict, answer.transaction_id) == (Verdict.ACCEPTED, TRANSACTION)
    assert (answer.code, answer.request_id, answer.alert) == ("0", "7c1d-aws", False)
    [call] = bench.server.calls
    assert call.target == _PAYMENTS + "unregisteredpayment"
    assert call.json == golden("create-request")
    assert call.headers["authorization"] == "Bearer opaque-token"
    assert call.headers["x-api-key"] == "the-api-key"
    assert call.headers["content-type"] == "application/json"
    assert call.headers["accept"] == "application/json"


def test_the_token_call_is_the_contracts(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("status-pending"))
    bench.status(bench.gateway())
    [call] = bench.server.token_calls
    assert call.target == "/oauth2/token?grant_type=client_credentials"
    assert call.body == b"grant_type=client_credentials"
    basic = base64.b64encode(b"the-client:the-secret").decode()
    assert call.headers["authorization"] == f"Basic {basic}"
    assert call.headers["content-type"] == "application/x-www-form-urlencoded"


def test_status_sends_the_golden_request_and_reads_pending(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("status-pending"))
    answer = bench.status(bench.gateway())
    assert (answer.verdict, answer.value, answer.phone) == (Verdict.PENDING, 25000, None)
    [call] = bench.server.calls
    assert call.target == _PAYMENTS + "getstatuspayment"
    assert call.json == golden("status-request")


def test_status_reads_the_golden_endings(bench: Bench) -> None:
    gateway = bench.gateway()
    bench.server.script = sends(golden_answer("status-paid"))
    paid = bench.status(gateway)
    assert (paid.verdict, paid.value, paid.phone) == (Verdict.PAID, 25000, "3001000001")
    assert (paid.name, paid.code) == ("TIENDA DE PRUEBA", "35")
    bench.server.script = sends(golden_answer("status-rejected-by-the-user"))
    assert bench.status(gateway).verdict is Verdict.CANCELLED_OR_REJECTED
    bench.server.script = sends(golden_answer("status-expired"))
    expired = bench.status(gateway)
    assert (expired.verdict, expired.description) == (Verdict.EXPIRED, "La transacción ya caducó")


def test_create_reads_a_phone_without_nequi(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("create-phone-without-nequi"))
    answer = bench.create(bench.gateway())
    assert (answer.verdict, answer.reason) == (Verdict.FAILED, "no_nequi")
    assert (answer.code, answer.alert) == ("20-08A", False)


def test_cancel_sends_the_golden_request_and_reads_the_golden_answer(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("cancel-accepted"))
    assert bench.cancel(bench.gateway()).verdict is Verdict.ACCEPTED
    [call] = bench.server.calls
    assert call.target == _PAYMENTS + "cancelunregisteredpayment"
    message = call.json["RequestMessage"]
    assert message["RequestBody"]["any"] == golden("cancel-request")
    assert message["RequestHeader"]["MessageID"] == "F6g7H8i9J0"
    assert message["RequestHeader"]["Destination"] == {
        "ServiceName": "PaymentsService",
        "ServiceOperation": "unregisteredPayment",
        "ServiceRegion": "C001",
        "ServiceVersion": "1.0.0",
    }


def test_report_sends_the_golden_request_and_reads_the_golden_answer(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("report-response"))
    report = bench.gateway().report(bench.credentials, start="2026-11-24", end="2026-11-24")
    line = ReportLine("A1b2C3d4E5", TRANSACTION, 25000, "2026-11-24 10:04:40", "ANA PEREZ")
    assert report == Report("TIENDA DE PRUEBA", "1", (line,))
    [call] = bench.server.calls
    assert call.target == "/partners/v2/-services-reportsservice-getreports"
    message = call.json["RequestMessage"]
    assert message["RequestBody"]["any"] == golden("report-request")
    assert message["RequestHeader"]["Channel"] == "MF-001"


def test_labels_and_versions_are_settings(bench: Bench) -> None:
    bench.server.script = sends(golden_answer("create-accepted"))
    gateway = bench.gateway(client_label="77", region="P001", versions={"create": "1.0.0"})
    gateway.create(
        bench.credentials,
        message_id="A1b2C3d4E5",
        phone="3001000001",
        value=pesos(25000),
        reference="Pedido Nº 12 – peña\r\ncon un nombre larguísimo",
    )
    header = bench.server.calls[0].json["RequestMessage"]["RequestHeader"]
    assert header["ClientID"] == "77"
    assert header["Destination"]["ServiceVersion"] == "1.0.0"
    assert header["Destination"]["ServiceRegion"] == "P001"
    sent = bench.server.calls[0].json["RequestMessage"]["RequestBody"]["any"]
    assert sent["unregisteredPaymentRQ"]["reference1"] == "Pedido No 12 pena con un "
