"""The conformance suite, held against the client and a real simulator over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

from nequi_plugin.gateway import (
    Answer,
    Credentials,
    Environment,
    Gateway,
    GatewaySettings,
    GatewayUnavailable,
    NequiGateway,
    QrStatusBy,
    Report,
    Verdict,
)
from nequi_plugin.gateway.conformance import GatewayConformance
from nequi_plugin.gateway.promises_qr import CodePromises
from nequi_plugin.gateway.promises_reverse import ReversePromises
from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from tests.support.noon import system_time

WRITES = ("create", "create_qr", "cancel", "reverse")


class SimulatorByHand:
    """The payer's side of a running simulator, through its control API."""

    phone = "3009998877"
    phone_without_nequi = "3001000004"

    def __init__(self, url: str) -> None:
        self._url = url + "/_sim"
        self.merchant = self._get("merchant")
        self.payee = self.merchant["name"]

    @property
    def today(self) -> str:
        now = datetime.fromisoformat(self._get("clock")["now"])
        return now.astimezone(timezone(timedelta(hours=-5))).date().isoformat()

    def accept(self, transaction_id: str) -> None:
        self._decide(transaction_id, "accept")

    def reject(self, transaction_id: str) -> None:
        self._decide(transaction_id, "reject")

    def expire(self) -> None:
        self._post("clock", {"advance": 46 * 60})  # a code lives longer than a push

    def revoke_tokens(self) -> None:
        self._post("tokens/revoke")

    def lose_answers(self) -> None:
        self.fault(drop_reply=dict.fromkeys(WRITES, 99))

    def refuse_calls(self) -> None:
        self.fault(http={name: {"status": 429, "times": 99} for name in WRITES})

    def fault(self, **faults: object) -> None:
        self._post("faults", faults)

    def booked(self) -> list[str]:
        return [one["message_id"] for one in self._get("requests")]

    def pay_code(self, transaction_id: str, phone: str) -> None:
        self._decide(transaction_id, "accept", {"phone": phone} if phone else {})

    def _decide(self, transaction_id: str, decision: str, body: dict | None = None) -> None:
        [found] = [x for x in self._get("requests") if x["transaction_id"] == transaction_id]
        self._post(f"requests/{found['id']}/{decision}", body)

    def _get(self, path: str) -> list | dict:
        answer = requests.get(f"{self._url}/{path}", timeout=30)
        answer.raise_for_status()
        return answer.json()

    def _post(self, path: str, body: dict | None = None) -> dict:
        answer = requests.post(f"{self._url}/{path}", json=body or {}, timeout=30)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningSimulator]:
    with RunningSimulator(SimulatorConfig(tmp_path, system_time=system_time)) as simulator:
        yield simulator


@pytest.fixture
def sim(running: RunningSimulator) -> SimulatorByHand:
    return SimulatorByHand(running.url)


@pytest.fixture
def credentials(sim: SimulatorByHand) -> Credentials:
    return Credentials("sim-client", "sim-secret", "sim-key", sim.merchant["code"])


@pytest.fixture
def gateway(running: RunningSimulator) -> NequiGateway:
    settings = GatewaySettings(
        running.url, environment=Environment.SIMULATOR, read_seconds=2, total_seconds=4
    )
    return NequiGateway(settings)


class TestClientAgainstTheSimulator(GatewayConformance):
    """Every promise of the suite, with codes of the second generation."""


class TestFirstGeneration(CodePromises, ReversePromises):
    """The promises about codes with those of the first one."""

    @pytest.fixture
    def running(self, tmp_path: Path) -> Iterator[RunningSimulator]:
        first = SimulatorConfig(tmp_path, qr_flavour="v1", system_time=system_time)
        with RunningSimulator(first) as simulator:
            yield simulator


def test_a_code_may_be_asked_about_by_its_id(
    running: RunningSimulator, credentials: Credentials
) -> None:
    settings = GatewaySettings(
        running.url,
        environment=Environment.SIMULATOR,
        qr_status_by=QrStatusBy.TRANSACTION_ID,
    )
    sim = SimulatorByHand(running.url)
    CodePromises().test_a_code_that_nobody_pays_expires(NequiGateway(settings), credentials, sim)


@pytest.mark.parametrize(
    ("phone", "verdict", "reason"),
    [
        ("3001000005", Verdict.FAILED, "no_nequi"),
        ("3001000006", Verdict.FAILED, "no_nequi"),
        ("3001000007", Verdict.FAILED, "refused"),
        ("3001000008", Verdict.FAILED, "refused"),
        ("3001000009", Verdict.UNCLEAR, ""),
        ("3001000010", Verdict.UNCLEAR, ""),
        ("3001000011", Verdict.UNCLEAR, ""),
        ("3001000012", Verdict.UNCLEAR, ""),
        ("3001000014", Verdict.UNCLEAR, ""),
        ("3001000015", Verdict.NOT_SENT, "not_sent"),
        ("3001000016", Verdict.NOT_SENT, "not_sent"),
        ("3001000017", Verdict.UNCLEAR, ""),
        ("3001000032", Verdict.ACCEPTED, ""),
    ],
)
def test_the_simulators_test_numbers_are_classified(
    gateway: Gateway, credentials: Credentials, phone: str, verdict: Verdict, reason: str
) -> None:
    answer = gateway.create(
        credentials, message_id="A1b2C3d4E5", phone=phone, value=25000, reference="PED-1001"
    )
    assert (answer.verdict, answer.reason) == (verdict, reason)


