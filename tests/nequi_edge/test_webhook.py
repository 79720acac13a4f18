"""The doorbell: what it believes (nothing), keeps, and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from nequi_plugin import Payment, State, push
from nequi_plugin.models import NoticeRow
from nequi_plugin.simulator.webhook import headers_for
from nequi_plugin.webhook.notice import verifies
from tests.nequi.host import Host

SECRET = "sim-webhook-secret"
VECTOR = (
    b'{"commerceCode":"NIT_1","value":"25000","phoneNumber":"3001000001","messageId":"A1b2C3d4E5",'
    b'"transactionId":"350-12345-10000001-A1b2C3d4E5","region":"C001",'
    b'"receivedAt":"2026-11-25T15:00:00.000Z","paymentStatus":"SUCCESS"}'
)
DIGEST = "SHA-256=PUaxWxeKx0s9xUiiqylk91cuIktWMYhebFgTC0y8ioY="
SIGNATURE = "w9ZFXLJi1-ItAUiW1jKfbDEOhZZBD-TjDbbcNBVuJfy_bqWGHq9-2JnsroUmvhzX"


def _headers(signature: str = SIGNATURE, digest: str = DIGEST) -> dict[str, str]:
    told = f'keyId="x",algorithm="hmac-sha384",signature="{signature}"'
    return {"Content-Type": "application/json", "Digest": digest, "Signature": told}


def test_the_documented_vector_verifies_in_both_alphabets() -> None:
    assert verifies(VECTOR, _headers(), SECRET)
    assert verifies(VECTOR, _headers(SIGNATURE.replace("-", "+").replace("_", "/")), SECRET)
    assert verifies(VECTOR, _headers(digest=DIGEST), SECRET)


@pytest.mark.parametrize(
    ("raw", "headers", "secret"),
    [
        (VECTOR.replace(b"25000", b"25001"), _headers(), SECRET),
        (VECTOR, _headers("A" + SIGNATURE[1:]), SECRET),
        (VECTOR, _headers(digest=DIGEST[:-2] + "A="), SECRET),
        (VECTOR, _headers(), "another"),
        (VECTOR, {}, SECRET),
        (VECTOR, {**_headers(), "Signature": 'signature="' + "=" * 64 + '"'}, SECRET),
        (VECTOR, {**_headers(), "Digest": "MD5=x"}, SECRET),
    ],
)
def test_forgeries_do_not_verify(raw: bytes, headers: dict[str, str], secret: str) -> None:
    assert not verifies(raw, headers, secret)


Ring = Callable[..., int]


@pytest.fixture
def ring(host: Host) -> Ring:
    """Post a notice about a payment, signed with ``secret`` (none: unsigned); its status code."""
    object.__setattr__(host.runtime.settings, "webhook_secret", SECRET)
    client = host.app.test_client()

    def post(payment: Payment | None, secret: str = SECRET, **told: Any) -> int:
        found = {"messageId": payment.message_id if payment else "Zz9Zz9Zz9Z",
                 "transactionId": "", "paymentStatus": "SUCCESS", **told}  # fmt: skip
        body = json.dumps(found).encode()
        headers = headers_for(body, secret, "x") if secret else {"Content-Type": "application/json"}
        return client.post("/nequi/webhook", data=body, headers=headers).status_code

    return post


def _notices(host: Host) -> int:
    with host.app.app_context():
        return host.db.session.execute(select(func.count()).select_from(NoticeRow)).scalar_one()


def _waiting(working: Host) -> Payment:
    (bill,) = working.bills(25_000)
    paid = working.pay(str(bill))
    return working.until(paid.message_id, State.WAITING)


def test_a_notice_only_makes_us_ask(working: Host, ring: Ring) -> None:
    payment = _waiting(working)
    assert ring(payment, value="1") == 200
    assert ring(payment, secret="forged", note="1") == 200
    working.runtime.stop_worker()

    assert working.payment(payment.message_id).state is State.WAITING
    assert _notices(working) == 2


def test_a_true_notice_brings_the_money_at_once(working: Host, ring: Ring) -> None:
    payment = _waiting(working)
    working.advance(minutes=3)  # now Nequi is asked every 15 s only
    working.runtime.stop_worker()
    working.phone.accept()
    assert ring(payment) == 200
    working.runtime.start_worker()

    assert working.until(payment.message_id, State.APPROVED).captured == 25_000


def test_one_notice_sent_ten_times_is_kept_once(working: Host, ring: Ring) -> None:
    payment = _waiting(working)
    assert {ring(payment) for _ in range(10)} == {200}
    assert _notices(working) == 1


def test_forged_notices_cost_one_look_per_ten_seconds(working: Host, ring: Ring) -> None:
    payment = _waiting(working)
    working.runtime.stop_worker()
    working.advance(minutes=3)  # now Nequi is asked every 15 s only
    push.ask(working.runtime.desk, payment.message_id)
    before = working.phone.book()["calls"]["status"]
    for number in range(20):
        working.advance(seconds=0.3)
        ring(payment, secret="forged", number=number)
        push.ask(working.runtime.desk, payment.message_id)  # what a worker does with its turn

    assert working.phone.book()["calls"]["status"] - before <= 1
    assert working.payment(payment.message_id).state is State.WAITING


def test_strangers_fill_no_table(host: Host, ring: Ring) -> None:
    for number in range(20):
        assert ring(None, secret="forged", number=number) == 200
    assert _notices(host) == 0
    assert ring(None) == 200  # a signed one is kept: it may be a capture we lost
    assert _notices(host) == 1


def test_an_id_is_adopted_only_with_proof(working: Host, ring: Ring) -> None:
    working.phone.fault(drop_reply={"create": 1})
    (bill,) = working.bills(25_000)
    payment = working.pay(str(bill))
    working.until(payment.message_id, State.UNKNOWN)
    working.runtime.stop_worker()

    ring(payment, secret="forged", transactionId="350-12345-1-forged")
    assert working.payment(payment.message_id).transaction_id is None
    ring(payment, secret="forged", transactionId=f"350-12345-1-{payment.message_id}")
    assert working.payment(payment.message_id).transaction_id is not None


def test_a_signed_notice_brings_the_id(working: Host, ring: Ring) -> None:
    working.phone.fault(drop_reply={"create": 1})
    (bill,) = working.bills(25_000)
    payment = working.pay(str(bill))
    working.until(payment.message_id, State.UNKNOWN)
    working.runtime.stop_worker()
    ring(payment, transactionId="350-12345-77")

    assert working.payment(payment.message_id).transaction_id == "350-12345-77"
    ring(payment, transactionId="350-12345-78")
    assert working.payment(payment.message_id).transaction_id == "350-12345-77"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"hola", 400),
        (b"\xff\xfe\x00", 400),
        (b"[1]", 400),
        (b"{}", 400),
        (b'{"messageId": 7}', 400),
        (b'{"messageId": {"a": 1}}', 400),
        (b'{"messageId": "' + b"x" * 200 + b'"}', 400),
        (b'{"messageId": "a\\u0000b"}', 400),
        (b"[" * 9000, 400),
        (b'{"messageId": "' + b"x" * 20_000 + b'"}', 413),
    ],
)
def test_nonsense_is_refused_without_a_traceback(host: Host, body: bytes, status: int) -> None:
    host.app.testing = False
    answer = host.app.test_client().post("/nequi/webhook", data=body)

    assert answer.status_code == status
    assert "Traceback" not in answer.get_data(as_text=True)
    assert _notices(host) == 0
    assert host.app.test_client().get("/nequi/webhook").status_code in (404, 405)
