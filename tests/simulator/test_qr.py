"""Codes of both generations: made, asked about, paid by Nequi or a bank, expired, given back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from nequi_plugin.simulator import (
    RunningSimulator,
    SimulatorConfig,
    SimulatorRefused,
    config_from_environment,
)
from nequi_plugin.simulator.emvco import checksum, emvco
from tests.simulator.merchant import CODE, Merchant

PHONE = "3000000057"
SAMPLE = (  # contract 6.4
    "00020101021226320014CO.COM.SIM.LLA0510000000000149250014CO.COM.SIM.RED0103SIM"
    "50310013CO.COM.SIM.CU011000000000015204000053031705405250005802CO5915TIENDA SIMULADA"
    "6006BOGOTA62190515SIMQR000000000180290016CO.COM.SIM.CANAL0105ECOMM"
    "90430016CO.COM.SIM.TRXID0119000001SIM000000000163042F28"
)


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Merchant]:
    """A merchant whose Nequi still gives codes of the first generation."""
    with RunningSimulator(SimulatorConfig(tmp_path, qr_flavour="v1")) as running:
        yield Merchant(running.url).sign_in()


def pay(merchant: Merchant, push_id: int = 1, **body: object) -> None:
    merchant.control("POST", f"requests/{push_id}/accept", body)


def test_the_contracts_sample_and_checksum() -> None:
    assert checksum(b"123456789") == 0x29B1
    assert emvco("TIENDA SIMULADA", "1", "25000", "1") == SAMPLE


def test_a_name_that_no_code_can_hold_is_made_to_fit() -> None:
    text = emvco("Café & Compañía de la Ñapa Larguísima SAS", "1", "1", "1")
    assert "5925Cafe & Compania de la Nap" in text
    assert "5908COMERCIO" in emvco("商店", "1", "1", "1")


def test_a_code_waits_without_a_phone_and_is_paid_with_one(merchant: Merchant) -> None:
    code, body = merchant.code(reference1="PED-7")
    assert (code, body["transactionId"][-10:]) == ("0", merchant.last)
    assert f"SIMQR{merchant.last}" in body["qrValue"]
    [waiting] = merchant.requests()
    assert (waiting["way"], waiting["phone"], waiting["state"]) == ("qr", "", "pending")
    assert (waiting["payload"], waiting["references"][0]) == (body["qrValue"], "PED-7")
    pending = merchant.status_qr(body["qrValue"])[1]
    assert (pending["status"], pending["trnId"]) == ("33", body["transactionId"])
    assert "phoneNumber" not in pending
    pay(merchant, phone=PHONE)
    for text in body.values():  # which of the two Nequi wants is unsettled
        paid = merchant.status_qr(text)[1]
        assert (paid["status"], paid["value"], paid["phoneNumber"]) == ("35", "25000", PHONE)
    assert paid["name"] == "LADERA OFICIOS SAS"


def test_another_banks_payer_has_no_phone_and_no_reverse(merchant: Merchant) -> None:
    text = merchant.code()[1]["qrValue"]
    pay(merchant)
    paid = merchant.status_qr(text)[1]
    assert (paid["status"], "phoneNumber" in paid) == ("35", False)
    refused = merchant.call("reverse", qrValue=text, phoneNumber=PHONE, value="25000", code=CODE)
    assert refused == ("2-CCSB000079", {})


def test_a_first_generation_code(first: Merchant) -> None:
    code, body = first.code()
    assert (code, body) == ("0", {"codeQR": f"C001-10011-{first.last}"})
    assert first.requests()[0]["payload"] == f"bancadigital-{body['codeQR']}"
    assert first.status(body["codeQR"])[1]["status"] == "33"
    assert first.status_qr("bancadigital-nothing")[0] == "20-08A"
    pay(first, phone=PHONE)
    assert first.status(body["codeQR"])[1]["status"] == "35"
    assert first.reverse(PHONE, messageId=first.last)[0] == "0"
    assert first.status(body["codeQR"])[1]["status"] == "71"


def test_each_generation_has_its_own_key(merchant: Merchant) -> None:
    body = merchant.code()[1]
    assert merchant.status(body["transactionId"])[0] == "20-08A"
    assert merchant.status_qr("nothing")[0] == "20-08A"
    assert merchant.status_qr(merchant.last)[0] == "20-08A"
    assert merchant.call("status", qrValue=7)[0] == "20-05A"
    assert merchant.create(PHONE)[0] == "0"
    push = merchant.requests()[1]["transaction_id"]
    assert merchant.status_qr(push)[0] == "20-08A"


def test_a_reverse_names_the_code_and_all_of_its_facts(merchant: Merchant) -> None:
    body = merchant.code()[1]
    pay(merchant, phone=PHONE)
    right = {"phoneNumber": PHONE, "value": "25000", "code": CODE}
    assert merchant.reverse(PHONE)[0] == "2-CCSB000079"  # the way of pushes and first codes
    for wrong in (
        {"qrValue": body["transactionId"]},
        {"value": "24999"},
        {"phoneNumber": "3000000058"},
        {"code": "NIT_1"},
    ):
        fields = {"qrValue": body["qrValue"], **right, **wrong}
        assert merchant.call("reverse", **fields)[0] == "2-CCSB000079"
    fields = {"qrValue": body["qrValue"], **right}
    assert merchant.call("reverse", **fields) == ("0", {"reversionRS": {}})
    assert merchant.call("reverse", **fields)[0] == "2-CCSB000079"
    assert merchant.status_qr(body["qrValue"])[1]["status"] == "71"


def test_a_code_lives_forty_five_minutes_and_can_be_paid_late(merchant: Merchant) -> None:
    text = merchant.code()[1]["qrValue"]
    merchant.advance(44 * 60)
    assert merchant.status_qr(text)[1]["status"] == "33"
    merchant.advance(60)
    assert merchant.status_qr(text) == ("10-454", {})
    pay(merchant, late=True, phone=PHONE)
    assert merchant.status_qr(text)[1]["status"] == "35"


def test_nobody_rejects_or_cancels_a_code(merchant: Merchant) -> None:
    body = merchant.code()[1]
    answer = requests.post(f"{merchant.url}/_sim/requests/1/reject", timeout=30)
    assert (answer.status_code, "nobody can reject" in answer.text) == (409, True)
    decided = requests.post(f"{merchant.url}/decidir/1", data={"respuesta": "rechazar"}, timeout=30)
    assert decided.status_code == 200
    assert merchant.cancel(body["transactionId"], PHONE)[0] == "11-9L"
    assert merchant.requests()[0]["state"] == "pending"


@pytest.mark.parametrize("phone", [7, "", "601", "+573000000057", ["3000000057"]])
def test_a_phone_that_cannot_pay(merchant: Merchant, phone: object) -> None:
    merchant.code()
    answer = requests.post(
        f"{merchant.url}/_sim/requests/1/accept", json={"phone": phone}, timeout=5
    )
    assert (answer.status_code, merchant.requests()[0]["state"]) == (400, "pending")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"value": 25000}, "20-05A"),
        ({"value": "0"}, "20-05A"),
        ({"value": "25.000"}, "20-05A"),
        ({"value": None}, "20-05A"),
        ({"value": "99999999"}, "20-09A"),
        ({"reference1": 7}, "20-05A"),
        ({"code": 7}, "20-05A"),
        ({"code": "NIT_2"}, "20-10A"),
        ({"code": "NIT_77"}, "11-9L"),
    ],
)
def test_what_a_code_is_refused_for(
    merchant: Merchant, changed: dict[str, object], code: str
) -> None:
    fields = {"code": CODE, "value": "25000", **changed}
    assert merchant.call("create_qr", **fields) == (code, {})
    [refused] = merchant.requests()
    assert (refused["state"], refused["reason"], refused["way"]) == ("refused", code, "qr")


def test_a_code_stands_in_the_report_under_its_channel(merchant: Merchant) -> None:
    merchant.code()
    pay(merchant)
    merchant.create(PHONE)
    pay(merchant, 2)
    lines = merchant.report(merchant.day())[1]["transactions"]
    assert [line["productChannel"] for line in lines] == ["PQR03-C001", "PNP04-C001"]
    book = merchant.book()
    assert lines[0]["messageId"] == book["requests"][0]["message_id"]
    assert book["creates"] == book["accepted"] != {}


def test_a_test_number_keeps_its_ways_when_it_pays_a_code(merchant: Merchant) -> None:
    """30 refuses to give back, 18 pays another value, 15 still fails at its first push only."""
    for phone in ("3001000030", "3001000018", "3001000015"):
        text = merchant.code()[1]["qrValue"]
        pay(merchant, len(merchant.requests()), phone=phone)
        value = "26000" if phone.endswith("18") else "25000"
        assert merchant.status_qr(text)[1]["value"] == value
        wanted = "2-CCSB000079" if phone.endswith("30") else "0"
        reverse = {"qrValue": text, "phoneNumber": phone, "value": value, "code": CODE}
        assert merchant.call("reverse", **reverse)[0] == wanted
    with pytest.raises(AssertionError, match="Too Many Requests"):
        merchant.create("3001000015")


def test_faults_strike_codes_too(merchant: Merchant) -> None:
    merchant.control("POST", "faults", {"drop_reply": {"create_qr": 1}})
    with pytest.raises(requests.ConnectionError):
        merchant.code()
    merchant.control("POST", "faults", {"garbage": {"create_qr": 1}})
    with pytest.raises(requests.JSONDecodeError):
        merchant.code()
    merchant.control("POST", "faults", {"http": {"create_qr": {"status": 429}}})
    with pytest.raises(AssertionError, match="Too Many Requests"):
        merchant.code()
    assert merchant.code()[0] == "0"
    assert [r["state"] for r in merchant.requests()] == ["pending"] * 3
    assert merchant.control("POST", "faults", {"latency": "real"})["latency"]["create_qr"]


def test_the_settings_reach_the_simulator(tmp_path: Path) -> None:
    config = config_from_environment(
        tmp_path, {"NEQUI_QR_FLAVOUR": "v1", "NEQUI_QR_EXPIRY_MINUTES": "7"}
    )
    assert (config.qr_flavour, config.qr_expiry_minutes) == ("v1", 7)
    for wrong in ({"NEQUI_QR_FLAVOUR": "v3"}, {"NEQUI_QR_EXPIRY_MINUTES": "-1"}):
        with pytest.raises(SimulatorRefused, match=next(iter(wrong))):
            config_from_environment(tmp_path, wrong)


def test_a_book_of_before_codes_is_read_on(tmp_path: Path) -> None:
    config = SimulatorConfig(tmp_path)
    with RunningSimulator(config) as running:
        Merchant(running.url).sign_in().create(PHONE)
    with sqlite3.connect(tmp_path / "nequi-simulator.sqlite3") as db:
        db.execute("DROP INDEX push_payload")
        db.execute("ALTER TABLE push DROP COLUMN way")
        db.execute("ALTER TABLE push DROP COLUMN payload")
    db.close()
    with RunningSimulator(config) as running:
        merchant = Merchant(running.url).sign_in()
        assert merchant.code()[0] == "0"
        assert [r["way"] for r in merchant.requests()] == ["push", "qr"]