def test_a_report_without_its_optional_fields_still_joins(
    gateway: Gateway, credentials: Credentials, sim: SimulatorByHand
) -> None:
    answer = gateway.create(
        credentials, message_id="A1b2C3d4E5", phone=sim.phone, value=25000, reference="PED-1001"
    )
    sim.accept(answer.transaction_id or "")
    sim.fault(report_without=["buyerName", "buyerLastName", "transactionDate", "count", "total"])
    [line] = gateway.report(credentials, start=sim.today, end=sim.today).lines
    assert (line.message_id, line.value) == ("A1b2C3d4E5", 25000)


def test_a_dead_gateway_is_unavailable(
    gateway: Gateway, credentials: Credentials, sim: SimulatorByHand
) -> None:
    sim.fault(down=True)
    with pytest.raises(GatewayUnavailable):
        gateway.report(credentials, start="2026-11-24", end="2026-11-24")


class Liar:
    """A gateway that passes everything on but tells one thing differently."""

    def __init__(self, honest: Gateway, lie: str) -> None:
        self._honest = honest
        self._lie = lie

    def create(self, credentials: Credentials, **call: Any) -> Answer:
        answer = self._honest.create(credentials, **call)
        if self._lie == "not sent" and answer.verdict is Verdict.UNCLEAR:
            return Answer(Verdict.NOT_SENT, "not_sent")
        if self._lie == "resends" and answer.unauthorized:
            return self._honest.create(credentials, **call)
        return replace(answer, transaction_id=None) if self._lie == "no id" else answer

    def status(self, credentials: Credentials, **call: Any) -> Answer:
        answer = self._honest.status(credentials, **call)
        return replace(answer, value=None) if self._lie == "no value" else answer

    def cancel(self, credentials: Credentials, **call: Any) -> Answer:
        answer = self._honest.cancel(credentials, **call)
        return Answer(Verdict.REJECTED) if self._lie == "cancel decides" else answer

    def create_qr(self, credentials: Credentials, **call: Any) -> Answer:
        answer = self._honest.create_qr(credentials, **call)
        return replace(answer, payload="one for all") if self._lie == "one code" else answer

    def status_qr(self, credentials: Credentials, **call: Any) -> Answer:
        answer = self._honest.status_qr(credentials, **call)
        return replace(answer, phone="3000000057") if self._lie == "a phone" else answer

    def reverse(self, credentials: Credentials, **call: Any) -> Answer:
        answer = self._honest.reverse(credentials, **call)
        if self._lie == "lost is refused" and answer.verdict is Verdict.UNCLEAR:
            return Answer(Verdict.FAILED, "refused")
        if self._lie == "any reverse" and answer.verdict is Verdict.FAILED:
            return Answer(Verdict.ACCEPTED)
        return answer

    def report(self, credentials: Credentials, **call: Any) -> Report:
        return Report(None, None)


@pytest.mark.parametrize(
    ("lie", "promise"),
    [
        ("not sent", "test_a_lost_answer_is_unclear_and_sent_once"),
        ("resends", "test_a_revoked_token_costs_one_resend_by_the_caller"),
        ("no id", "test_an_accepted_create_has_an_id_and_waits"),
        ("no value", "test_an_accepted_request_is_paid_with_its_value_and_payee"),
        ("cancel decides", "test_a_cancel_after_the_payment_undoes_nothing"),
        ("any code", "test_a_wrong_code_is_told_apart"),
        ("empty report", "test_the_report_joins_by_message_id"),
        ("empty report", "test_the_report_joins_a_code_by_message_id"),
        ("one code", "test_two_codes_for_the_same_value_are_two"),
        ("a phone", "test_a_code_paid_from_another_bank_tells_no_phone"),
        ("lost is refused", "test_a_reverse_whose_answer_is_lost_is_unclear"),
        ("any reverse", "test_a_paid_request_is_given_back_once"),
        ("any reverse", "test_another_value_or_message_is_not_given_back"),
    ],
)
def test_the_suite_catches_a_gateway_that_lies(
    gateway: Gateway, credentials: Credentials, sim: SimulatorByHand, lie: str, promise: str
) -> None:
    with pytest.raises(AssertionError):
        getattr(GatewayConformance(), promise)(Liar(gateway, lie), credentials, sim)
