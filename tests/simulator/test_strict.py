"""Tokens, gateway checks and the mistakes that the simulator refuses to forgive."""

from __future__ import annotations

import pytest
import requests

from tests.simulator.merchant import CODE, PATHS, Merchant, parts

PHONE = "3000000057"


@pytest.mark.parametrize("path", ["/oauth2/token", "/token"])
@pytest.mark.parametrize("where", ["params", "data"])
def test_a_token_by_either_path_with_the_grant_in_query_or_form(
    merchant: Merchant, path: str, where: str
) -> None:
    answer = merchant.token(path, **{where: {"grant_type": "client_credentials"}})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["expires_in"], body["token_type"]) == (3600, "Bearer")


def test_a_wrong_client_gets_no_token(merchant: Merchant) -> None:
    answer = merchant.token(secret="guess")
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_a_token_without_grant_is_refused(merchant: Merchant) -> None:
    assert merchant.token(data={}).status_code == 400


def test_a_token_lives_an_hour_of_business_time(merchant: Merchant) -> None:
    merchant.advance(3590)
    assert merchant.create(PHONE)[0] == "0"
    merchant.advance(20)
    answer = merchant.post("status", {})
    assert answer.status_code == 401
    assert answer.json() == {"message": "The incoming token has expired"}


def test_credentials_are_checked_before_the_path(merchant: Merchant) -> None:
    bare = requests.post(merchant.url + "/nowhere", json={}, timeout=30)
    assert (bare.status_code, bare.json()) == (401, {"message": "Unauthorized"})
    assert merchant.http.post(merchant.url + "/nowhere", json={}, timeout=30).status_code == 403
    merchant.http.headers["x-api-key"] = "guess"
    assert merchant.post("status", {}).json() == {"message": "Forbidden"}


def test_a_get_on_a_service_is_refused(merchant: Merchant) -> None:
    answer = merchant.http.get(merchant.url + PATHS["status"][0], timeout=30)
    assert answer.status_code == 403
    assert answer.json() == {"message": "Missing Authentication Token"}


def test_revoked_tokens_are_worthless(merchant: Merchant) -> None:
    merchant.control("POST", "tokens/revoke")
    assert merchant.post("status", {}).status_code == 401
    assert merchant.sign_in().create(PHONE)[0] == "0"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"value": 25000}, "20-05A"),
        ({"value": "0"}, "20-05A"),
        ({"value": "-5"}, "20-05A"),
        ({"value": "250.5"}, "20-05A"),
        ({"value": "25.000"}, "20-05A"),
        ({"value": "٢٥"}, "20-05A"),
        ({"value": "99999999"}, "20-09A"),
        ({"phoneNumber": 3000000057}, "20-05A"),
        ({"phoneNumber": "6010000012"}, "20-05A"),
        ({"phoneNumber": "+573000000057"}, "20-05A"),
        ({"phoneNumber": None}, "20-05A"),
        ({"reference1": 7}, "20-05A"),
        ({"code": "NIT_2"}, "20-10A"),
        ({"code": "NIT_77"}, "11-9L"),
        ({"code": "CC_901555012"}, "11-9L"),
        ({"code": "NIT_1"}, "0"),
    ],
)
def test_what_a_create_is_refused_for(
    merchant: Merchant, changed: dict[str, object], code: str
) -> None:
    fields = {"phoneNumber": PHONE, "code": CODE, "value": "25000", **changed}
    assert merchant.call("create", **fields)[0] == code
    assert merchant.requests()[0]["state"] == ("pending" if code == "0" else "refused")


def test_the_envelope_is_strict(merchant: Merchant) -> None:
    fields = {"phoneNumber": PHONE, "code": CODE, "value": "25000"}
    no_id = merchant.message("unregisteredPaymentRQ", fields)
    del no_id["RequestMessage"]["RequestHeader"]["MessageID"]
    assert parts(merchant.post("create", no_id)) == ("11-17L", {})
    assert parts(merchant.post("create", ["no envelope"])) == ("11-17L", {})
    wrong_key = merchant.message("generateCodeQRRQ", fields)
    assert parts(merchant.post("create", wrong_key)) == ("20-05A", {})
    broken = merchant.http.post(merchant.url + PATHS["create"][0], data=b'{"Reques', timeout=30)
    assert parts(broken) == ("11-17L", {})


def test_transaction_ids_are_cut_at_fifty(merchant: Merchant) -> None:
    _, body = merchant.call(
        "create", message_id="0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0",
        phoneNumber=PHONE, code=CODE, value="1",
    )  # fmt: skip
    transaction_id = body["unregisteredPaymentRS"]["transactionId"]
    assert transaction_id == "350-12345-10000001-0b1c2d3e-4f50-6172-8394-a5b6c7d8"[:50]
    assert merchant.status(transaction_id)[1]["status"] == "33"


def test_the_ids_that_integrators_mix_up(merchant: Merchant) -> None:
    _, transaction_id = merchant.create(PHONE)
    assert merchant.status(merchant.last)[0] == "20-08A"
    merchant.control("POST", "requests/1/accept")
    assert merchant.reverse(PHONE, messageId=transaction_id)[0] == "2-CCSB000079"
    assert merchant.reverse(PHONE, value="24999")[0] == "2-CCSB000079"
    assert merchant.reverse(PHONE, type="automaticPayment")[0] == "2-CCSB000079"
    assert merchant.reverse(PHONE)[0] == "0"
    assert merchant.reverse(PHONE)[0] == "2-CCSB000079"
    assert merchant.status(transaction_id)[1]["status"] == "71"


def test_cancel_answers_by_state(merchant: Merchant) -> None:
    ids = [merchant.create(PHONE)[1] for _ in range(4)]
    merchant.control("POST", "requests/1/accept")
    merchant.control("POST", "requests/2/reject")
    assert merchant.cancel(ids[0], PHONE)[0] == "20-09A"
    assert merchant.cancel(ids[1], PHONE)[0] == "10-455"
    assert merchant.cancel(ids[2], "3000000058")[0] == "11-9L"
    assert merchant.cancel(ids[2], PHONE) == ("0", {"cancelRequestMoneyRS": {}})
    assert merchant.status(ids[2])[0] == "10-455"
    merchant.advance(15 * 60)
    assert merchant.cancel(ids[3], PHONE)[0] == "10-454"


def test_a_reverse_of_a_pending_push_is_refused(merchant: Merchant) -> None:
    merchant.create(PHONE)
    assert merchant.reverse(PHONE)[0] == "2-CCSB000079"
    assert merchant.requests()[0]["state"] == "pending"
