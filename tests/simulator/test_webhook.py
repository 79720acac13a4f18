"""Signed notices: the vector, what is sent when, and what the faults make of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from nequi_plugin.simulator.webhook import digest_of, headers_for, signature_of
from tests.simulator.merchant import Merchant
from tests.support.waiting import wait_until

SECRET = "sim-webhook-secret"
VECTOR = (
    b'{"commerceCode":"NIT_1","value":"25000","phoneNumber":"3001000001",'
    b'"messageId":"A1b2C3d4E5","transactionId":"350-12345-10000001-A1b2C3d4E5","region":"C001",'
    b'"receivedAt":"2026-11-25T15:00:00.000Z","paymentStatus":"SUCCESS"}'
)
DIGEST = "SHA-256=PUaxWxeKx0s9xUiiqylk91cuIktWMYhebFgTC0y8ioY="
SIGNATURE = "w9ZFXLJi1-ItAUiW1jKfbDEOhZZBD-TjDbbcNBVuJfy_bqWGHq9-2JnsroUmvhzX"


def test_the_contracts_vector() -> None:
    assert len(VECTOR) == 222
    assert digest_of(VECTOR) == DIGEST
    assert signature_of(DIGEST, SECRET) == SIGNATURE
    assert headers_for(VECTOR, SECRET, "sim-client") == {
        "Content-Type": "application/json",
        "Digest": DIGEST,
        "Signature": 'keyId="sim-client",algorithm="hmac-sha384",'
        f'headers="content-type digest",signature="{SIGNATURE}"',
    }


class Listener:
    """A shop's webhook address that keeps what it hears."""

    def __init__(self) -> None:
        heard: list[tuple[dict[str, str], bool]] = []
        self.heard = heard

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                genuine = headers_for(body, SECRET, "sim-client")["Signature"]
                heard.append((json.loads(body), self.headers["Signature"] == genuine))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def statuses(self) -> list[tuple[str, bool]]:
        return [(body["paymentStatus"], genuine) for body, genuine in self.heard]


@pytest.fixture
def listener(merchant: Merchant) -> Iterator[Listener]:
    found = Listener()
    url = f"http://127.0.0.1:{found.server.server_port}/nequi/webhook"
    merchant.control("POST", "webhook", {"url": url})
    yield found
    merchant.control("POST", "webhook", {"url": ""})
    found.server.shutdown()
    found.server.server_close()


def posted(merchant: Merchant) -> list[str]:
    return [e["detail"] for e in merchant.book()["audit"] if e["what"] == "webhook"]


def test_paid_rejected_and_cancelled_are_told(merchant: Merchant, listener: Listener) -> None:
    ids = [merchant.create("3000000057")[1] for _ in range(3)]
    merchant.control("POST", "requests/1/accept")
    merchant.control("POST", "requests/2/reject")
    merchant.cancel(ids[2], "3000000057")
    wait_until(lambda: len(listener.heard) == 3)
    assert listener.statuses() == [("SUCCESS", True), ("DENIED", True), ("CANCELED", True)]
    assert listener.heard[0][0]["transactionId"] == ids[0]
    wait_until(lambda: posted(merchant) == ["200"] * 3)


def test_a_paid_code_is_told_with_its_payers_phone_or_none(
    merchant: Merchant, listener: Listener
) -> None:
    for push_id, body in ((1, {"phone": "3000000057"}), (2, {})):
        merchant.code()
        merchant.control("POST", f"requests/{push_id}/accept", body)
    wait_until(lambda: len(listener.heard) == 2)
    assert listener.statuses() == [("SUCCESS", True)] * 2
    assert [body["phoneNumber"] for body, _ in listener.heard] == ["3000000057", ""]
    assert listener.heard[1][0]["messageId"] == merchant.last


@pytest.mark.parametrize(
    ("serial", "heard"),
    [(26, [("SUCCESS", True)] * 2), (27, [("SUCCESS", False)]), (29, [("SUCCESS", True)])],
)
def test_numbers_with_odd_notices(
    merchant: Merchant, listener: Listener, serial: int, heard: list[tuple[str, bool]]
) -> None:
    _, transaction_id = merchant.create(f"30010000{serial}")
    merchant.advance(5)
    wait_until(lambda: len(listener.heard) == len(heard))
    assert listener.statuses() == heard
    assert merchant.status(transaction_id)[1]["status"] == ("33" if serial == 29 else "35")


def test_twenty_five_is_told_before_the_create_is_answered(
    merchant: Merchant, listener: Listener
) -> None:
    assert merchant.create("3001000025")[0] == "0"
    assert listener.statuses() == [("SUCCESS", True)]


@pytest.mark.parametrize(
    ("fault", "heard"),
    [("double", [("SUCCESS", True)] * 2), ("forge", [("SUCCESS", False)]), ("drop", [])],
)
def test_webhook_faults(
    merchant: Merchant, listener: Listener, fault: str, heard: list[tuple[str, bool]]
) -> None:
    merchant.control("POST", "faults", {"webhook": fault})
    merchant.create("3000000057")
    merchant.control("POST", "requests/1/accept")
    # a notice behind it in the one queue shows that nothing more was to come
    merchant.control("DELETE", "faults")
    merchant.create("3000000057")
    merchant.control("POST", "requests/2/reject")
    wait_until(lambda: ("DENIED", True) in listener.statuses())
    assert listener.statuses() == [*heard, ("DENIED", True)]


def test_a_dead_listener_is_noted_and_harms_nothing(merchant: Merchant) -> None:
    merchant.control("POST", "webhook", {"url": "http://127.0.0.1:9/closed"})
    merchant.create("3000000057")
    merchant.control("POST", "requests/1/accept")
    wait_until(lambda: posted(merchant) == ["URLError"])
    merchant.control("POST", "webhook", {"url": ""})
