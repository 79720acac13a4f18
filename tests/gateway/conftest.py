"""A scripted server, credentials, and clients whose clock and sleep the test holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from nequi_plugin.gateway import (
    Answer,
    Credentials,
    Environment,
    GatewaySettings,
    NequiGateway,
    Traffic,
)
from nequi_plugin.gateway.protocol import always
from nequi_plugin.money import pesos
from tests.gateway.envelopes import golden
from tests.gateway.scripted import ScriptedServer, scripted_server

MOMENT = datetime(2026, 11, 25, 15, 4, 5, 123000, tzinfo=UTC)
TRANSACTION = "350-12345-10000001-A1b2C3d4E5"
PHONE = "3001000001"
PAYLOAD: str = golden("qr-v2-response")["generateCodeQRRS"]["qrValue"]
"""Any text would do: the client must hand it on as it is."""


@dataclass
class Bench:
    """A client on a scripted server, with its clock, its sleeps and its traffic in hand."""

    server: ScriptedServer
    credentials: Credentials
    time: float = 1000.0
    slept: list[float] = field(default_factory=list)
    traffic: list[Traffic] = field(default_factory=list)

    def gateway(self, **settings: object) -> NequiGateway:
        whole: dict[str, object] = {
            "api_url": self.server.url,
            "environment": Environment.SIMULATOR,
            "connect_seconds": 0.5,
            "read_seconds": 0.3,
            "total_seconds": 0.6,
            **settings,
        }
        return NequiGateway(
            GatewaySettings(**whole),
            observer=self.traffic.append,
            read_ids=lambda: "F6g7H8i9J0",
            now=lambda: MOMENT,
            clock=lambda: self.time,
            sleep=self.slept.append,
        )

    def create(
        self,
        gateway: NequiGateway,
        message_id: str = "A1b2C3d4E5",
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        return gateway.create(
            self.credentials,
            message_id=message_id,
            phone=PHONE,
            value=pesos(25000),
            reference="PED-1001",
            in_time=in_time,
        )

    def status(self, gateway: NequiGateway) -> Answer:
        return gateway.status(self.credentials, transaction_id=TRANSACTION)

    def cancel(self, gateway: NequiGateway) -> Answer:
        return gateway.cancel(self.credentials, transaction_id=TRANSACTION, phone=PHONE)

    def create_qr(
        self,
        gateway: NequiGateway,
        message_id: str = "A1b2C3d4E5",
        in_time: Callable[[], bool] = always,
    ) -> Answer:
        return gateway.create_qr(
            self.credentials,
            message_id=message_id,
            value=pesos(25000),
            reference="PED-1001",
            in_time=in_time,
        )

    def status_qr(self, gateway: NequiGateway) -> Answer:
        return gateway.status_qr(self.credentials, transaction_id="<opaque>", payload=PAYLOAD)

    def reverse(
        self, gateway: NequiGateway, payload: str = "", in_time: Callable[[], bool] = always
    ) -> Answer:
        return gateway.reverse(
            self.credentials,
            message_id="A1b2C3d4E5",
            phone=PHONE,
            value=pesos(25000),
            payload=payload,
            in_time=in_time,
        )

    def ask(self, service: str, gateway: NequiGateway) -> Answer:
        calls: dict[str, Callable[[NequiGateway], Answer]] = {
            "create": self.create,
            "status": self.status,
            "cancel": self.cancel,
            "create_qr": self.create_qr,
            "status_qr": self.status_qr,
            "reverse": self.reverse,
        }
        return calls[service](gateway)


@pytest.fixture
def credentials() -> Credentials:
    return Credentials("the-client", "the-secret", "the-api-key", "NIT_1")


@pytest.fixture
def bench(credentials: Credentials) -> Iterator[Bench]:
    with scripted_server() as server:
        yield Bench(server, credentials)
