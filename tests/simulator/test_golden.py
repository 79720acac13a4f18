"""The simulator reads and produces the golden messages, fact for fact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from tests.simulator.merchant import PATHS, Merchant

GOLDEN = Path(__file__).parents[1] / "golden"
CREATED = datetime(2026, 11, 25, 15, 4, 7, tzinfo=UTC)


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


class Watch:
    now = CREATED


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def shop(tmp_path: Path, watch: Watch) -> Iterator[Merchant]:
    config = SimulatorConfig(tmp_path, system_time=lambda: watch.now)
    with RunningSimulator(config) as running:
        yield Merchant(running.url).sign_in()


def exchange(shop: Merchant, service: str, name: str) -> dict[str, Any]:
    answer = shop.post(service, golden(name))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    return answer.json()  # type: ignore[no-any-return]


def undated(message: dict[str, Any]) -> dict[str, Any]:
    dated = message["ResponseMessage"]["ResponseHeader"].pop("ResponseDate")
    datetime.strptime(dated, "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007 - only its form matters
    return message


def content(message: dict[str, Any]) -> Any:
    return message["ResponseMessage"]["ResponseBody"]["any"]


def test_create_is_accepted(shop: Merchant) -> None:
    got = exchange(shop, "create", "create-request")
    assert undated(got) == undated(golden("create-accepted"))


def test_create_for_a_phone_without_nequi(shop: Merchant) -> None:
    wanted = golden("create-request")
    fields = wanted["RequestMessage"]["RequestBody"]["any"]["unregisteredPaymentRQ"]
    fields["phoneNumber"] = "3001000004"
    got = shop.post("create", wanted).json()
    assert undated(got) == undated(golden("create-phone-without-nequi"))


def test_status_pending_then_paid(shop: Merchant) -> None:
    exchange(shop, "create", "create-request")
    assert content(exchange(shop, "status", "status-request")) == golden("status-pending")
    shop.control("POST", "requests/1/accept")
    assert content(exchange(shop, "status", "status-request")) == golden("status-paid")


def test_status_rejected(shop: Merchant) -> None:
    exchange(shop, "create", "create-request")
    shop.control("POST", "requests/1/reject")
    got = exchange(shop, "status", "status-request")
    assert undated(got) == undated(golden("status-rejected-by-the-user"))


def test_status_expired(shop: Merchant) -> None:
    request = golden("create-request")
    fields = request["RequestMessage"]["RequestBody"]["any"]["unregisteredPaymentRQ"]
    fields["phoneNumber"] = "3000000057"  # the golden phone would approve by itself
    created = content(shop.post("create", request).json())
    asked = golden("status-request")
    transaction_id = created["unregisteredPaymentRS"]["transactionId"]
    asked["RequestMessage"]["RequestBody"]["any"]["getStatusPaymentRQ"]["codeQR"] = transaction_id
    shop.advance(15 * 60)
    assert undated(shop.post("status", asked).json()) == undated(golden("status-expired"))


def test_cancel(shop: Merchant) -> None:
    exchange(shop, "create", "create-request")
    fields = golden("cancel-request")["cancelUnregisteredPaymentRQ"]
    answer = shop.post("cancel", shop.message(PATHS["cancel"][1], fields)).json()
    assert content(answer) == golden("cancel-accepted")


def test_reverse(shop: Merchant) -> None:
    exchange(shop, "create", "create-request")
    shop.control("POST", "requests/1/accept")
    assert content(exchange(shop, "reverse", "reverse-request")) == golden("reverse-accepted")


@pytest.fixture
def first_generation(tmp_path: Path) -> Iterator[Merchant]:
    with RunningSimulator(SimulatorConfig(tmp_path, qr_flavour="v1")) as running:
        yield Merchant(running.url).sign_in()


def test_a_first_generation_code(first_generation: Merchant) -> None:
    shop, fields = first_generation, golden("qr-request")["generateCodeQRRQ"]
    asked = shop.message("generateCodeQRRQ", fields, "A1b2C3d4E5")
    assert content(shop.post("create_qr", asked).json()) == golden("qr-v1-response")


def test_a_second_generation_code_and_its_reverse(shop: Merchant) -> None:
    fields = golden("qr-request")["generateCodeQRRQ"]
    asked = shop.message("generateCodeQRRQ", fields, "A1b2C3d4E5")
    [body] = content(shop.post("create_qr", asked).json()).values()
    assert body.keys() == golden("qr-v2-response")["generateCodeQRRS"].keys()
    shop.control("POST", "requests/1/accept", {"phone": "3001000001"})
    reverse = golden("qr-v2-reverse-request")["reversionRQ"] | {"qrValue": body["qrValue"]}
    answer = shop.post("reverse", shop.message("reversionRQ", reverse)).json()
    assert content(answer) == golden("reverse-accepted")


def test_report(shop: Merchant, watch: Watch) -> None:
    watch.now = datetime(2026, 11, 24, 15, 4, 40, tzinfo=UTC)
    exchange(shop.sign_in(), "create", "create-request")
    shop.control("POST", "requests/1/accept")
    fields = golden("report-request")["getReportsRQ"]
    answer = shop.post("report", shop.message(PATHS["report"][1], fields)).json()
    assert content(answer) == golden("report-response")


def test_a_path_without_its_prefix_is_forbidden(shop: Merchant) -> None:
    answer = shop.http.post(
        shop.url + "/-services-reverseservices-reversetransaction",
        json=golden("reverse-request"),
        timeout=30,
    )
    assert (answer.status_code, answer.json()) == (403, golden("gateway-refusal"))
    assert answer.headers["x-amzn-errortype"] == "ForbiddenException"
    assert answer.headers["x-amzn-requestid"]
